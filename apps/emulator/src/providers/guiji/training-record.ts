import { digestOf } from '../../state/json.ts';
import type { Look } from '../../tasks/look.ts';
import { phaseOf, type TaskRecord } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { GuijiWorld } from './call.ts';
import { authorizeStatus, type Subject } from './consent.ts';
import { codes, Refusal } from './envelope.ts';
import type { FetchedMedium } from './fetch-media.ts';
import { callbackStatus, ownTask } from './guiji-task.ts';
import { writtenSceneId } from './quirks.ts';
import { changedAt, wallTime } from './times.ts';

/** What an avatar is cloned from. */
export type TrainingInput = {
  readonly trainingId: number;
  readonly sceneId: number;
  readonly title: string;
  readonly videoUrl: string;
  readonly video: FetchedMedium;
  readonly level: number;
  readonly compress: boolean;
  /** Absent for avatars from before consents were asked for. */
  readonly consent?: { readonly text: string; readonly sha256: string; readonly usable: boolean };
};

export interface TrainingOrder {
  /** Its training ID, and more where it was handed in again. */
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: TrainingInput;
}

export function createTraining(world: GuijiWorld, { id, owner, callback, now, input }: TrainingOrder): TaskRecord {
  const { avatarQueueMs, avatarMs, variation } = world.timings;
  const startsAt = now + avatarQueueMs;
  const { title, video, level, compress, consent } = input;
  const draft = {
    id,
    provider: 'guiji',
    owner,
    kind: 'clone-avatar',
    endpoint: 'video/v3/create/training',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(avatarMs, id, variation),
    input,
    inputDigest: digestOf({ title, level, compress, video: video.sha256, consent: consent && { ...consent } }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  world.store.collection<string>('guiji-scene').put(String(input.sceneId), id);
  world.store.collection<string>('guiji-training').put(String(input.trainingId), id);
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** The newest try of a training. @throws {Refusal} 40025 when the account has none of that ID. */
export function ownTraining(world: GuijiWorld, owner: string, trainingId: string): TaskRecord {
  const id = world.store.collection<string>('guiji-training').get(trainingId) ?? trainingId;
  return ownTask(world, { owner, kind: 'clone-avatar', id, code: codes.modelMissing });
}

export function trainingInput(task: TaskRecord): TrainingInput {
  return task.input as TrainingInput; // written by createTraining
}

export function sceneSubject(sceneId: number): Subject {
  return `scene/${sceneId}`;
}

/** The training as detail and list tell it: 0 waiting, 1 in work, 2 done, 3 failed, 4 rejected. */
export function trainingItem(
  world: GuijiWorld,
  task: TaskRecord,
  look: Look,
  { viewer, now }: { readonly viewer: string; readonly now: number },
) {
  const input = trainingInput(task);
  const { phase, override, withoutUrl } = look;
  const done = phase.name === 'succeeded';
  const failure = phase.name === 'failed' ? phase.failure : undefined;
  return {
    id: input.trainingId,
    title: input.title,
    videoUrl: input.videoUrl,
    status: override?.status ?? { queued: 0, running: 1, succeeded: 2, failed: failure?.status ?? 3 }[phase.name],
    callbackStatus: callbackStatus(world, task),
    comment: override?.msg ?? failure?.msg ?? '',
    sceneId: writtenSceneId(done && !withoutUrl ? input.sceneId : null, world.quirks),
    createTime: wallTime(task.createdAt),
    updateTime: wallTime(changedAt(task, now)),
    coverUrl: done && !withoutUrl ? coverUrl(world, task) : null,
    authorizeStatus: authorizeStatus(world, viewer, sceneSubject(input.sceneId), now),
  };
}

/** Other times than detail, no comment but a reason, and no sceneId for an avatar that there is none of. */
export function trainingCallback(world: GuijiWorld, task: TaskRecord, now: number) {
  const { trainingId: id, sceneId, title } = trainingInput(task);
  const phase = phaseOf(task, now);
  const done = phase.name === 'succeeded';
  return {
    taskType: 'video-training',
    data: {
      result: done ? 'success' : 'fail',
      coverUrl: done ? coverUrl(world, task) : undefined,
      reason: phase.name === 'failed' ? phase.failure.msg : '',
      createTime: task.createdAt,
      sceneId: done ? writtenSceneId(sceneId, world.quirks) : undefined,
      updateTime: changedAt(task, now),
      id,
      title,
      authorizeStatus: authorizeStatus(world, task.owner, sceneSubject(sceneId), now),
    },
  };
}

function coverUrl(world: GuijiWorld, task: TaskRecord): string {
  return world.links.result(`${coverKey(task)}.jpg`, (task.ended?.at ?? 0) + world.timings.guijiAvatarLifeMs);
}

/** Without its extension. */
export function coverKey(task: TaskRecord): string {
  return `results/${task.kind}/${task.id}`;
}

/** Somebody who can be filmed. */
export type Scene = { readonly sceneId: number; readonly widthPx: number; readonly heightPx: number; readonly footage?: FetchedMedium };

/** @throws {Refusal} 40025 when the account has no such avatar (yet), 40026 when it has expired. */
export function findScene(world: GuijiWorld, owner: string, sceneId: number, now: number): Scene {
  const open = world.publicAvatars.get(sceneId);
  if (open !== undefined) return { sceneId, widthPx: open.widthPx, heightPx: open.heightPx };
  const task = sceneTask(world, owner, sceneId);
  if (phaseOf(task, now).name !== 'succeeded') throw new Refusal(codes.modelMissing, `The avatar ${sceneId} is not ready`);
  if (now >= (task.ended?.at ?? now) + world.timings.guijiAvatarLifeMs) {
    throw new Refusal(codes.modelExpired, `The avatar ${sceneId} has expired`);
  }
  const { video } = trainingInput(task);
  return { sceneId, widthPx: video.widthPx ?? 1080, heightPx: video.heightPx ?? 1920, footage: video };
}

/** The training behind a cloned avatar. @throws {Refusal} 40025 when the account has none. */
export function sceneTask(world: GuijiWorld, owner: string, sceneId: number): TaskRecord {
  const id = world.store.collection<string>('guiji-scene').get(String(sceneId));
  if (id === undefined) throw new Refusal(codes.modelMissing, `There is no avatar ${sceneId}`);
  return ownTask(world, { owner, kind: 'clone-avatar', id, code: codes.modelMissing });
}
