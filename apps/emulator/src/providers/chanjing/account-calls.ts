import type { Json } from '../../state/json.ts';
import type { ChanjingWorld, Endpoint } from './call.ts';
import { queryFields, readPage } from './fields.ts';
import { pageOf } from './paging.ts';
import type { PublicVoice } from './public-voices.ts';

const userInfo: Endpoint = {
  method: 'GET',
  path: 'user_info',
  handle: ({ world, owner }) => {
    const account = world.accounts.get(owner);
    return {
      id: owner,
      name: account?.name ?? '',
      custom_person_nums: 0,
      custom_person_limit: 10,
      video_create_seconds: account?.videoSeconds ?? 0,
      video_create_limit: account?.videoSecondsLimit ?? 0,
    };
  },
};

/** The balance, and the part of it that ends within 30 days: beans last 31 days, so here none of it. */
const userDuration: Endpoint = {
  method: 'GET',
  path: 'user_duration',
  handle: ({ world, owner }) => ({ resi_total_bean: world.accounts.get(owner)?.beans ?? 0, bean_day30: 0 }),
};

/** Pages by `size`, not `page_size`. */
const listCommonAudio: Endpoint = {
  method: 'GET',
  path: 'list_common_audio',
  handle: ({ world, query }) => {
    const { page, size } = readPage(queryFields(query, ['page', 'size']), 'size');
    const voices = world.publicVoices.page((page - 1) * size, size);
    return pageOf(
      voices.map((voice) => voiceEntry(world, voice)),
      { page, size, total: world.publicVoices.count },
    );
  },
};

export const accountEndpoints: readonly Endpoint[] = [userInfo, userDuration, listCommonAudio];

function voiceEntry(world: ChanjingWorld, voice: PublicVoice): Json {
  return {
    id: voice.id,
    grade: 1,
    name: voice.name,
    gender: voice.sex,
    lang: voice.language,
    desc: voice.description,
    speed: 1,
    pitch: 1,
    audition: world.links.public(world.publicVoices.auditionKey(voice)),
  };
}
