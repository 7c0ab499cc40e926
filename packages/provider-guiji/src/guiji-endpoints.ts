import type { Operation } from '@reelwright/provider-http';
import { decodeAccount } from './account-wire.ts';
import { decodePublicAvatar, decodeTraining, decodeTrainingData, decodeTrainingId } from './avatar-wire.ts';
import { pageOf } from './page-wire.ts';
import { decodeSpeech, decodeSpeechData } from './speech-wire.ts';
import { decodeVideo, decodeVideoData, decodeVideoId } from './video-wire.ts';
import { decodeVoice, decodeVoiceData } from './voice-wire.ts';

/** One call: where it goes, what it does, how its `data` is read. `{id}` in a path is filled in by the caller. */
export interface Endpoint<Data> extends Operation {
  readonly decode: (data: unknown) => Data;
}

/** Guiji may fetch media before it answers a create: giving up early would leave more of them in doubt. */
export const startPatienceMs = 75_000;

/**
 * Every call there is, besides the one for a token. Submit with v3, read with v2. Several reads are POSTs; what costs money says `creates`.
 *
 * @see WIRE.md, "Calls"
 */
export const endpoints = {
  account: get('/user/v2/get', 'for the account', decodeAccount),
  publicAvatars: post('/robot/v2/fastPublicPageList', 'for the public avatars', pageOf(decodePublicAvatar)),
  publicVoices: post('/speaker/v2/fastPublicPageList', 'for the public voices', pageOf(decodeVoice)),
  createTraining: create('/video/v3/create/training', 'to clone an avatar', decodeTrainingId),
  trainings: post('/video/v2/training/pageList', 'for the list of cloned avatars', pageOf(decodeTraining)),
  training: get('/video/v2/training/get/{id}', 'for a cloned avatar', unlessAbsent(decodeTrainingData)),
  createVoice: create('/speaker/v3/clone', 'to clone a voice', decodeVoiceData),
  voices: post('/speaker/v2/clonePageList', 'for the list of cloned voices', pageOf(decodeVoice)),
  voice: get('/speaker/v2/clone/{id}', 'for a cloned voice', unlessAbsent(decodeVoiceData)),
  createVideo: create('/video/v3/simpleCreate', 'to render a film', decodeVideoId),
  videos: post('/video/v2/pageList', 'for the list of films', pageOf(decodeVideo)),
  video: get('/video/v2/get/{id}', 'for a film', unlessAbsent(decodeVideoData)),
  createSpeech: create('/speaker/v3/fastTts', 'to synthesize speech', decodeSpeechData),
  speeches: post('/speaker/v2/tts/pageList', 'for the list of speech', pageOf(decodeSpeech)),
  speech: get('/speaker/v2/tts/{id}', 'for synthesized speech', unlessAbsent(decodeSpeechData)),
  // Free, and a second time makes no difference: no creates.
  authorizeAvatar: post('/video/v3/authorize', 'to authorize an avatar', decodeAccepted),
  authorizeVoice: post('/speaker/v3/authorize', 'to authorize a voice', decodeAccepted),
} as const;

function get<Data>(path: string, title: string, decode: (data: unknown) => Data): Endpoint<Data> {
  return { method: 'GET', path: `/openapi${path}`, title, decode };
}

function post<Data>(path: string, title: string, decode: (data: unknown) => Data): Endpoint<Data> {
  return { method: 'POST', path: `/openapi${path}`, title, decode };
}

function create<Data>(path: string, title: string, decode: (data: unknown) => Data): Endpoint<Data> {
  return { ...post(path, title, decode), creates: true, timeoutMs: startPatienceMs };
}

/** A detail without `data` is a thing that the service does not know (any more). */
function unlessAbsent<Data>(decode: (data: unknown) => Data): (data: unknown) => Data | undefined {
  return (data) => (data === null || data === undefined ? undefined : decode(data));
}

/** `data` of both authorize calls: `true`. Only an outspoken `false` is a refusal. */
function decodeAccepted(data: unknown): boolean {
  return data !== false && data !== 'false';
}
