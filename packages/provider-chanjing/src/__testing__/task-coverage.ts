import type { Json, MediumPurpose, Provider, TaskInput, TaskKind } from '@reelwright/provider';
import { createMemoryTokenStore, isJsonObject, type JsonObject } from '@reelwright/provider-http';
import { readCaptionLine } from '../avatar-video-captions.ts';
import { readAvatarVideo, statusOfAvatarVideo } from '../avatar-video-wire.ts';
import { readAvatar, statusOfAvatar } from '../avatar-wire.ts';
import { logIn } from '../chanjing-auth.ts';
import { createdIdOf, pageOf } from '../chanjing-wire.ts';
import { decodeFile, decodeTicket, readFile } from '../file-wire.ts';
import { readLipSync, statusOfLipSync } from '../lip-sync-wire.ts';
import { decodeSpeech, readSpeech } from '../speech-wire.ts';
import type { ChanjingTaskKind, Look } from '../task-failure.ts';
import { decodeVoice, readVoice } from '../voice-wire.ts';
import { createTestChanjing, facts, staged } from './chanjing-rig.ts';
import type { CoverageRow, Reading, ReplyField } from './coverage-table.ts';
import { avatarClone, avatarVideo, lipSync, speech, voiceClone } from './inputs.ts';

const text: ReplyField = { values: ['one', 'two'] };
const number: ReplyField = { values: [1, 2] };
const percent: ReplyField = { values: [10, 75] };
const address: ReplyField = { values: ['https://res.example/1', 'https://res.example/2'] };
const flag: ReplyField = { values: [0, 1] };
const words: ReplyField = { values: ['不支持的音频格式', '审核不通过'] };

/** What a start answers with: nothing but an id. */
const created = { '': { values: ['t-1', '1914661228878233601'] } } satisfies CoverageRow['reply'];
const readCreated = ({ reply }: Reading) => createdIdOf(reply, 'data');

const start = { label: 'f'.repeat(64), callbackUrl: 'https://hooks.example/1' };
const ref = (kind: TaskKind, id: string) => ({ provider: 'chanjing', kind, id }) as const;

async function startAll(chanjing: Provider, inputs: readonly TaskInput[]): Promise<void> {
  for (const input of inputs) await chanjing.start(input, start);
}

function stage(chanjing: Provider, purpose: MediumPurpose) {
  return chanjing.stage({ path: '/nowhere', purpose, facts }, {});
}

function find(chanjing: Provider, input: TaskInput) {
  return chanjing.find({ kind: input.kind, label: start.label, input, since: 0 }, {});
}

const dataOf = ({ reply }: Reading): JsonObject => (isJsonObject(reply.data) ? reply.data : {});

function lookOf({ http, reply }: Reading, kind: ChanjingTaskKind): Look {
  return { http, reply, ref: ref(kind, 't-1') as Look['ref'] };
}

/** Every item of a page as one thing reads it, with what the page says of itself. */
function readPage(reading: Reading, read: (item: JsonObject) => unknown) {
  const page = pageOf(reading.reply.data);
  return { ...page, items: page?.items.map((item) => read(isJsonObject(item) ? item : {})) };
}

const audioUrl = 'https://a.example/a.wav';
const imageUrl = 'https://a.example/b.png';
const look = { x: 1, y: 2, width: 3, height: 4, font_size: 5, color: '#ffffff', stroke_color: '#000000', stroke_width: 1, font_id: 'f' };

/** Films that between them hold every field: branches that exclude each other are taken in turn. */
const films: readonly TaskInput[] = [
  {
    ...avatarVideo,
    figure: 'whole_body',
    captions: true,
    language: 'cn',
    watermark: 'top-right',
    background: { kind: 'color', color: '#EDEDED' },
    vendor: {
      subtitle_config: { ...look, asr_type: 1, subtitles: [{ begin_time: 0, end_time: 1, text: 'x' }], disableTrack: true },
      hide_subtitle: false,
      language_boost: 'English',
      resolution_rate: 0,
      source: 0,
    },
  },
  {
    ...avatarVideo,
    speech: { kind: 'audio', audio: { kind: 'url', url: audioUrl } },
    background: { kind: 'image', image: { kind: 'url', url: imageUrl } },
  },
  {
    ...avatarVideo,
    speech: { kind: 'audio', audio: staged('avatar-audio', 'f-1') },
    background: { kind: 'image', image: staged('background', 'f-2') },
  },
];

