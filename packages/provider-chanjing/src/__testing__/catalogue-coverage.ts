import type { Catalogue, Json, Provider, Removable } from '@reelwright/provider';
import type { JsonObject, Operation } from '@reelwright/provider-http';
import { readAccount } from '../catalogue-account.ts';
import type { Shape } from '../catalogue-shape.ts';
import { tellerOf } from '../catalogue-values.ts';
import { operations, pageOf } from '../chanjing-wire.ts';
import { fileShape, readFileEntry } from '../own-list-wire.ts';
import { readPage } from '../page-list-wire.ts';
import {
  fontShape,
  publicAvatarShape,
  publicVoiceShape,
  readFont,
  readPublicAvatar,
  readPublicVoice,
  readTags,
  tagGroupShape,
} from '../public-list-wire.ts';
import type { CoverageRow, Reading, ReplyField } from './coverage-table.ts';

const text: ReplyField = { values: ['one', 'two'] };
const number: ReplyField = { values: [1, 2] };
const address: ReplyField = { values: ['https://res.example/1', 'https://res.example/2'] };
const first = { page: 1, pageSize: 10 };

function catalogueOf({ catalogue }: Provider): Required<Catalogue> {
  return catalogue as Required<Catalogue>; // this adapter's has every list
}

/** The items of a list as entries, with what the page says of itself. */
function entriesOf({ http, reply }: Reading, operation: Operation, shape: Shape, entryOf: (item: JsonObject) => unknown): unknown {
  const { items, ...page } = readPage(http, reply, { operation, shape, ...first });
  return { ...pageOf(reply.data), ...page, items: items.map(entryOf) };
}

const voiceReply = {
  id: text,
  grade: number,
  name: text,
  gender: { values: ['female', 'male'] },
  lang: text,
  desc: text,
  speed: number,
  pitch: number,
  audition: address,
} satisfies CoverageRow['reply'];

const avatarReply = {
  id: text,
  name: text,
  gender: { values: ['female', 'male'] },
  // Of the whole, where no figure tells its own.
  width: { values: [1080, 720], given: { figures: [] } },
  height: { values: [1920, 1280], given: { figures: [] } },
  'figures[].type': { values: ['sit_body', 'whole_body'] },
  'figures[].cover': address,
  'figures[].pic_path': { ...address, given: { 'figures[].cover': '' } },
  'figures[].width': number,
  'figures[].height': number,
  'figures[].preview_video_url': address,
  'figures[].bg_replace': { values: [true, false] },
  audio_name: text,
  audio_man_id: text,
  audio_preview: address,
  audio_lang: text,
  tag_ids: { values: [[1], [2]] },
  tag_names: { values: [['business'], ['beauty']] },
} satisfies CoverageRow['reply'];

const groupReply = Object.fromEntries([
  ...Object.entries({ id: text, name: text, business_type: number, weight: number, tag_child_count: number, update_time: text }),
  ...Object.entries({
    ...{ id: text, name: text, category_id: number, parent_id: number },
    ...{ level: number, weight: number, status: number, update_time: text },
  }).map(([field, values]) => [`tag_list[].${field}`, values] as const),
]);

const fileReply = {
  id: text,
  service: text,
  bytes: number,
  create_time: number,
  file_path: text,
  status: { values: [0, 1] },
  msg: text,
} satisfies CoverageRow['reply'];

/** The answer is documented to repeat the id: which is known, so that all there is to it is whether it could be one. */
const removalReply = { '': { values: ['C-1', ['C-1']] } } satisfies CoverageRow['reply'];

function removalRow(number: number, call: string, what: Removable): CoverageRow {
  const ask = (chanjing: Provider) => catalogueOf(chanjing).remove(what, 'C-1', {});
  return {
    number,
    call,
    request: ['id'],
    reply: removalReply,
    send: ask,
    read: ({ chanjing }) =>
      ask(chanjing).then(
        () => 'removed',
        (error: unknown) => String(error),
      ),
  };
}

