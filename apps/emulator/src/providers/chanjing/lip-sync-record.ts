import { digestOf, type Json } from '../../state/json.ts';
import type { Look } from '../../tasks/look.ts';
import type { RenderedMedia, TaskRecord, TaskWorkshop } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { ChanjingWorld } from './call.ts';
import { billedSeconds, pay } from './ledger.ts';
import { doneWordsOf, type Quirks } from './quirks.ts';
import type { KeptVoice } from './voice-record.ts';

/** A medium by its content; without a key it is one of the pages' own examples, behind which nothing is. */
export type Medium = { readonly key?: string; readonly sha256: string };

export type LipSyncInput = {
  readonly footage: Medium;
  readonly speech?: {
    readonly text: string;
    readonly voiceId: string;
    readonly voice: KeptVoice;
    readonly speed: number;
    readonly pitch: number;
  };
  readonly audio?: Medium;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly playback: 'forward' | 'reverse';
  readonly frames: 'sequential' | 'random';
  readonly quality: 'basic' | 'high';
  readonly volume: number;
};

export interface LipSyncDraft {
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: LipSyncInput;
  /** How long it will be, for the time it takes. */
  readonly audioMs: number;
}

export function createLipSync(world: ChanjingWorld, { id, owner, callback, now, input, audioMs }: LipSyncDraft): TaskRecord {
  const { lipSyncQueueMs, lipSyncMs, lipSyncPerSecondMs, variation } = world.timings;
  const startsAt = now + lipSyncQueueMs;
  const { speech, footage, audio, ...picture } = input;
  const { voice: _, ...words } = speech ?? { voice: undefined };
  const draft = {
    id,
    provider: 'chanjing',
    owner,
    kind: 'lip-sync',
    endpoint: 'video_lip_sync/create',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(lipSyncMs + (lipSyncPerSecondMs * audioMs) / 1000, id, variation),
    input,
    inputDigest: digestOf({ ...picture, footage: footage.sha256, audio: audio?.sha256, speech: { ...words } }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** The task as detail, list and callback tell it: 0 waiting, 10 in work, 20 done, 30 failed. */
export function lipSyncItem(world: ChanjingWorld, task: TaskRecord, { phase, override, withoutUrl }: Look, now: number): Json {
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const link = (extension: string) =>
    media && !withoutUrl ? world.links.result(filmKey(task, extension), now + world.timings.resultUrlLifeMs) : '';
  const status = { queued: 0, running: 10, succeeded: 20, failed: phase.name === 'failed' ? (phase.failure.status ?? 30) : 30 }[phase.name];
  const progress = { queued: 0, running: phase.name === 'running' ? phase.progress : 0, succeeded: 100, failed: 0 }[phase.name];
  return {
    id: task.id,
    status: override?.status ?? status,
    progress: override?.progress ?? progress,
    msg: override?.msg ?? (phase.name === 'failed' ? phase.failure.msg : media ? doneWordsOf(world.quirks, 'success') : ''),
    video_url: link('mp4'),
    preview_url: link('jpg'),
    duration: durationOf(world.quirks, media),
    create_time: Math.floor(task.createdAt / 1000),
  };
}

/** In milliseconds, as the page says; its sample of 300 is no length of a film. */
function durationOf({ lipSyncDuration }: Pick<Quirks, 'lipSyncDuration'>, media: RenderedMedia | undefined): number | undefined {
  if (lipSyncDuration === 'absent') return undefined;
  if (media === undefined) return 0;
  return lipSyncDuration === 'sample' ? 300 : Math.round(media.durationMs);
}

/** Beans a second: 1 for the basic model, 2 for the high one. Paid when the film is made; without enough of them it fails. */
export function chargeFilm(world: ChanjingWorld, task: TaskRecord, media: RenderedMedia): ReturnType<TaskWorkshop['charge']> {
  const { quality } = task.input as Pick<LipSyncInput, 'quality'>; // written by the create calls of films
  const videoSeconds = billedSeconds(media);
  return pay(world, task, { beans: videoSeconds * (quality === 'high' ? 2 : 1), videoSeconds });
}

export function filmKey(task: TaskRecord, extension: string): string {
  return `results/${task.kind}/${task.id}.${extension}`;
}
