import type { TaskRecord } from '../../tasks/task.ts';
import type { Call, GuijiWorld } from './call.ts';
import { createSpeech } from './speech.ts';
import { createTraining, type Scene } from './training-record.ts';
import { createVideo } from './video-record.ts';
import { createVoice } from './voice-record.ts';

const longAgoMs = 60 * 60 * 1000;
const sceneId = -287;
const exampleVoice = { seed: 'example', sex: 'female', language: 'en' } as const;
const scene: Scene = { sceneId: -292, widthPx: 360, heightPx: 640 };
/** What nothing is behind: the pages' own addresses. */
export const exampleAudio = { kind: 'audio', durationMs: 5_000, hasAudio: true, isWav: true } as const;
export const exampleFootage = { kind: 'video', durationMs: 5_000, hasAudio: true, isWav: false, widthPx: 360, heightPx: 640 } as const;

type Maker = (world: GuijiWorld, id: string, now: number) => TaskRecord;

const addTraining: Maker = (world, id, now) => {
  const video = { ...exampleFootage, sha256: 'example training video' };
  const videoUrl = 'https://example.com/videos/pc_1738894568491_2.6.mp4';
  const input = { trainingId: Number(id), sceneId, title: 'test', videoUrl, video, level: 1, compress: false };
  return createTraining(world, { id, owner: '', callback: undefined, now, input });
};

const addVoice: Maker = (world, id, now) => {
  const sample = { ...exampleAudio, sha256: `example ${id}` };
  const input = { name: 'tts-clone-test', audioUrl: 'https://example.com/93ee4eff4.wav', audio: sample, sex: null };
  return createVoice(world, { id, owner: '', callback: undefined, now, input });
};

const addSpeech: Maker = (world, id, now) => {
  const input = { content: 'Hello.', speakerId: 'C_173', voice: exampleVoice };
  return createSpeech(world, { id, owner: '', callback: undefined, now, input });
};

const addVideo: Maker = (world, id, now) => {
  const speech = { text: 'Hello, nice to meet you.', speakerId: 'C_173', voice: exampleVoice };
  return createVideo(world, { id, owner: '', callback: undefined, now, input: { name: 'test', scene, speech, playback: 'forward' } });
};

/** The task behind each number of the pages. Two of them are avatars and voices from before consents were asked for. */
const makers: Readonly<Record<string, Maker>> = {
  '423': addTraining,
  C_122: addVoice,
  C_125: addVoice,
  '17': addSpeech,
  '-291': addVideo,
};

/**
 * The numbers that stand in the provider's pages. They are there for every account, belong to nobody, cost nothing and
 * show in no list. The avatar and the voices among them are historical: they have no consent until one is handed in.
 */
export class ExampleBook {
  readonly #world: GuijiWorld;
  readonly #ready = new Map<string, Promise<void>>();

  constructor(world: GuijiWorld) {
    this.#world = world;
  }

  /** Makes sure that the examples which a call names are there, and finished. */
  async prepare({ id, body }: Pick<Call, 'id' | 'body'>): Promise<void> {
    const { sceneId: scene, speakerId } = (body ?? {}) as { readonly sceneId?: unknown; readonly speakerId?: unknown };
    const named = [id, String(speakerId), String(scene) === String(sceneId) ? '423' : ''];
    for (const name of named) {
      const maker = Object.hasOwn(makers, name) ? makers[name] : undefined;
      if (maker !== undefined) await this.#prepareOnce(name, maker);
    }
  }

  /** Forgets what was prepared, because the state was. */
  reset(): void {
    this.#ready.clear();
  }

  #prepareOnce(id: string, make: Maker): Promise<void> {
    const known = this.#ready.get(id);
    if (known !== undefined) return known;
    const world = this.#world;
    const task = world.transact((now) => world.tasks.get(id) ?? make(world, id, now - longAgoMs));
    const ready = task.ended === undefined ? world.keeper.finish(task) : Promise.resolve();
    this.#ready.set(id, ready);
    return ready;
  }
}