const under = (prefix: string, ...names: readonly string[]) => names.map((name) => `${prefix}.${name}`);

const avatarVideoRequest = [
  ...under('person', 'id', 'x', 'y', 'width', 'height', 'figure_type', 'drive_mode', 'is_rgba_mode', 'backway'),
  ...under('audio', 'type', 'wav_url', 'file_id', 'volume', 'language', 'language_boost'),
  ...under('audio.tts', 'text', 'audio_man', 'speed', 'pitch'),
  'bg_color',
  ...under('bg', 'src_url', 'file_id', 'x', 'y', 'width', 'height'),
  ...under('subtitle_config', 'show', 'x', 'y', 'width', 'height', 'font_size', 'color', 'stroke_color', 'stroke_width', 'font_id'),
  ...under('subtitle_config', 'asr_type', 'disableTrack'),
  ...under('subtitle_config.subtitles[]', 'begin_time', 'end_time', 'text'),
  ...['hide_subtitle', 'screen_width', 'screen_height', 'model', 'resolution_rate', 'source', 'callback'],
  ...['add_compliance_watermark', 'compliance_watermark_position'],
];

const avatarVideoReply = {
  id: text,
  status: { values: [10, 30] },
  progress: percent,
  msg: words,
  video_url: address,
  subtitle_data_url: address,
  preview_url: address,
  create_time: number,
  duration: { values: [45, 46] },
  audio_urls: { values: [['https://res.example/1.wav'], null] },
  queue_status: { values: ['queued', 'processing'] },
  queue_desc: text,
} satisfies CoverageRow['reply'];

const readAvatarVideoItem = (reading: Reading, item: JsonObject) => {
  const film = readAvatarVideo(item);
  return { film, status: statusOfAvatarVideo(lookOf(reading, 'avatar-video'), film) };
};
/** 41 and 52 stand for the families 4X and 5X. */
const avatarVideoStates = { field: 'status', values: [10, 30, 40, 41, 50, 52] };

const lipSyncReply = {
  id: text,
  status: { values: [10, 20] },
  progress: percent,
  msg: words,
  video_url: address,
  preview_url: address,
  duration: { values: [3000, 4000] },
  create_time: number,
} satisfies CoverageRow['reply'];

const readLipSyncItem = (reading: Reading, item: JsonObject) => {
  const film = readLipSync(item);
  return { film, status: statusOfLipSync(lookOf(reading, 'lip-sync'), film) };
};
const lipSyncStates = { field: 'status', values: [0, 10, 20, 30] };

const avatarReply = {
  id: text,
  name: text,
  type: { values: ['person', 'other'] },
  pic_url: address,
  preview_url: address,
  width: number,
  height: number,
  audio_man_id: text,
  status: number,
  err_reason: words,
  is_open: flag,
  reason: text,
  progress: percent,
  create_time: number,
  support_4k: flag,
  width_4k: number,
  height_4k: number,
} satisfies CoverageRow['reply'];

const readAvatarItem = (reading: Reading, item: JsonObject) => {
  const avatar = readAvatar(item);
  return { avatar, status: statusOfAvatar(lookOf(reading, 'clone-avatar'), avatar) };
};
const avatarStates = { field: 'status', values: [0, 1, 2, 4, 5] };

const voiceReply = { id: text, name: text, type: text } satisfies CoverageRow['reply'];
const paging = ['page', 'page_size'];

