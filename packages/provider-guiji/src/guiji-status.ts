import type { TaskKind, TaskStatus } from '@reelwright/provider';
import type { ProviderHttp } from '@reelwright/provider-http';
import type { GuijiTraining } from './avatar-wire.ts';
import { verdictOfWords } from './guiji-codes.ts';
import type { GuijiState, ReadState } from './guiji-states.ts';
import type { GuijiSpeech } from './speech-wire.ts';
import type { GuijiVideo } from './video-wire.ts';
import type { GuijiVoice } from './voice-wire.ts';
import { compact } from './wire-fields.ts';

/** Makes an error whose foreign texts are safe to show. */
export type Fail = ProviderHttp['fail'];

export function statusOfVoice(voice: GuijiVoice, fail: Fail): TaskStatus {
  return unlessReady('clone-voice', voice, voice.failure, fail) ?? { state: 'succeeded', outputs: { voice: voice.id }, missing: [] };
}

/** A training that is done without saying which avatar came of it is not done for us: its deadline ends the wait. */
export function statusOfTraining(training: GuijiTraining, fail: Fail): TaskStatus {
  const open = unlessReady('clone-avatar', training, training.failure, fail);
  if (open !== undefined) return open;
  if (training.avatar === undefined) return { state: 'running', detail: 'trained, but the avatar has no id yet' };
  return { state: 'succeeded', outputs: { avatar: training.avatar }, missing: [] };
}

/** `captions` are left to the caller, who has to fetch them. */
export function statusOfVideo(video: GuijiVideo, fail: Fail): TaskStatus {
  const open = unlessReady('avatar-video', video, video.failure, fail);
  if (open !== undefined) return open;
  const { videoUrl, coverUrl, durationMs } = video;
  return {
    state: 'succeeded',
    outputs: compact({
      video: videoUrl === undefined ? undefined : compact({ url: videoUrl, media: 'video' as const, durationMs }),
      cover: coverUrl === undefined ? undefined : { url: coverUrl, media: 'image' as const },
    }),
    missing: [...(videoUrl === undefined ? (['video'] as const) : []), ...(coverUrl === undefined ? (['cover'] as const) : [])],
  };
}

/** `captions` are left to the caller, who has to fetch them. */
export function statusOfSpeech({ audioUrl, durationMs, ...speech }: GuijiSpeech, fail: Fail): TaskStatus {
  const open = unlessReady('tts', speech, undefined, fail);
  if (open !== undefined) return open;
  if (audioUrl === undefined) return { state: 'succeeded', outputs: {}, missing: ['audio'] };
  return { state: 'succeeded', outputs: { audio: compact({ url: audioUrl, media: 'audio' as const, durationMs }) }, missing: [] };
}

/**
 * The authorization of an older clone. The service tells only whether it is authorized: no is "not yet", nothing at all is unknown (G7),
 * and both wait for their deadline. A clone that no longer lives cannot be authorized.
 */
export function statusOfAuthorization(
  { authorized, failure, ...thing }: GuijiVoice | GuijiTraining,
  { fail, scrub }: Pick<ProviderHttp, 'fail' | 'scrub'>,
): TaskStatus {
  if (authorized === true) return { state: 'succeeded', outputs: {}, missing: [] };
  if (isOver(thing.state)) return failed('authorize', thing, failure, fail);
  const told = authorized === undefined ? 'not told whether it is authorized' : 'not authorized yet';
  return { state: 'running', detail: failure === undefined ? told : scrub(`${told}: ${failure}`) };
}

/** The task is not known (any more). */
export function vanished(kind: TaskKind, id: string, fail: Fail): TaskStatus {
  const message = `Guiji knows no ${thingOf[kind]} ${id} (any more).`;
  return { state: 'vanished', error: fail('missing-resource', message) };
}

/** How far a task is as long as it has no result; undefined when it has one. */
function unlessReady(kind: TaskKind, { state, wireState }: ReadState, failure: string | undefined, fail: Fail): TaskStatus | undefined {
  if (state === 'ready') return undefined;
  if (isOver(state)) return failed(kind, { state, wireState }, failure, fail);
  if (state === 'queued') return { state: 'running', queued: true };
  if (state === 'running') return { state: 'running' };
  return { state: 'running', detail: state === 'unknown' ? `state ${wireState}` : state };
}

function isOver(state: GuijiState): boolean {
  return state === 'failed' || state === 'rejected' || state === 'expired' || state === 'cancelled';
}

const overWords: Readonly<Partial<Record<GuijiState, string>>> = {
  failed: 'failed',
  rejected: 'was rejected',
  expired: 'has expired',
  cancelled: 'was cancelled',
};

const thingOf: Readonly<Record<TaskKind, string>> = {
  'clone-voice': 'voice',
  'clone-avatar': 'training',
  tts: 'speech',
  'avatar-video': 'film',
  'lip-sync': 'film',
  authorize: 'clone',
};

function failed(kind: TaskKind, { state, wireState }: ReadState, reason: string | undefined, fail: Fail): TaskStatus {
  const byState = state === 'expired' ? 'missing-resource' : state === 'rejected' ? 'rejected-content' : undefined;
  const verdict = verdictOfWords(reason);
  const message = `The ${thingOf[kind]} ${overWords[state]} at Guiji${reason === undefined ? ', which tells no reason' : `: ${reason}`}.`;
  const error = fail(byState ?? verdict.errorClass, message, {
    hint: verdict.hint,
    wire: { code: `state ${wireState}`, ...(reason === undefined ? {} : { message: reason }) },
  });
  return { state: 'failed', error };
}
