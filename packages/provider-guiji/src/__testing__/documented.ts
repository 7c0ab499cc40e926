/** One field of a reply: two values that cannot mean the same, and what else has to be there for the field to count. */
export interface ReplyField {
  readonly values: readonly [unknown, unknown];
  readonly given?: Readonly<Record<string, unknown>>;
}

/** One call as the provider's page documents it, field by field. Written from that page, not from the adapter. */
export interface DocumentedCall {
  readonly section: string;
  readonly call: string;
  readonly request: readonly string[];
  /** Of `data`; for lists, of each record. */
  readonly reply: Readonly<Record<string, ReplyField>>;
  readonly isList?: boolean;
  /** The field that tells a state, and the numbers documented for it. */
  readonly states?: { readonly field: string; readonly numbers: readonly number[] };
}

const text: ReplyField = { values: ['one', 'two'] };
const number: ReplyField = { values: [1, 2] };
const id: ReplyField = { values: [-291, -292] };
const flag: ReplyField = { values: [0, 1] };
const time: ReplyField = { values: ['2025-03-10 10:11:45', '2025-03-10 10:16:24'] };
const longState = [0, 1, 2, 3, 4];

const training = {
  id,
  title: text,
  videoUrl: text,
  status: number,
  callbackStatus: number,
  comment: text,
  sceneId: id,
  coverUrl: text,
  authorizeStatus: flag,
  createTime: time,
  updateTime: time,
} satisfies Record<string, ReplyField>;

const publicVoice = {
  speakerId: text,
  ttsName: text,
  ttsFeatures: text,
  audioUrl: text,
  ttsAudition: text,
  languages: { values: [['zh'], ['en']] },
  sex: number,
  status: number,
} satisfies Record<string, ReplyField>;

const voice = { ...publicVoice, authorizeStatus: flag, reason: text, expireTime: time } satisfies Record<string, ReplyField>;

const video = {
  id,
  videoName: text,
  videoFormat: text,
  synthesisStatus: number,
  videoUrl: text,
  srtUrl: text,
  duration: { values: ['6.966', '22.75'], given: { durationMs: undefined } },
  durationMs: { values: ['6966', '22750'] },
  coverUrl: text,
  createTime: time,
  updateTime: time,
  failReason: text,
} satisfies Record<string, ReplyField>;

const speech = { id, status: number, duration: { values: [1539, 601] }, ttsUrl: text, srtUrl: text } satisfies Record<string, ReplyField>;

const videoStates = { field: 'synthesisStatus', numbers: [-1, 1, 2, 3, 4, 6, 7] };
const cloneStates = { field: 'status', numbers: longState };
const speechStates = { field: 'status', numbers: [0, 1, 2, 3] };
const consent = ['authorizeUrl', 'authorizeText'];
const paging = ['page', 'size'];

export const documentedCalls: readonly DocumentedCall[] = [
  {
    section: '1',
    call: 'GET /user/v2/get',
    request: [],
    reply: {
      'user.id': number,
      'user.corpId': number,
      'account.fastTrainingAmount': number,
      'account.totalFastTrainingAmount': number,
      'account.voiceCloneAmount': number,
      'account.totalVoiceCloneAmount': number,
      'account.fastDuration': number,
      'account.totalFastDuration': number,
      'account.ttsWordsAmount': number,
      'account.totalTtsWordsAmount': number,
    },
  },
  {
    section: '2.1',
    call: 'POST /robot/v2/fastPublicPageList',
    request: [...paging, 'name'],
    reply: { id, sceneName: text, coverUrl: text, resolution: { values: ['1080x1920', '1920x1080'] } },
    isList: true,
  },
  {
    section: '2.2',
    call: 'POST /speaker/v2/fastPublicPageList',
    request: [...paging, 'name', 'sex'],
    reply: publicVoice,
    isList: true,
    states: cloneStates,
  },
  {
    section: '3.1',
    call: 'POST /video/v3/create/training',
    request: ['id', 'name', 'videoUrl', ...consent, 'level', 'compress', 'callbackUrl'],
    reply: { trainingId: id },
  },
  { section: '3.3', call: 'POST /video/v2/training/pageList', request: paging, reply: training, isList: true, states: cloneStates },
  { section: '3.4', call: 'GET /video/v2/training/get/{id}', request: ['{id}'], reply: training, states: cloneStates },
  {
    section: '4.1',
    call: 'POST /speaker/v3/clone',
    request: ['name', 'audioUrl', ...consent, 'sex', 'callbackUrl'],
    reply: voice,
    states: cloneStates,
  },
  {
    section: '4.3',
    call: 'POST /speaker/v2/clonePageList',
    request: [...paging, 'sex', 'status', 'expireStartTime', 'expireEndTime'],
    reply: voice,
    isList: true,
    states: cloneStates,
  },
  { section: '4.4', call: 'GET /speaker/v2/clone/{id}', request: ['{id}'], reply: voice, states: cloneStates },
  {
    section: '5.1',
    call: 'POST /video/v3/simpleCreate',
    request: ['videoName', 'sceneId', 'audioUrl', 'text', 'speakerId', 'pn', 'callbackUrl'],
    reply: { videoId: id },
  },
  { section: '5.3', call: 'POST /video/v2/pageList', request: paging, reply: video, isList: true, states: videoStates },
  { section: '5.4', call: 'GET /video/v2/get/{id}', request: ['{id}'], reply: video, states: videoStates },
  {
    section: '6.1',
    call: 'POST /speaker/v3/fastTts',
    request: ['speakerId', 'content', 'callbackUrl'],
    reply: { id, status: number },
    states: speechStates,
  },
  { section: '6.3', call: 'POST /speaker/v2/tts/pageList', request: paging, reply: speech, isList: true, states: speechStates },
  { section: '6.4', call: 'GET /speaker/v2/tts/{id}', request: ['{id}'], reply: speech, states: speechStates },
  { section: '7.1', call: 'POST /video/v3/authorize', request: ['sceneId', ...consent], reply: { data: { values: [true, false] } } },
  { section: '7.2', call: 'POST /speaker/v3/authorize', request: ['speakerId', ...consent], reply: { data: { values: [true, false] } } },
];

/** Codes that the provider's manuals list, 0 apart. */
export const documentedCodes: readonly string[] = [
  40001, 40002, 40003, 40010, 40011, 40012, 40013, 40014, 40015, 40016, 40017, 40018, 40019, 40020, 40021, 40022, 40023, 40024, 40025,
  40026, 40027,
].map(String);