/** Calls that start tasks, look at them, find them again and bring media to the service. */
export const taskRows: readonly CoverageRow[] = [
  {
    number: 1,
    call: 'POST /access_token',
    request: ['app_id', 'secret_key'],
    reply: { access_token: text, expire_in: { values: [1_721_289_220, 1_721_299_220] } },
    send: () => createTestChanjing({ tokens: createMemoryTokenStore() }).poll([ref('tts', 't-1')], {}),
    read: ({ http }) => logIn(http, { appId: 'test-app', secretKey: 'test-secret' }, () => 1_721_202_820_000),
  },
  {
    number: 2,
    call: 'GET /common/create_upload_url',
    request: ['service', 'name'],
    reply: { sign_url: address, mime_type: text, file_id: text, full_path: address, key: text },
    send: (chanjing) => stage(chanjing, 'footage'),
    read: ({ http, reply }) => decodeTicket(http, reply),
  },
  {
    number: 3,
    call: 'GET /common/file_detail',
    request: ['id'],
    reply: { id: text, service: text, bytes: number, create_time: number, file_path: text, status: flag, msg: words },
    states: { field: 'status', values: [0, 1, 2, 98, 99, 100] },
    send: async (chanjing) => chanjing.pollStaged([{ provider: 'chanjing', purpose: 'footage', id: 'f-1' }], {}),
    read: (reading) => [readFile(dataOf(reading)), decodeFile(reading.http, reading.reply, 'f-1')],
  },
  {
    number: 6,
    call: 'POST /video_lip_sync/create',
    request: [
      ...['video_file_id', 'screen_width', 'screen_height', 'backway', 'drive_mode', 'callback', 'model', 'audio_type'],
      ...under('tts_config', 'text', 'audio_man_id', 'speed', 'pitch'),
      ...['audio_file_id', 'volume'],
    ],
    reply: created,
    send: (chanjing) => startAll(chanjing, [lipSync, { ...lipSync, speech: { kind: 'audio', audio: staged('driving-audio', 'f') } }]),
    read: readCreated,
  },
  {
    number: 7,
    call: 'POST /video_lip_sync/list',
    request: paging,
    reply: lipSyncReply,
    list: 'paged',
    states: lipSyncStates,
    send: (chanjing) => chanjing.highWaterMark('lip-sync', {}),
    read: (reading) => readPage(reading, (item) => readLipSyncItem(reading, item)),
  },
  {
    number: 8,
    call: 'GET /video_lip_sync/detail',
    request: ['id'],
    reply: lipSyncReply,
    states: lipSyncStates,
    send: (chanjing) => chanjing.poll([ref('lip-sync', 't-1')], {}),
    read: (reading) => readLipSyncItem(reading, dataOf(reading)),
  },
  {
    number: 9,
    call: 'POST /create_video',
    request: avatarVideoRequest,
    reply: created,
    send: (chanjing) => startAll(chanjing, films),
    read: readCreated,
  },
  {
    number: 10,
    call: 'GET /video',
    request: ['id'],
    reply: avatarVideoReply,
    states: avatarVideoStates,
    send: (chanjing) => chanjing.poll([ref('avatar-video', 't-1')], {}),
    read: (reading) => readAvatarVideoItem(reading, dataOf(reading)),
  },
  {
    number: 11,
    call: 'POST /video_list',
    request: paging,
    reply: avatarVideoReply,
    list: 'paged',
    states: avatarVideoStates,
    send: (chanjing) => chanjing.highWaterMark('avatar-video', {}),
    read: (reading) => readPage(reading, (item) => readAvatarVideoItem(reading, item)),
  },
  {
    number: 13,
    call: 'POST /create_customised_audio',
    request: ['name', 'url', 'model_type', 'language', 'text', 'callback', 'denoise_flag', 'language_boost'],
    reply: created,
    send: (chanjing) =>
      startAll(chanjing, [{ ...voiceClone, language: 'cn', vendor: { text: 'x', denoise_flag: true, language_boost: 'English' } }]),
    read: readCreated,
  },
  {
    number: 14,
    call: 'GET /customised_audio',
    request: ['id'],
    reply: { ...voiceReply, progress: percent, audio_path: address, err_msg: words, status: flag, lang: text },
    states: { field: 'status', values: [0, 1, 2, 3, 4, 99] },
    send: (chanjing) => chanjing.poll([ref('clone-voice', 't-1')], {}),
    read: (reading) => [readVoice(dataOf(reading)), decodeVoice(lookOf(reading, 'clone-voice'))],
  },
  {
    number: 15,
    call: 'POST /list_customised_audio',
    request: paging,
    reply: { ...voiceReply, progress: percent, audio_path: address, err_msg: words, status: flag, lang: text },
    list: 'paged',
    send: (chanjing) => find(chanjing, voiceClone),
    read: (reading) => readPage(reading, readVoice),
  },
  {
    number: 17,
    call: 'POST /create_audio_task',
    request: [
      ...['audio_man', 'speed', 'pitch', 'text.text', 'text.plain_text', 'aigc_watermark', 'callback', 'font_size', 'width', 'height'],
      ...['language_boost', 'mss', 'prompt_audio'],
    ],
    reply: { task_id: text },
    send: (chanjing) =>
      startAll(chanjing, [
        {
          ...speech,
          vendor: { plain_text: 'x', font_size: 1, width: 2, height: 3, language_boost: 'English', mss: 1, prompt_audio: 'p' },
        },
      ]),
    read: ({ reply }) => createdIdOf(reply, 'data.task_id'),
  },
  {
    number: 19,
    call: 'POST /audio_task_state',
    request: ['task_id'],
    reply: {
      id: text,
      type: text,
      status: number,
      text: { values: [['one'], ['two']] },
      'full.url': address,
      'full.path': text,
      'full.duration': { values: [18.81, 22.5] },
      'full.watermark_url': address,
      focus_titles: { values: [['title'], null] },
      slice: { values: [['piece'], null] },
      errMsg: words,
      errReason: words,
      'subtitles[].key': text,
      'subtitles[].start_time': { values: [0.5, 1] },
      'subtitles[].end_time': { values: [2.77, 4.49] },
      'subtitles[].subtitle': text,
      'subtitles[].words': { values: [['word'], null] },
    },
    states: { field: 'status', values: [1, 9, 10] },
    send: (chanjing) => chanjing.poll([ref('tts', 't-1')], {}),
    read: (reading) => [readSpeech(dataOf(reading)), decodeSpeech(lookOf(reading, 'tts'))],
  },
  {
    number: 20,
    call: 'POST /create_customised_person',
    request: [
      ...['name', 'file_id', 'material_video', 'callback', 'train_type', 'language', 'error_skip', 'resolution_rate', 'version'],
      ...['auth_text', 'auth_video', 'auth_video_file_id', 'is_high_quality', 'denoise_flag', 'language_boost'],
    ],
    reply: created,
    send: (chanjing) =>
      startAll(chanjing, [
        {
          ...avatarClone,
          trainVoice: true,
          language: 'en',
          consent: { statement: 'I agree.', recording: staged('consent', 'f-1') },
          vendor: { error_skip: true, resolution_rate: 1, is_high_quality: true, denoise_flag: true, language_boost: 'English' },
        },
        {
          ...avatarClone,
          video: { kind: 'url', url: 'https://a.example/x.mp4' },
          consent: { statement: 'I agree.', recording: { kind: 'url', url: 'https://a.example/c.mp4' } },
        },
      ]),
    read: readCreated,
  },
  {
    number: 21,
    call: 'GET /customised_person',
    request: ['id'],
    reply: avatarReply,
    states: avatarStates,
    send: (chanjing) => chanjing.poll([ref('clone-avatar', 't-1')], {}),
    read: (reading) => readAvatarItem(reading, dataOf(reading)),
  },
  {
    number: 22,
    call: 'POST /list_customised_person',
    request: [...paging, 'source', 'id'],
    reply: avatarReply,
    list: 'paged',
    states: avatarStates,
    // The second one answers nothing by its detail, so that it is looked up by its id.
    send: async (chanjing) => {
      await find(chanjing, avatarClone);
      await chanjing.poll([ref('clone-avatar', 'blank')], {});
    },
    read: (reading) => readPage(reading, (item) => readAvatarItem(reading, item)),
  },
];

/** The file behind `subtitle_data_url`, which no call answers with. */
export const captionsFileFields: CoverageRow['reply'] = {
  key: text,
  subtitles: text,
  min_time: number,
  max_time: number,
  start_frame: { values: [25, 50], given: { min_time: null, fps: 25 } },
  end_frame: { values: [25, 50], given: { max_time: null, fps: 25 } },
  fps: { values: [25, 30], given: { min_time: null, start_frame: 50 } },
};

export const readCaptionsLine = (line: Json) => readCaptionLine(isJsonObject(line) ? line : {});