/** Calls of the catalogue, the account, lists and removals. Lists that tasks are looked at by stand among those of tasks. */
export const catalogueRows: readonly CoverageRow[] = [
  {
    number: 4,
    call: 'POST /common/file_list',
    request: ['id', 'order', 'page', 'page_size', 'service'],
    reply: fileReply,
    list: 'paged',
    states: { field: 'status', values: [0, 1, 2, 98, 99, 100] },
    send: (chanjing) => catalogueOf(chanjing).files({ ...first, id: 'f-1', order: 'desc', purpose: 'prompt_audio' }, {}),
    read: (reading) => entriesOf(reading, operations.listFiles, fileShape, (item) => readFileEntry(reading.http, item)),
  },
  removalRow(5, 'POST /common/delete_file', 'file'),
  removalRow(12, 'POST /delete_video', 'video'),
  removalRow(16, 'POST /delete_customised_audio', 'voice'),
  removalRow(23, 'POST /delete_customised_person', 'avatar'),
  {
    number: 24,
    call: 'GET /list_common_dp',
    request: ['page', 'size', 'source', 'tag_ids', 'sort'],
    reply: avatarReply,
    list: 'paged',
    send: (chanjing) => catalogueOf(chanjing).avatars({ ...first, source: '1', tags: ['101', '102'], order: 'hottest' }, {}),
    read: (reading) =>
      entriesOf(reading, operations.listPublicAvatars, publicAvatarShape, (item) => readPublicAvatar(item, tellerOf(reading.http))),
  },
  {
    number: 25,
    call: 'GET /list_common_audio',
    request: ['page', 'size'],
    reply: voiceReply,
    list: 'paged',
    send: (chanjing) => catalogueOf(chanjing).voices(first, {}),
    read: (reading) =>
      entriesOf(reading, operations.listPublicVoices, publicVoiceShape, (item) => readPublicVoice(item, tellerOf(reading.http))),
  },
  {
    number: 26,
    call: 'GET /common/tag_list',
    request: ['business_type'],
    reply: Object.fromEntries(Object.entries(groupReply).map(([field, values]) => [`list[].${field}`, values])),
    send: (chanjing) => catalogueOf(chanjing).tags('voices', {}),
    read: ({ http, reply }) => {
      const asked = { operation: operations.listTags, shape: tagGroupShape, ...first };
      return readPage(http, reply, asked).items.map((group) => readTags(group, tellerOf(http)));
    },
  },
  {
    number: 27,
    call: 'GET /font_list',
    request: [],
    reply: { id: text, name: text, preview: address, ttf_path: address },
    list: 'bare',
    send: (chanjing) => catalogueOf(chanjing).fonts(first, {}),
    read: (reading) => entriesOf(reading, operations.listFonts, fontShape, (item) => readFont(item, tellerOf(reading.http))),
  },
  {
    number: 28,
    call: 'GET /user_info',
    request: [],
    reply: {
      id: text,
      name: text,
      custom_person_nums: number,
      custom_person_limit: number,
      video_create_seconds: number,
      video_create_limit: number,
    },
    send: (chanjing) => catalogueOf(chanjing).account({}),
    read: (reading) => readAccountWith(reading, { user_info: reading.reply.data ?? null }),
  },
  {
    number: 29,
    call: 'GET /user_duration',
    request: [],
    reply: { resi_total_bean: number, bean_day30: number },
    send: (chanjing) => catalogueOf(chanjing).account({}),
    read: (reading) => readAccountWith(reading, { user_duration: reading.reply.data ?? null }),
  },
];

/** The account as its two calls tell it: the one of the row, and nothing of the other. */
function readAccountWith({ http }: Reading, told: Readonly<Record<string, Json>>): unknown {
  const answering = {
    ...http,
    call: async ({ path }: Operation) => ({ data: told[path.slice(path.lastIndexOf('/') + 1)] ?? {}, envelope: {}, traceId: undefined }),
  };
  return readAccount(answering, {});
}
