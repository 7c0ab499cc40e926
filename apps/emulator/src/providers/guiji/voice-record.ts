import { join } from 'node:path';
import type { SpeakingVoice } from '../../media-studio.ts';
import { fractionOf } from '../../state/ids.ts';
import { digestOf } from '../../state/json.ts';
import { type Look, truthAbout } from '../../tasks/look.ts';
import { phaseOf, type TaskRecord } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { GuijiWorld } from './call.ts';
import { authorizeStatus, type Subject } from './consent.ts';
import { codes, Refusal } from './envelope.ts';
import type { FetchedMedium } from './fetch-media.ts';
import { ownTask } from './guiji-task.ts';
import { speakingVoice } from './public-voices.ts';
import { wallTime } from './times.ts';

/** What a voice is cloned from. */
export type VoiceInput = {
  readonly name: string;
  readonly audioUrl: string;
  readonly audio: FetchedMedium;
  readonly sex: 1 | 2 | null;
  /** Absent for voices from before consents were asked for. */
  readonly consent?: { readonly text: string; readonly sha256: string; readonly usable: boolean };
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

export function createVoice(world: GuijiWorld, { id, owner, callback, now, input }: VoiceOrder): TaskRecord {
  const { cloneQueueMs, cloneMs, variation } = world.timings;
  const startsAt = now + cloneQueueMs;
  const { name, audio, sex, consent } = input;
  const draft = {
    id,
    provider: 'guiji',
    owner,
    kind: 'clone-voice',
    endpoint: 'speaker/v3/clone',
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(cloneMs, id, variation),
    input,
    inputDigest: digestOf({ name, sex, audio: audio.sha256, consent: consent && { ...consent } }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** @throws {Refusal} 40025 when the account has no such voice. */
export function ownVoice(world: GuijiWorld, owner: string, speakerId: string): TaskRecord {
  return ownTask(world, { owner, kind: 'clone-voice', id: speakerId, code: codes.modelMissing });
}

export function voiceInput(task: TaskRecord): VoiceInput {
  return task.input as VoiceInput; // written by createVoice
}

export function voiceSubject(speakerId: string): Subject {
  return `voice/${speakerId}`;
}

/** The voice behind an ID, public or cloned, ready to speak this. @throws {Refusal} 40025 when there is none (yet), 40026 when it has expired. */
export function findVoice(
  world: GuijiWorld,
  owner: string,
  { speakerId, text }: { readonly speakerId: string; readonly text: string },
  now: number,
): KeptVoice {
  const open = world.publicVoices.get(speakerId);
  if (open !== undefined) return speakingVoice(open);
  const task = ownVoice(world, owner, speakerId);
  const status = trueStatus(world, task, now);
  if (status === expired) throw new Refusal(codes.modelExpired, `The voice ${speakerId} has expired`);
  if (status !== ready) throw new Refusal(codes.modelMissing, `The voice ${speakerId} is not ready`);
  return clonedVoice(world, voiceInput(task), text);
}

/** How a cloned voice sounds: after its sample, in the language of what it says. */
export function clonedVoice(world: GuijiWorld, { audio, sex }: VoiceInput, text: string): SpeakingVoice {
  const male = sex === null ? fractionOf(audio.sha256) < 0.5 : sex === 1;
  const sample = audio.key === undefined ? {} : { samplePath: join(world.mediaFolder, audio.key) };
  return { seed: audio.sha256, sex: male ? 'male' : 'female', language: /\p{Script=Han}/u.test(text) ? 'cn' : 'en', ...sample };
}

const ready = 2;
const expired = 4;

/** 0 waiting, 1 in work, 2 done, 3 failed, 4 expired. */
function trueStatus(world: GuijiWorld, task: TaskRecord, now: number): number {
  const phase = phaseOf(task, now);
  if (phase.name === 'succeeded') return now >= expiresAt(world, task) ? expired : ready;
  return { queued: 0, running: 1, failed: phase.name === 'failed' ? (phase.failure.status ?? 3) : 3 }[phase.name];
}

function expiresAt(world: GuijiWorld, task: TaskRecord): number {
  return (task.ended?.at ?? task.dueAt) + world.timings.guijiVoiceLifeMs;
}

/** The voice as create, detail and list tell it. */
export function voiceItem(
  world: GuijiWorld,
  task: TaskRecord,
  look: Look,
  { viewer, now }: { readonly viewer: string; readonly now: number },
) {
  const { name, audioUrl, sex } = voiceInput(task);
  const { phase, override, withoutUrl } = look;
  const done = phase.name === 'succeeded';
  return {
    speakerId: task.id,
    ttsName: name,
    ttsFeatures: 'Original timbre',
    audioUrl,
    ttsAudition: done && !withoutUrl ? world.links.result(auditionKey(task), expiresAt(world, task)) : '',
    languages: ['zh', 'en'],
    sex,
    status: override?.status ?? trueStatus(world, task, now),
    reason: override?.msg ?? (phase.name === 'failed' ? phase.failure.msg : null),
    expireTime: done ? wallTime(expiresAt(world, task)) : null,
    authorizeStatus: authorizeStatus(world, viewer, voiceSubject(task.id), now),
  };
}

/** Like detail, with a result; what there is nothing to say about is left out. */
export function voiceCallback(world: GuijiWorld, task: TaskRecord, now: number) {
  const { reason, expireTime, sex, ...rest } = voiceItem(world, task, truthAbout(task, now), { viewer: task.owner, now });
  const told = { ...rest, reason: reason ?? undefined, expireTime: expireTime ?? undefined, sex: sex ?? undefined };
  return { taskType: 'voice-clone', data: { ...told, result: expireTime === null ? 'fail' : 'success' } };
}

export function auditionKey(task: TaskRecord): string {
  return `results/${task.kind}/${task.id}.wav`;
}
