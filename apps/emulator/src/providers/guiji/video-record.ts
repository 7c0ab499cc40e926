import { digestOf } from '../../state/json.ts';
import type { Look } from '../../tasks/look.ts';
import { phaseOf, type TaskRecord } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { GuijiWorld } from './call.ts';
import type { FetchedMedium } from './fetch-media.ts';
import { resultUrl } from './speech.ts';
import { changedAt, wallTime } from './times.ts';
import type { Scene } from './training-record.ts';
import type { KeptVoice } from './voice-record.ts';

export type VideoInput = {
  readonly name: string;
  readonly scene: Scene;
  readonly audio?: FetchedMedium;
  readonly speech?: { readonly text: string; readonly speakerId: string; readonly voice: KeptVoice };
  readonly playback: 'forward' | 'reverse';
};

export interface VideoOrder {
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: VideoInput;
}

export function createVideo(world: GuijiWorld, { id, owner, callback, now, input }: VideoOrder): TaskRecord {
  const { avatarVideoQueueMs, avatarVideoMs, avatarVideoPerSecondMs, variation } = world.timings;
  const startsAt = now + avatarVideoQueueMs;
  const { name, scene, audio, speech, playback } = input;
  const words = speech && { text: speech.text, speakerId: speech.speakerId };
  const draft = {
    id,
    provider: 'guiji',
    owner,
    kind: 'avatar-video',
    endpoint: 'video/v3/simpleCreate',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(avatarVideoMs + (avatarVideoPerSecondMs * soundMs(input)) / 1000, id, variation),
    input,
    inputDigest: digestOf({ name, sceneId: scene.sceneId, audio: audio?.sha256, speech: words, playback }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** How long the film will be: known from a recording, guessed from a text (about 4.7 Chinese or 15 Latin characters a second). */
function soundMs({ audio, speech }: VideoInput): number {
  if (audio !== undefined) return audio.durationMs;
  const characters = [...(speech?.text ?? '')];
  const ideographs = characters.filter((character) => /\p{Script=Han}/u.test(character)).length;
  return Math.round((ideographs / 4.7 + (characters.length - ideographs) / 15) * 1000);
}

export function videoInput(task: TaskRecord): VideoInput {
  return task.input as VideoInput; // written by createVideo
}

/** -1 editing, 1 waiting, 2 in work, 3 done, 4 failed, 6 cancelled, 7 failed as a task: only faults bring -1, 6 and 7. */
function videoStatus(phase: Look['phase']): number {
  return { queued: 1, running: 2, succeeded: 3, failed: phase.name === 'failed' ? (phase.failure.status ?? 4) : 4 }[phase.name];
}

/** The film as detail and list tell it; its lengths are texts. */
export function videoItem(world: GuijiWorld, task: TaskRecord, look: Look, now: number) {
  const { phase, override, withoutUrl, withoutSubtitles } = look;
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const link = (extension: string, withheld = withoutUrl) => (media && !withheld ? resultUrl(world, task, extension) : null);
  const durationMs = media && Math.round(media.durationMs);
  return {
    id: Number(task.id),
    videoName: videoInput(task).name,
    videoFormat: 'mp4',
    duration: durationMs === undefined ? null : String(durationMs / 1000),
    durationMs: durationMs === undefined ? null : String(durationMs),
    coverUrl: link('jpg'),
    videoUrl: link('mp4'),
    srtUrl: link('srt', withoutUrl || withoutSubtitles),
    synthesisStatus: override?.status ?? videoStatus(phase),
    failReason: override?.msg ?? (phase.name === 'failed' ? phase.failure.msg : null),
    createTime: wallTime(task.createdAt),
    updateTime: wallTime(changedAt(task, now)),
  };
}

/** Other times than detail, no subtitles, one length in seconds, and two keys that no table has. */
export function videoCallback(world: GuijiWorld, task: TaskRecord, now: number) {
  const phase = phaseOf(task, now);
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const link = (extension: string) => media && resultUrl(world, task, extension);
  return {
    taskType: 'video-synthesis',
    data: {
      duration: media && String(Math.round(media.durationMs / 10) / 100),
      coverUrl: link('jpg'),
      result: media ? 'success' : 'fail',
      failReason: phase.name === 'failed' ? phase.failure.msg : undefined,
      videoUrl: link('mp4'),
      createTime: task.createdAt,
      level: 1,
      videoName: videoInput(task).name,
      updateTime: changedAt(task, now),
      id: Number(task.id),
      synthesisStatus: videoStatus(phase),
    },
  };
}
