import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaStudio, SpeakingVoice } from '../../media-studio.ts';
import type { PublicMaker } from '../../storage/storage-app.ts';
import { makeFiles } from '../../tasks/make-files.ts';

export interface PublicVoice {
  readonly id: string;
  readonly name: string;
  readonly sex: 'female' | 'male';
  readonly language: 'cn' | 'en';
  readonly description: string;
}

/** Voices that everybody may speak with. Two of the ids are the ones that the provider's pages use in their samples. */
const voices: readonly PublicVoice[] = [
  { id: 'C-f2429d07554749839849497589199916', name: '若兰', sex: 'female', language: 'cn', description: '温和女声' },
  { id: 'C-CASE-d8dfe5838e774124b04e0ad41c194847', name: '景行', sex: 'male', language: 'cn', description: '沉稳男声' },
  { id: 'C-5c1d7f0c3b5a4b0e9a4e7f6d2c8b9a10', name: 'Clara', sex: 'female', language: 'en', description: 'Bright, friendly' },
  { id: 'C-8e2f4a6b1d3c4f5e8a7b9c0d1e2f3a4b', name: 'Edward', sex: 'male', language: 'en', description: 'Calm narrator' },
];

/** The catalogue of public voices, with an audition of each that is spoken when somebody first listens to it. */
export class PublicVoices implements PublicMaker {
  readonly #mediaFolder: string;
  readonly #studio: () => Promise<MediaStudio>;

  constructor(mediaFolder: string, studio: () => Promise<MediaStudio>) {
    this.#mediaFolder = mediaFolder;
    this.#studio = studio;
  }

  page(offset: number, limit: number): readonly PublicVoice[] {
    return voices.slice(offset, offset + limit);
  }

  get count(): number {
    return voices.length;
  }

  get(id: string): PublicVoice | undefined {
    return voices.find((voice) => voice.id === id);
  }

  auditionKey({ id }: PublicVoice): string {
    return `public/voices/${id}.wav`;
  }

  async make(key: string): Promise<string | undefined> {
    const voice = voices.find((candidate) => this.auditionKey(candidate) === key);
    if (voice === undefined) return undefined;
    const path = join(this.#mediaFolder, key);
    if (existsSync(path)) return path;
    const text = voice.language === 'cn' ? '你好，我是你的数字人。' : 'Hello, I am your digital human.';
    const studio = await this.#studio();
    await makeFiles([path], async ([outPath = path]) => studio.speak({ text, voice: speakingVoice(voice), speed: 1, pitch: 1, outPath }));
    return path;
  }
}

export function speakingVoice({ id, sex, language }: PublicVoice): SpeakingVoice {
  return { seed: id, sex, language };
}
