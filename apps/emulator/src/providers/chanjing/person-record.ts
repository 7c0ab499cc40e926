import { digestOf } from '../../state/json.ts';
import { isVisible, type Look } from '../../tasks/look.ts';
import { phaseOf, type TaskRecord } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { Call, ChanjingWorld } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import type { PersonOrder } from './person-order.ts';

/** Footage by its content; without a key it is a page's own example, behind which nothing is. */
export type PersonFootage = {
  readonly key?: string;
  readonly sha256: string;
  /** The extension it came with. */
  readonly format: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAudio: boolean;
};

/** What a custom avatar is made from. */
export type PersonInput = Pick<
  PersonOrder,
  'name' | 'train' | 'language' | 'skipsErrors' | 'resolution' | 'quality' | 'denoise' | 'languageBoost'
> & {
  readonly footage: PersonFootage;
  readonly consent?: { readonly text: string; readonly sha256: string; readonly usable: boolean };
  /** The id of the voice that is cloned along; none for a figure alone. */
  readonly voiceId?: string;
};

export interface PersonDraft {
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: PersonInput;
}

export function createPerson(world: ChanjingWorld, { id, owner, callback, now, input }: PersonDraft): TaskRecord {
  const { avatarQueueMs, avatarMs, variation } = world.timings;
  const startsAt = now + avatarQueueMs;
  const { footage, consent, voiceId, ...wishes } = input;
  const draft = {
    id,
    provider: 'chanjing',
    owner,
    kind: 'clone-avatar',
    endpoint: 'create_customised_person',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(avatarMs, id, variation),
    input,
    inputDigest: digestOf({ ...wishes, footage: footage.sha256, consent: consent && { ...consent } }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  if (voiceId !== undefined) voicePersons(world).put(voiceId, id);
  return world.tasks.create(draft, { listed: owner !== '' });
}

export function personInput(task: TaskRecord): PersonInput {
  return task.input as PersonInput; // written by createPerson
}

/** @throws {Refusal} when the account has no such avatar (any more). */
export function ownPerson(world: ChanjingWorld, owner: string, id: string): TaskRecord {
  const task = world.tasks.get(id);
  const theirs = task?.provider === 'chanjing' && task.kind === 'clone-avatar' && (task.owner === owner || task.owner === '');
  if (!theirs || deletedPersons(world).get(id) === true || !isVisible(world, task)) throw new Refusal(codes.internal, '定制数字人不存在');
  return task;
}

/** An avatar that can be filmed. @throws {Refusal} when there is none, or it is not ready, or it is a voice alone. */
export function findPerson(
  { world, owner }: Pick<Call, 'world' | 'owner'>,
  id: string,
  source: 'api' | 'web',
  now: number,
): { readonly footage: PersonFootage; readonly supports4k: boolean } {
  const task = ownPerson(world, owner, id);
  const input = personInput(task);
  const ready = source === 'api' && phaseOf(task, now).name === 'succeeded' && input.train !== 'voice';
  if (!ready) throw new Refusal(codes.internal, '定制数字人不存在');
  return { footage: input.footage, supports4k: supports4k(input) };
}

/** The avatar whose voice an id is, once it speaks. */
export function personOfVoice(world: ChanjingWorld, owner: string, voiceId: string, now: number): PersonInput | undefined {
  const id = voicePersons(world).get(voiceId);
  const task = id === undefined ? undefined : world.tasks.get(id);
  const theirs = task !== undefined && (task.owner === owner || task.owner === '') && deletedPersons(world).get(task.id) !== true;
  if (!theirs || phaseOf(task, now).name !== 'succeeded') return undefined;
  const input = personInput(task);
  return input.footage.hasAudio ? input : undefined;
}

function supports4k({ resolution, footage }: PersonInput): boolean {
  return resolution === '4k' && Math.min(footage.widthPx, footage.heightPx) >= 2160;
}

/** The avatar as detail, list and callback tell it: 1 in work, 2 done, 4 failed, 5 system error. */
export function personItem(world: ChanjingWorld, task: TaskRecord, { phase, override, withoutUrl }: Look, now: number) {
  const input = personInput(task);
  const done = phase.name === 'succeeded';
  const failure = phase.name === 'failed' ? phase.failure : undefined;
  const states = world.quirks.avatarStates === 'scripts' ? { underway: 1, done: 2 } : { underway: 0, done: 1 };
  const link = (extension: string) =>
    done && !withoutUrl ? world.links.result(`${personKey(task)}.${extension}`, now + world.timings.resultUrlLifeMs) : '';
  const { widthPx, heightPx } = input.footage;
  const in4k = done && supports4k(input);
  return {
    id: task.id,
    name: input.name,
    type: 'person',
    pic_url: link('jpg'),
    preview_url: link('mp4'),
    width: done ? widthPx : 0,
    height: done ? heightPx : 0,
    audio_man_id: done && input.footage.hasAudio ? (input.voiceId ?? '') : '',
    status:
      override?.status ??
      failure?.status ??
      { queued: states.underway, running: states.underway, succeeded: states.done, failed: 4 }[phase.name],
    err_reason: override?.msg ?? failure?.msg ?? '',
    is_open: done ? 1 : 0,
    reason: failure?.reason ?? '',
    progress:
      override?.progress ?? { queued: 0, running: phase.name === 'running' ? phase.progress : 0, succeeded: 100, failed: 0 }[phase.name],
    create_time: Math.floor(task.createdAt / 1000),
    support_4k: in4k,
    width_4k: in4k ? widthPx : 0,
    height_4k: in4k ? heightPx : 0,
  };
}

export function deletePerson(world: ChanjingWorld, id: string): void {
  deletedPersons(world).put(id, true);
  world.tasks.unlist(id);
}

/** Without its extension. */
export function personKey(task: TaskRecord): string {
  return `results/${task.kind}/${task.id}`;
}

function deletedPersons(world: ChanjingWorld) {
  return world.store.collection<true>('chanjing-deleted-person');
}

/** Which avatar a voice was cloned along with. */
function voicePersons(world: ChanjingWorld) {
  return world.store.collection<string>('chanjing-person-voice');
}
