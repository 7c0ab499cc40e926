import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { digestOf, type Json } from '../../state/json.ts';
import { isVisible, lookAt } from '../../tasks/look.ts';
import { speakInto } from '../../tasks/make-media.ts';
import { noteSpeech } from '../../tasks/spoken-book.ts';
import type { RenderedMedia, TaskRecord, TaskWorkshop } from '../../tasks/task.ts';
import { varied } from '../../timings.ts';
import type { ChanjingWorld, Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, strictFormat } from './fields.ts';
import { billedSeconds, pay } from './ledger.ts';
import { longestTextOf, pitchRange, type Quirks } from './quirks.ts';
import { characterCount, spokenText } from './spoken-text.ts';
import { findVoice, type KeptVoice } from './voice-record.ts';

export type SpeechInput = {
  readonly text: string;
  readonly voiceId: string;
  readonly voice: KeptVoice;
  readonly speed: number;
  readonly pitch: number;
  readonly watermark: boolean;
};

/** "Less than 4,000 characters." */
const longestSpeech = 3_999;
const beansPerSpeech = 5;

const create: Endpoint = {
  method: 'POST',
  path: 'create_audio_task',
  creates: true,
  handle: (call) => {
    const { world, owner } = call;
    const order = readSpeechOrder(call.body, world.quirks);
    const task = world.transact((now) => {
      const account = world.accounts.get(owner);
      if (account !== undefined && account.speechSeconds >= account.speechSecondsLimit) throw new Refusal(codes.quota, '生成时长达到限制');
      const input = { ...order, voice: findVoice(call, order.voiceId, now) };
      return createSpeech(world, { id: world.ids.hex(), owner, now, input });
    });
    world.keeper.attend(task);
    return { task_id: task.id };
  },
};

/** The same, by another name. */
const createV2: Endpoint = { ...create, path: 'create_audio_task_v2' };

function readSpeechOrder(body: unknown, quirks: Quirks): Omit<SpeechInput, 'voice'> {
  const fields = new Fields(body, strictFormat);
  const voiceId = fields.text('audio_man');
  const speed = fields.number('speed', { min: 0.5, max: 2 });
  const pitch = fields.number('pitch', pitchRange(quirks));
  const text = fields.object('text').text('text');
  const longest = longestTextOf(quirks, longestSpeech);
  if (characterCount(text) > longest) throw new Refusal(codes.parameter, `参数错误: 文本长度需小于${longest + 1}字`);
  return { text, voiceId, speed, pitch, watermark: fields.flag('aigc_watermark', false) };
}

export interface SpeechOrder {
  readonly id: string;
  readonly owner: string;
  readonly now: number;
  readonly input: SpeechInput;
}

export function createSpeech(world: ChanjingWorld, { id, owner, now, input }: SpeechOrder): TaskRecord {
  const { ttsMs, ttsPerCharacterMs, variation } = world.timings;
  const { voice: _, ...asked } = input;
  const draft = {
    id,
    provider: 'chanjing',
    owner,
    kind: 'tts',
    endpoint: create.path,
    createdAt: now,
    startsAt: now,
    dueAt: now + varied(ttsMs + ttsPerCharacterMs * characterCount(input.text), id, variation),
    input,
    inputDigest: digestOf(asked),
  } as const;
  return world.tasks.create(draft, { listed: owner !== '' });
}

/** Asking is a POST. The id in the answer is another one than the id that was asked for, unless a quirk makes them the same. */
const state: Endpoint = {
  method: 'POST',
  path: 'audio_task_state',
  handle: ({ world, owner, body }) => {
    const id = new Fields(body, strictFormat).text('task_id');
    return world.transact((now) => {
      const task = world.tasks.get(id);
      const theirs = task?.kind === 'tts' && (task.owner === owner || task.owner === '');
      if (!theirs || !isVisible(world, task)) throw new Refusal(codes.internal, '任务不存在');
      return speechItem(world, task, now);
    });
  },
};

export const speechEndpoints: readonly Endpoint[] = [create, createV2, state];

export function speechWorkshop(world: ChanjingWorld): TaskWorkshop {
  return {
    unusable: '文本内容无法合成',
    async render(task) {
      const { text, voice, speed, pitch } = task.input as SpeechInput; // written by createSpeech
      const { durationMs, cues } = await speakInto(world, speechKey(task), { text: spokenText(text), voice, speed, pitch });
      await noteSpeech(world, join(world.mediaFolder, speechKey(task)), cues);
      return { media: { durationMs, cues } };
    },
    charge: (task, media) => pay(world, task, { beans: beansPerSpeech, speechSeconds: billedSeconds(media) }),
    callbackBody: () => null,
  };
}

/** Status 1 while it is made, 9 when it is over: a failure is a 9 with `errMsg`. */
function speechItem(world: ChanjingWorld, task: TaskRecord, now: number): Json {
  const { text } = task.input as SpeechInput; // written by createSpeech
  const { phase, override, withoutUrl, withoutSubtitles } = lookAt(world, task, now);
  const failure = phase.name === 'failed' ? phase.failure : undefined;
  const media = phase.name === 'succeeded' ? phase.media : undefined;
  const url = media && !withoutUrl ? world.links.result(speechKey(task), now + world.timings.resultUrlLifeMs) : '';
  return {
    id: world.quirks.speechIds === 'same' ? task.id : createHash('md5').update(`answer ${task.id}`).digest('hex'),
    type: 'tts',
    status: override?.status ?? failure?.status ?? (media || failure ? 9 : world.quirks.speechRunning),
    text: [text],
    full: { url, path: url === '' ? '' : `${task.id}.wav`, duration: media ? seconds(media.durationMs) : 0 },
    slice: null,
    errMsg: override?.msg ?? failure?.msg ?? '',
    errReason: failure?.reason ?? '',
    subtitles: media && !withoutSubtitles ? subtitles(media) : [],
  };
}

function subtitles({ cues = [] }: RenderedMedia): Json[] {
  return cues.map(({ startMs, endMs, text }, index) => ({
    key: createHash('sha1').update(`${index} ${text}`).digest('hex'),
    start_time: seconds(startMs),
    end_time: seconds(endMs),
    subtitle: text,
  }));
}

function seconds(durationMs: number): number {
  return Math.round(durationMs / 10) / 100;
}

function speechKey(task: TaskRecord): string {
  return `results/${task.kind}/${task.id}.wav`;
}
