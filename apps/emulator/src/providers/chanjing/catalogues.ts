import type { Json } from '../../state/json.ts';
import type { ChanjingWorld, Endpoint } from './call.ts';
import { queryFields, readPage } from './fields.ts';
import { fontKey, fonts } from './fonts.ts';
import { pageOf } from './paging.ts';
import type { Figure, PublicAvatar } from './public-avatars.ts';
import type { PublicVoice } from './public-voices.ts';
import { speakingVoice } from './public-voices.ts';
import type { Quirks } from './quirks.ts';
import { tagCategories, tagNames } from './tags.ts';

/** Pages by `size`, not `page_size`. An avatar must have all tags that are asked for. */
const listCommonDp: Endpoint = {
  method: 'GET',
  path: 'list_common_dp',
  handle: ({ world, query }) => {
    const fields = queryFields(query, ['page', 'size', 'source']);
    const { page, size } = readPage(fields, 'size');
    fields.choice('source', [0, 1], 0);
    const wanted = readTags(query, world.quirks);
    const avatars = sorted(world.publicAvatars.list(), query.get('sort')).filter(({ tagIds }) =>
      wanted.every((tag) => tagIds.includes(tag)),
    );
    const items = avatars.slice((page - 1) * size, page * size).map((avatar) => avatarEntry(world, avatar));
    return pageOf(items, { page, size, total: avatars.length }, world.quirks);
  },
};

/** `1,2`, or `tag_ids` again and again, of which some have seen only the first one count. */
function readTags(query: URLSearchParams, { repeatedTags }: Pick<Quirks, 'repeatedTags'>): readonly number[] {
  const all = query.getAll('tag_ids');
  const counted = repeatedTags === 'first' ? all.slice(0, 1) : all;
  return counted
    .flatMap((part) => part.split(','))
    .filter((part) => part.trim() !== '')
    .map(Number);
}

function sorted(avatars: readonly PublicAvatar[], order: string | null): readonly PublicAvatar[] {
  if (order === 'latest') return avatars.toReversed();
  return order === 'hottest' ? avatars.toSorted((left, right) => right.heat - left.heat) : avatars;
}

function avatarEntry(world: ChanjingWorld, avatar: PublicAvatar): Json {
  const voice = world.publicVoices.get(avatar.voiceId);
  return {
    id: avatar.id,
    name: avatar.name,
    gender: avatar.gender,
    width: 0,
    height: 0,
    figures: avatar.figures.map((figure) => figureEntry(world, avatar, figure)),
    audio_name: voice?.name ?? '',
    audio_man_id: avatar.voiceId,
    audio_preview: voice === undefined ? '' : audition(world, voice),
    audio_lang: voice?.language ?? '',
    tag_ids: avatar.tagIds,
    tag_names: tagNames(avatar.tagIds),
  };
}

function figureEntry(world: ChanjingWorld, avatar: PublicAvatar, figure: Figure): Json {
  const cover = world.links.public(world.publicAvatars.mediaKey(avatar, figure, 'jpg'));
  return {
    type: figure.type,
    cover,
    pic_path: cover,
    width: figure.widthPx,
    height: figure.heightPx,
    preview_video_url: world.links.public(world.publicAvatars.mediaKey(avatar, figure, 'mp4')),
    bg_replace: true,
  };
}

/** Pages by `size`, not `page_size`. */
const listCommonAudio: Endpoint = {
  method: 'GET',
  path: 'list_common_audio',
  handle: ({ world, query }) => {
    const { page, size } = readPage(queryFields(query, ['page', 'size']), 'size');
    const items = world.publicVoices.page((page - 1) * size, size).map((voice) => voiceEntry(world, voice));
    return pageOf(items, { page, size, total: world.publicVoices.count }, world.quirks);
  },
};

function voiceEntry(world: ChanjingWorld, voice: PublicVoice): Json {
  return {
    id: voice.id,
    grade: 1,
    name: voice.name,
    gender: speakingVoice(voice).sex,
    lang: voice.language,
    desc: voice.description,
    speed: 1,
    pitch: 1,
    audition: audition(world, voice),
  };
}

function audition(world: ChanjingWorld, voice: PublicVoice): string {
  return world.links.public(world.publicVoices.auditionKey(voice));
}

/** 1 for avatars, 2 for voices, both where nothing is asked for. */
const tagList: Endpoint = {
  method: 'GET',
  path: 'common/tag_list',
  handle: ({ query }) => {
    const wanted = query
      .getAll('business_type')
      .flatMap((part) => part.split(','))
      .filter((part) => part !== '')
      .map(Number);
    return { list: tagCategories.filter(({ business_type: type }) => wanted.length === 0 || wanted.includes(type)) };
  },
};

/** A bare array: no page, no members around it. */
const fontList: Endpoint = {
  method: 'GET',
  path: 'font_list',
  handle: ({ world }) =>
    fonts.map((font) => ({
      ...font,
      preview: world.links.public(fontKey(font, 'jpg')),
      ttf_path: world.links.public(fontKey(font, 'ttf')),
    })),
};

export const catalogueEndpoints: readonly Endpoint[] = [listCommonDp, listCommonAudio, tagList, fontList];
