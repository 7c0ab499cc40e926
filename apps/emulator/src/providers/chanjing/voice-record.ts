import { join } from 'node:path';
import type { SpeakingVoice } from '../../media-studio.ts';
import { fractionOf } from '../../state/ids.ts';
import { digestOf } from '../../state/json.ts';
import { isVisible, type Look } from '../../tasks/look.ts';
import { phaseOf, type TaskRecord } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { Call, ChanjingWorld } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { type PersonInput, personOfVoice } from './person-record.ts';
import { speakingVoice } from './public-voices.ts';
import type { FetchedSample } from './sample-fetch.ts';

/** What a voice is made from. */
export type VoiceInput = {
  readonly name: string;
  readonly type: string;
  readonly language: 'cn' | 'en';
  /** What the audition says. */
  readonly text: string;
  readonly sample: FetchedSample;
};

/** How somebody speaks, as a task keeps it. */
export type KeptVoice = Pick<SpeakingVoice, keyof SpeakingVoice>;

export interface VoiceOrder {
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: VoiceInput;
}

export function createVoice(world: ChanjingWorld, { id, owner, callback, now, input }: VoiceOrder): TaskRecord {
  const { cloneQueueMs, cloneMs, variation } = world.timings;
  const startsAt = now + cloneQueueMs;
  const draft = {
    id,
    provider: 'chanjing',
    owner,
    kind: 'clone-voice',
    endpoint: 'create_customised_audio',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(cloneMs, id, variation),
    input,
    inputDigest: digestOf({ ...input, sample: input.sample.sha256 }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** The voice behind an id, public or cloned, ready to speak. @throws {Refusal} when there is none. */
export function findVoice({ world, owner }: Pick<Call, 'world' | 'owner'>, id: string, now: number): KeptVoice {
  const open = world.publicVoices.get(id);
  if (open !== undefined) return speakingVoice(open);
  const person = personOfVoice(world, owner, id, now);
  if (person !== undefined) return personVoice(person);
  const task = ownVoice(world, owner, id);
  const { status, err_msg: message } = voiceFacts(world, task, now);
  if (status !== 2 || message !== '') throw new Refusal(codes.internal, '声音ID对应的audio_man不存在');
  return clonedVoice(world, task.input as VoiceInput); // written by createVoice
}

/** How a cloned voice sounds: after its sample, and always the same. */
export function clonedVoice(world: ChanjingWorld, { sample, language }: VoiceInput): SpeakingVoice {
  const sex = fractionOf(sample.sha256) < 0.5 ? 'female' : 'male';
  const samplePath = sample.key === undefined ? {} : { samplePath: join(world.mediaFolder, sample.key) };
  return { seed: sample.sha256, sex, language, ...samplePath };
}

/** How the voice sounds that was cloned along with an avatar: after its footage. */
export function personVoice({ footage, language }: PersonInput): SpeakingVoice {
  return { seed: footage.sha256, sex: fractionOf(footage.sha256) < 0.5 ? 'female' : 'male', language };
}

export function ownVoice(world: ChanjingWorld, owner: string, id: string): TaskRecord {
  const task = world.tasks.get(id);
  const theirs = task?.kind === 'clone-voice' && (task.owner === owner || task.owner === '');
  if (!theirs || !isVisible(world, task)) throw new Refusal(codes.internal, '没有找到对应的声ID');
  return task;
}

/** The voice as the status call tells it. */
export function voiceItem(world: ChanjingWorld, task: TaskRecord, { override, withoutUrl }: Look, now: number) {
  const { name, type, language } = task.input as VoiceInput; // written by createVoice
  const facts = voiceFacts(world, task, now);
  return {
    id: task.id,
    name,
    type,
    lang: language,
    progress: override?.progress ?? facts.progress,
    audio_path: withoutUrl ? '' : facts.audio_path,
    err_msg: override?.msg ?? facts.err_msg,
    status: override?.status ?? facts.status,
  };
}

/** 0 queued, 1 in progress, 2 done, 3 expired, 4 failed, 99 deleted. */
function voiceFacts(world: ChanjingWorld, task: TaskRecord, now: number) {
  const phase = phaseOf(task, now);
  if (isDeleted(world, task.id)) return { status: 99, progress: 100, audio_path: '', err_msg: '' };
  switch (phase.name) {
    case 'queued':
      return { status: 0, progress: 0, audio_path: '', err_msg: '' };
    case 'running':
      return { status: 1, progress: phase.progress, audio_path: '', err_msg: '' };
    case 'failed':
      return { status: phase.failure.status ?? 4, progress: 0, audio_path: '', err_msg: phase.failure.msg };
    case 'succeeded': {
      const expired = now >= (task.ended?.at ?? now) + world.timings.voiceLifeMs;
      const address = world.links.result(auditionKey(task), now + world.timings.resultUrlLifeMs);
      return { status: expired ? 3 : 2, progress: 100, audio_path: address, err_msg: '' };
    }
  }
}

export function deleteVoice(world: ChanjingWorld, id: string): void {
  world.store.collection<true>('chanjing-deleted-voice').put(id, true);
  world.tasks.unlist(id);
}

function isDeleted(world: ChanjingWorld, id: string): boolean {
  return world.store.collection<true>('chanjing-deleted-voice').get(id) === true;
}

export function auditionKey(task: TaskRecord): string {
  return `results/${task.kind}/${task.id}.wav`;
}
