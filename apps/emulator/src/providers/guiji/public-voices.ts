import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SpeakingVoice } from '../../media-studio.ts';
import type { Json } from '../../state/json.ts';
import type { PublicMaker } from '../../storage/storage-app.ts';
import { speakInto } from '../../tasks/make-media.ts';
import type { World } from '../../world.ts';
import type { Endpoint, GuijiWorld } from './call.ts';
import { Fields } from './fields.ts';
import { pageOfAll, readPage } from './paging.ts';

export interface PublicVoice {
  readonly speakerId: string;
  readonly name: string;
  /** Words with `|` between them. */
  readonly features: string;
  /** 1 male, 2 female. */
  readonly sex: 1 | 2;
  readonly language: 'zh' | 'en';
}

/** Voices that everybody may speak with. The first is the one in the provider's pages. */
const voices: readonly PublicVoice[] = [
  { speakerId: 'C_173', name: '李白', features: 'Calm|Magnetic|Gentle', sex: 1, language: 'zh' },
  { speakerId: 'C_174', name: '清照', features: 'Clear|Warm', sex: 2, language: 'zh' },
  { speakerId: 'C_175', name: 'Edgar', features: 'Deep|Steady', sex: 1, language: 'en' },
  { speakerId: 'C_176', name: 'Emily', features: 'Bright|Friendly', sex: 2, language: 'en' },
];

/** The catalogue of public voices, with an audition of each that is spoken when somebody first listens to it. */
export class PublicVoices implements PublicMaker {
  readonly #world: Pick<World, 'studio' | 'mediaFolder'>;

  constructor(world: Pick<World, 'studio' | 'mediaFolder'>) {
    this.#world = world;
  }

  list(): readonly PublicVoice[] {
    return voices;
  }

  get(speakerId: string): PublicVoice | undefined {
    return voices.find((voice) => voice.speakerId === speakerId);
  }

  auditionKey({ speakerId }: PublicVoice): string {
    return `public/guiji/voices/${speakerId}.wav`;
  }

  async make(key: string): Promise<string | undefined> {
    const voice = voices.find((candidate) => this.auditionKey(candidate) === key);
    if (voice === undefined) return undefined;
    const path = join(this.#world.mediaFolder, key);
    const text = voice.language === 'zh' ? '你好，很高兴认识你。' : 'Hello, nice to meet you.';
    if (!existsSync(path)) await speakInto(this.#world, key, { text, voice: speakingVoice(voice) });
    return path;
  }
}

export function speakingVoice({ speakerId, sex, language }: PublicVoice): SpeakingVoice {
  return { seed: speakerId, sex: sex === 1 ? 'male' : 'female', language: language === 'zh' ? 'cn' : 'en' };
}

export const publicVoiceList: Endpoint = {
  method: 'POST',
  path: 'speaker/v2/fastPublicPageList',
  handle: ({ world, body }) => {
    const fields = new Fields(body);
    const page = readPage(fields);
    const name = fields.optionalText('name') ?? '';
    const sex = fields.choice('sex', [1, 2]);
    const matching = world.publicVoices.list().filter((voice) => voice.name.includes(name) && (sex ?? voice.sex) === voice.sex);
    return pageOfAll(matching, page, (voice) => voiceRecord(world, voice));
  },
};

function voiceRecord(world: GuijiWorld, voice: PublicVoice): Json {
  const audition = world.links.public(world.publicVoices.auditionKey(voice));
  return {
    speakerId: voice.speakerId,
    ttsName: voice.name,
    ttsFeatures: voice.features,
    audioUrl: audition,
    ttsAudition: audition,
    languages: world.quirks.languages === 'list' ? [voice.language] : voice.language,
    sex: voice.sex,
    status: 2,
  };
}
