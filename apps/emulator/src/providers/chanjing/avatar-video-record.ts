import type { Box } from '../../media-studio.ts';
import { digestOf, type Json } from '../../state/json.ts';
import type { Look } from '../../tasks/look.ts';
import type { TaskRecord } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { AvatarVideoOrder, TextDrive } from './avatar-video-order.ts';
import type { ChanjingWorld } from './call.ts';
import type { KeptFigure } from './figures.ts';
import type { CaptionsOrder } from './film-captions.ts';
import { filmKey } from './lip-sync-record.ts';
import { doneWordsOf } from './quirks.ts';
import type { KeptVoice } from './voice-record.ts';

/** A file that was handed in; with a problem, one that could not be had. Without a key it is a page's own example. */
export type HandedIn = { readonly key?: string; readonly sha256: string; readonly problem?: string };

/** All that a film of an avatar is made from. */
export type AvatarVideoInput = Pick<AvatarVideoOrder, 'volume' | 'language' | 'widthPx' | 'heightPx' | 'quality' | 'resolution'> & {
  readonly personId: string;
  readonly figure: KeptFigure;
  readonly box: Box;
  readonly frames: 'sequential' | 'random';
  readonly playback: 'forward' | 'reverse';
  readonly transparent: boolean;
  readonly speech?: Omit<TextDrive, 'by'> & { readonly voice: KeptVoice };
  /** `uploaded` came as a file id. */
  readonly audio?: HandedIn & { readonly uploaded: boolean };
  readonly backgroundColor?: string;
  readonly background?: Box & HandedIn;
  readonly captions?: CaptionsOrder;
  readonly watermark?: NonNullable<AvatarVideoOrder['watermark']>;
};

export interface AvatarVideoDraft {
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: AvatarVideoInput;
  /** How long it will be, for the time it takes. */
  readonly audioMs: number;
}

export function createAvatarVideo(world: ChanjingWorld, { id, owner, callback, now, input, audioMs }: AvatarVideoDraft): TaskRecord {
  const { avatarVideoQueueMs, avatarVideoMs, avatarVideoPerSecondMs, variation } = world.timings;
  const startsAt = now + avatarVideoQueueMs;
  const draft = {
    id,
    provider: 'chanjing',
    owner,
    kind: 'avatar-video',
    endpoint: 'create_video',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(avatarVideoMs + (avatarVideoPerSecondMs * audioMs) / 1000, id, variation),
    input,
    inputDigest: digestOf(asked(input)),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** What was asked for, files by their content alone. */
function asked({ speech, audio, background, figure, ...rest }: AvatarVideoInput): Json {
  const { voice: _, ...words } = speech ?? { voice: undefined };
  return {
    ...rest,
    figure: { ...figure, footage: figure.footage?.sha256 },
    speech: words,
    audio: audio?.sha256,
    background: background && { ...background, key: undefined },
  };
}

export function avatarVideoInput(task: TaskRecord): AvatarVideoInput {
  return task.input as AvatarVideoInput; // written by createAvatarVideo
}

/**
 * The task as detail, list and callback tell it: 10 from the start, 30 done, 4X and 5X failed. The queue's own word can
 * differ from the number.
 */
export function avatarVideoItem(world: ChanjingWorld, task: TaskRecord, look: Look, now: number): Json {
  const { phase, override, withoutUrl, withoutSubtitles } = look;
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const failure = phase.name === 'failed' ? phase.failure : undefined;
  const link = (extension: string) => world.links.result(filmKey(task, extension), now + world.timings.resultUrlLifeMs);
  const made = (extension: string | undefined) => (media && extension !== undefined && !withoutUrl ? link(extension) : '');
  const files = media?.files ?? [];
  const sound = files.find((extension) => extension !== 'json');
  const queue = queueStates[phase.name];
  return {
    id: task.id,
    status: override?.status ?? failure?.status ?? { queued: 10, running: 10, succeeded: 30, failed: 40 }[phase.name],
    progress: override?.progress ?? progressOf(look),
    msg: override?.msg ?? failure?.msg ?? (media ? doneWordsOf(world.quirks, '') : ''),
    video_url: made(avatarVideoInput(task).transparent ? 'webm' : 'mp4'),
    subtitle_data_url: withoutSubtitles ? '' : made(files.find((extension) => extension === 'json')),
    preview_url: made('jpg'),
    duration: media ? Math.round(media.durationMs / 1000) : 0,
    create_time: Math.floor(task.createdAt / 1000),
    audio_urls: media && sound !== undefined && !withoutUrl ? [link(sound)] : null,
    queue_status: override?.queueStatus ?? failure?.queueStatus ?? queue.status,
    queue_desc: queue.description,
  };
}

const queueStates = {
  queued: { status: 'queued', description: '排队中' },
  running: { status: 'processing', description: '视频合成中' },
  succeeded: { status: 'completed', description: '' },
  failed: { status: 'failed', description: '' },
} as const;

function progressOf({ phase }: Look): number {
  return { queued: 0, running: phase.name === 'running' ? phase.progress : 0, succeeded: 100, failed: 0 }[phase.name];
}
