import type { TaskRecord } from '../../tasks/task.ts';
import { createAvatarVideo } from './avatar-video-record.ts';
import type { ChanjingWorld } from './call.ts';
import { createLipSync } from './lip-sync-record.ts';
import { createPerson } from './person-record.ts';
import { createSpeech } from './speech.ts';
import { createVoice, type KeptVoice } from './voice-record.ts';

const longAgoMs = 24 * 60 * 60 * 1000;
const voiceId = 'C-Audio-53e4e53ba1bc40de91ffaa74f20470fc';
const footageId = 'e284db4d95de4220afe78132158156b5';
const recordingId = 'audio_file_id_from_file_management';
const personId = 'C-d1af99e0fee34978bc844d43078bf8c9';
const sampleVoice: KeptVoice = { seed: 'example', sex: 'female', language: 'cn' };
const sampleText = '猫在跌落时能够在空中调整身体,通常能够四脚着地。';

/**
 * The ids that stand in the provider's pages. Every sample request of the pages works here word for word, so the files,
 * voice and tasks that they name are there for every account, belong to nobody, cost nothing and show in no list.
 */
export class ExampleBook {
  readonly #world: ChanjingWorld;
  readonly #makers: Readonly<Record<string, (now: number) => TaskRecord | undefined>>;
  readonly #ready = new Map<string, Promise<void>>();

  constructor(world: ChanjingWorld) {
    this.#world = world;
    this.#makers = {
      [footageId]: (now) => this.#addFile(footageId, 'lip_sync_video', '1.mp4', now),
      [recordingId]: (now) => this.#addFile(recordingId, 'lip_sync_audio', '1.wav', now),
      [voiceId]: (now) => this.#addVoice(now),
      '88f635dd9b8e4a898abb9d4679e0edc8': (now) => this.#addSpeech('88f635dd9b8e4a898abb9d4679e0edc8', now),
      '88f789dd9b8e4a121abb9d4679e0edc8': (now) => this.#addSpeech('88f789dd9b8e4a121abb9d4679e0edc8', now),
      '9499ed79995c4bdb95f0d66ca84419fd': (now) => this.#addFilm('9499ed79995c4bdb95f0d66ca84419fd', now),
      [personId]: (now) => this.#addPerson(now),
      '1914661228878233600': (now) => this.#addAvatarVideo('1914661228878233600', now),
    };
  }

  /** Makes sure that the examples which a request names are there, and finished. */
  async prepare(request: string): Promise<void> {
    for (const [id, add] of Object.entries(this.#makers)) {
      if (request.includes(id)) await this.#prepareOnce(id, add);
    }
  }

  /** Forgets what was prepared, because the state was. */
  reset(): void {
    this.#ready.clear();
  }

  #prepareOnce(id: string, add: (now: number) => TaskRecord | undefined): Promise<void> {
    const known = this.#ready.get(id);
    if (known !== undefined) return known;
    const ready = this.#finish(this.#world.transact((now) => this.#known(id) ?? add(now - longAgoMs)));
    this.#ready.set(id, ready);
    return ready;
  }

  #known(id: string): TaskRecord | undefined {
    return this.#world.tasks.get(id);
  }

  async #finish(task: TaskRecord | undefined): Promise<void> {
    if (task !== undefined && task.ended === undefined) await this.#world.keeper.finish(task);
  }

  #addFile(id: string, service: string, name: string, now: number): undefined {
    const { files } = this.#world;
    const key = `uploads/${service}/${id}.${name.split('.').at(-1)}`;
    if (files.get(id) === undefined) {
      files.add({ id, owner: '', service, name, key, mimeType: 'application/octet-stream', createdAt: now, faults: [], example: true });
    }
    return undefined;
  }

  #addVoice(now: number): TaskRecord {
    const input = {
      name: '声音克隆',
      type: 'cicada1.0',
      language: 'cn',
      text: '你好',
      sample: { sha256: 'example', formatAllowed: true },
    } as const;
    return createVoice(this.#world, { id: voiceId, owner: '', callback: undefined, now, input });
  }

  #addSpeech(id: string, now: number): TaskRecord {
    const input = { text: sampleText, voiceId, voice: sampleVoice, speed: 1, pitch: 1, watermark: false };
    return createSpeech(this.#world, { id, owner: '', now, input });
  }

  #addFilm(id: string, now: number): TaskRecord {
    const medium = (name: string) => ({ sha256: `example ${name}` });
    const picture = { widthPx: 360, heightPx: 640, playback: 'forward', frames: 'sequential', quality: 'basic', volume: 100 } as const;
    const input = { ...picture, footage: medium(footageId), audio: medium(recordingId) };
    return createLipSync(this.#world, { id, owner: '', callback: undefined, now, input, audioMs: 5_000 });
  }

  #addPerson(now: number): TaskRecord {
    const footage = { sha256: 'example person', format: 'mp4', widthPx: 1080, heightPx: 1920, hasAudio: true };
    const wishes = { train: 'figure', language: 'cn', skipsErrors: false, resolution: '1080p', quality: 'basic' } as const;
    const input = { ...wishes, name: '数字人', denoise: false, languageBoost: '', footage };
    return createPerson(this.#world, { id: personId, owner: '', callback: undefined, now, input });
  }

  #addAvatarVideo(id: string, now: number): TaskRecord {
    const box = { leftPx: 0, topPx: 0, widthPx: 360, heightPx: 640 };
    const picture = {
      widthPx: 360,
      heightPx: 640,
      quality: 'basic',
      resolution: '1080p',
      frames: 'sequential',
      playback: 'forward',
    } as const;
    const figure = { presenter: `chanjing ${personId}`, form: 'sitting' } as const;
    const speech = { text: sampleText, voiceId, voice: sampleVoice, speed: 1, pitch: 1 };
    const input = { ...picture, volume: 100, language: 'cn', transparent: false, personId, figure, box, speech };
    return createAvatarVideo(this.#world, { id, owner: '', callback: undefined, now, input, audioMs: 5_000 });
  }
}
