import type { AvatarEntry, AvatarFigure, FontEntry, TagEntry, VoiceEntry } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, listOf, numberOf } from '@reelwright/provider-http';
import { flagOf, sideOf } from './avatar-wire.ts';
import type { Shape } from './catalogue-shape.ts';
import { compact, detailsOf, languagesIn, type Tell, textsOf } from './catalogue-values.ts';
import { addressOf } from './chanjing-wire.ts';

export const publicVoiceShape = {
  id: 'id',
  grade: 'number',
  name: 'text',
  gender: 'text',
  lang: 'text',
  desc: 'text',
  speed: 'number',
  pitch: 'number',
  audition: 'text',
} as const satisfies Shape;

/** An item of list_common_audio. */
export function readPublicVoice(item: JsonObject, tell: Tell): VoiceEntry {
  return compact({
    id: idOf(item),
    name: tell(item.name) ?? '',
    own: false,
    sex: sexOf(item),
    languages: languagesIn(tell(item.lang)),
    description: tell(item.desc),
    previewUrl: addressOf(item.audition),
    details: detailsOf({ grade: numberOf(item.grade), speed: numberOf(item.speed), pitch: numberOf(item.pitch) }),
  });
}

export const publicAvatarShape = {
  id: 'id',
  name: 'text',
  gender: 'text',
  width: 'number',
  height: 'number',
  figures: [
    {
      type: 'text',
      cover: 'text',
      pic_path: 'text',
      width: 'number',
      height: 'number',
      preview_video_url: 'text',
      bg_replace: 'flag',
    },
  ],
  audio_name: 'text',
  audio_man_id: 'text',
  audio_preview: 'text',
  audio_lang: 'text',
  tag_ids: 'list',
  tag_names: 'list',
} as const satisfies Shape;

/** An item of list_common_dp. Width and height of the whole are 0 where figures tell theirs, and stand in for a list of none. */
export function readPublicAvatar(item: JsonObject, tell: Tell): AvatarEntry {
  const figures = listOf(item.figures)
    .filter(isJsonObject)
    .map((figure) => readFigure(figure, tell));
  const whole = compact({ widthPx: sideOf(item.width), heightPx: sideOf(item.height) });
  return compact({
    id: idOf(item),
    name: tell(item.name) ?? '',
    own: false,
    sex: sexOf(item),
    figures: figures.length === 0 && Object.keys(whole).length > 0 ? [whole] : figures,
    voice: filledTextOf(item.audio_man_id),
    tags: tagsOf(item, tell),
    details: detailsOf({
      voiceName: tell(item.audio_name),
      voiceLanguage: tell(item.audio_lang),
      voicePreviewUrl: addressOf(item.audio_preview),
      tagIds: item.tag_ids === undefined ? undefined : textsOf(item.tag_ids),
    }),
  });
}

function readFigure(figure: JsonObject, tell: Tell): AvatarFigure {
  return compact({
    type: tell(figure.type),
    widthPx: sideOf(figure.width),
    heightPx: sideOf(figure.height),
    coverUrl: addressOf(figure.cover) ?? addressOf(figure.pic_path),
    previewUrl: addressOf(figure.preview_video_url),
    replaceableBackground: flagOf(figure.bg_replace),
  });
}

/** The words of tags, place by place; a tag without a word is named by its id. */
function tagsOf(item: JsonObject, tell: Tell): readonly string[] {
  const names = listOf(item.tag_names).map(tell);
  const ids = listOf(item.tag_ids).map(filledTextOf);
  return Array.from({ length: Math.max(names.length, ids.length) }, (_, index) => names[index] ?? ids[index]).filter(
    (tag) => tag !== undefined,
  );
}

export const fontShape = { id: 'id', name: 'text', preview: 'text', ttf_path: 'text' } as const satisfies Shape;

/** An item of font_list. */
export function readFont(item: JsonObject, tell: Tell): FontEntry {
  return compact({
    id: idOf(item),
    name: tell(item.name) ?? '',
    previewUrl: addressOf(item.preview),
    details: detailsOf({ fileUrl: addressOf(item.ttf_path) }),
  });
}

/** Numbers for which tags are, among them what `tag_list` calls `business_type`. */
export const tagBusiness = { avatars: '1', voices: '2' } as const;

export const tagGroupShape = {
  id: 'id',
  name: 'text',
  business_type: 'number',
  weight: 'number',
  tag_child_count: 'number',
  update_time: 'text',
  tag_list: [
    {
      id: 'id',
      name: 'text',
      category_id: 'text',
      parent_id: 'text',
      level: 'number',
      weight: 'number',
      status: 'number',
      update_time: 'text',
    },
  ],
} as const satisfies Shape;

/** The tags of one group of tag_list. */
export function readTags(group: JsonObject, tell: Tell): readonly TagEntry[] {
  const ofGroup = {
    groupId: filledTextOf(group.id),
    groupBusiness: numberOf(group.business_type),
    groupWeight: numberOf(group.weight),
    groupTags: numberOf(group.tag_child_count),
    groupUpdated: tell(group.update_time),
  };
  return listOf(group.tag_list)
    .filter(isJsonObject)
    .map((tag) =>
      compact({
        id: idOf(tag),
        name: tell(tag.name) ?? '',
        group: tell(group.name),
        details: detailsOf({
          parent: filledTextOf(tag.parent_id),
          category: filledTextOf(tag.category_id),
          level: numberOf(tag.level),
          weight: numberOf(tag.weight),
          status: numberOf(tag.status),
          updated: tell(tag.update_time),
          ...ofGroup,
        }),
      }),
    );
}

/** The shape has seen to it that there is one. */
function idOf(item: JsonObject): string {
  return filledTextOf(item.id) ?? '';
}

const sexes: Readonly<Record<string, 'female' | 'male'>> = Object.assign(Object.create(null), {
  female: 'female',
  woman: 'female',
  f: 'female',
  女: 'female',
  女性: 'female',
  male: 'male',
  man: 'male',
  m: 'male',
  男: 'male',
  男性: 'male',
});

/** `female`, `Male`, `女`; undefined for the blank that stands there as well. */
function sexOf(item: JsonObject): 'female' | 'male' | undefined {
  return sexes[filledTextOf(item.gender)?.toLowerCase() ?? ''];
}
