import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../state/json.ts';
import { isVisible, type Look, lookAt } from '../../tasks/look.ts';
import { speakInto } from '../../tasks/make-media.ts';
import { noteSpeech } from '../../tasks/spoken-book.ts';
import { phaseOf, type TaskRecord, type TaskWorkshop } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { Endpoint, GuijiWorld } from './call.ts';
import { codes } from './envelope.ts';
import { Fields } from './fields.ts';
import { assertBalance, assertParallel, charge, nextNumber, noteAnswer, ownTask } from './guiji-task.ts';
import { pageOf, readPage } from './paging.ts';
import { writeSrt } from './srt.ts';
import { findVoice, type KeptVoice } from './voice-record.ts';

export type SpeechInput = { readonly content: string; readonly speakerId: string; readonly voice: KeptVoice };

const create: Endpoint = {
  method: 'POST',
  path: 'speaker/v3/fastTts',
  handle: ({ world, owner, body }) => {
    const fields = new Fields(body);
    const [speakerId, content] = [fields.text('speakerId'), fields.text('content')];
    const task = world.transact((now) => {
      assertBalance(world, owner, 'ttsWordsAmount', characterCount(content));
      assertParallel(world, owner);
      const voice = findVoice(world, owner, { speakerId, text: content }, now);
      const order = { owner, callback: fields.optionalText('callbackUrl'), now, input: { content, speakerId, voice } };
      return createSpeech(world, { id: String(nextNumber(world)), ...order });
    });
    world.keeper.attend(task);
    return { id: Number(task.id), status: 0 };
  },
};

export interface SpeechOrder {
  readonly id: string;
  readonly owner: string;
  readonly callback: string | undefined;
  readonly now: number;
  readonly input: SpeechInput;
}

const queueMs = 500;

export function createSpeech(world: GuijiWorld, { id, owner, callback, now, input }: SpeechOrder): TaskRecord {
  const { ttsMs, ttsPerCharacterMs, variation } = world.timings;
  const startsAt = now + queueMs;
  const { content, speakerId } = input;
  const draft = {
    id,
    provider: 'guiji',
    owner,
    kind: 'tts',
    endpoint: create.path,
    createdAt: now,
    startsAt,
    dueAt: startsAt + varied(ttsMs + ttsPerCharacterMs * characterCount(content), id, variation),
    input,
    inputDigest: digestOf({ content, speakerId }),
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

const detail: Endpoint = {
  method: 'GET',
  path: 'speaker/v2/tts/{id}',
  handle: ({ world, owner, id }) =>
    world.transact((now) => {
      const task = ownTask(world, { owner, kind: 'tts', id, code: codes.fileMissing });
      return speechItem(world, task, lookAt(world, task, now));
    }),
};

const list: Endpoint = {
  method: 'POST',
  path: 'speaker/v2/tts/pageList',
  handle: ({ world, owner, body }) => {
    const request = readPage(new Fields(body));
    return world.transact((now) => {
      const tasks = world.tasks.page(owner, 'tts', (request.page - 1) * request.size, request.size);
      const records = tasks.filter((task) => isVisible(world, task)).map((task) => speechItem(world, task, lookAt(world, task, now)));
      return pageOf(records, request, world.tasks.count(owner, 'tts'));
    });
  },
};

export const speechEndpoints: readonly Endpoint[] = [create, detail, list];

/** The speech as detail and list tell it: 0 waiting, 1 in work, 2 done, 3 failed. Nothing tells why it failed. */
function speechItem(world: GuijiWorld, task: TaskRecord, { phase, override, withoutUrl, withoutSubtitles }: Look) {
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const link = (extension: string, withheld: boolean) => (media && !withheld ? resultUrl(world, task, extension) : null);
  return {
    id: Number(task.id),
    ttsUrl: link('wav', withoutUrl),
    srtUrl: link('srt', withoutUrl || withoutSubtitles),
    duration: media ? Math.round(media.durationMs) : null,
    status: override?.status ?? speechStatus(phase),
  };
}

function speechStatus(phase: Look['phase']): number {
  return { queued: 0, running: 1, succeeded: 2, failed: phase.name === 'failed' ? (phase.failure.status ?? 3) : 3 }[phase.name];
}

/** Has no result, only a status; a failure has no address. */
function speechCallback(world: GuijiWorld, task: TaskRecord, now: number) {
  const phase = phaseOf(task, now);
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const duration = media && world.quirks.speechCallbackDuration === 'told' ? Math.round(media.durationMs) : 0;
  const ttsUrl = media && resultUrl(world, task, 'wav');
  const status = world.quirks.speechCallbackStatus === 'told' ? speechStatus(phase) : undefined;
  return { taskType: 'tts-synthesis', data: { duration, ttsUrl, id: Number(task.id), status } };
}

/** Works are there for a day after they were made, whoever asks how often. */
export function resultUrl(world: GuijiWorld, task: TaskRecord, extension: string): string {
  return world.links.result(resultKey(task, extension), (task.ended?.at ?? task.dueAt) + world.timings.resultUrlLifeMs);
}

export function resultKey(task: TaskRecord, extension: string): string {
  return `results/${task.kind}/${task.id}.${extension}`;
}

export function speechWorkshop(world: GuijiWorld): TaskWorkshop {
  return {
    unusable: 'The content cannot be spoken',
    async render(task) {
      const { content, voice } = task.input as SpeechInput; // written by createSpeech
      const key = resultKey(task, 'wav');
      const { durationMs, cues } = await speakInto(world, key, { text: content, voice });
      await writeFile(join(world.mediaFolder, resultKey(task, 'srt')), writeSrt(cues));
      await noteSpeech(world, join(world.mediaFolder, key), cues);
      return { media: { durationMs, cues } };
    },
    charge: (task) => charge(world, task.owner, 'ttsWordsAmount', characterCount((task.input as SpeechInput).content)), // written by createSpeech
    callbackBody: (task, now) => speechCallback(world, task, now),
    answered: (task, answer) => noteAnswer(world, task, answer),
  };
}

/** Length as people count it: characters, not UTF-16 units. */
export function characterCount(text: string): number {
  return [...text].length;
}
