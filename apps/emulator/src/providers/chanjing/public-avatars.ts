import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FigureForm } from '../../media-studio.ts';
import type { PublicMaker } from '../../storage/storage-app.ts';
import { previewInto } from '../../tasks/make-media.ts';
import type { World } from '../../world.ts';
import { type PublicVoices, speakingVoice } from './public-voices.ts';

export type FigureType = 'whole_body' | 'sit_body' | 'circle_view';

/** One way in which an avatar can be shown. */
export interface Figure {
  readonly type: FigureType;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface PublicAvatar {
  readonly id: string;
  readonly name: string;
  readonly gender: 'Female' | 'Male' | '';
  readonly voiceId: string;
  readonly tagIds: readonly number[];
  /** Who is drawn. */
  readonly presenter: string;
  readonly figures: readonly Figure[];
  /** How often it is said to be used. */
  readonly heat: number;
}

const sitting: Figure = { type: 'sit_body', widthPx: 1080, heightPx: 1920 };
const standing: Figure = { type: 'whole_body', widthPx: 1080, heightPx: 1920 };
const round: Figure = { type: 'circle_view', widthPx: 900, heightPx: 900 };

/** Avatars that everybody may film, oldest first. The first is the one in the provider's pages. */
const avatars: readonly PublicAvatar[] = [
  {
    id: '1421df93d7754ee19dcaa18e85b68f39',
    name: '知夏',
    gender: 'Female',
    voiceId: 'C-f2429d07554749839849497589199916',
    tagIds: [11, 21, 22],
    presenter: 'chanjing Zhixia',
    figures: [sitting, standing, round],
    heat: 40,
  },
  {
    id: '2f6c1d8e9b3a4c5d8e7f6a5b4c3d2e1f',
    name: '承宇',
    gender: 'Male',
    voiceId: 'C-CASE-d8dfe5838e774124b04e0ad41c194847',
    tagIds: [12, 21, 23],
    presenter: 'chanjing 承宇',
    figures: [standing, sitting],
    heat: 90,
  },
  {
    id: '3a7d2e9fac4b4d6e9f8a7b6c5d4e3f2a',
    name: 'Grace',
    gender: '',
    voiceId: 'C-5c1d7f0c3b5a4b0e9a4e7f6d2c8b9a10',
    tagIds: [11, 22],
    presenter: 'chanjing grace',
    figures: [{ type: 'sit_body', widthPx: 1920, heightPx: 1080 }, round],
    heat: 70,
  },
];

/** Covers and previews are this much smaller than the figure. */
const previewScale = 0.5;

/** The catalogue of public avatars, with a cover and a preview of each figure that are made when somebody first looks at them. */
export class PublicAvatars implements PublicMaker {
  readonly #world: Pick<World, 'studio' | 'mediaFolder'>;
  readonly #voices: PublicVoices;

  constructor(world: Pick<World, 'studio' | 'mediaFolder'>, voices: PublicVoices) {
    this.#world = world;
    this.#voices = voices;
  }

  list(): readonly PublicAvatar[] {
    return avatars;
  }

  get(id: string): PublicAvatar | undefined {
    return avatars.find((avatar) => avatar.id === id);
  }

  mediaKey({ id }: PublicAvatar, { type }: Figure, extension: 'jpg' | 'mp4'): string {
    return `public/avatars/${id}/${type}.${extension}`;
  }

  async make(key: string): Promise<string | undefined> {
    const [, id = '', type = ''] = /^public\/avatars\/(\w+)\/(\w+)\.(?:jpg|mp4)$/.exec(key) ?? [];
    const avatar = this.get(id);
    const figure = avatar?.figures.find((candidate) => candidate.type === type);
    if (avatar === undefined || figure === undefined) return undefined;
    const path = join(this.#world.mediaFolder, key);
    if (!existsSync(path)) await this.#film(avatar, figure);
    return path;
  }

  async #film(avatar: PublicAvatar, figure: Figure): Promise<void> {
    const [widthPx, heightPx] = [even(figure.widthPx * previewScale), even(figure.heightPx * previewScale)];
    const voice = this.#voices.get(avatar.voiceId);
    const text = voice?.language === 'en' ? `Hello, I am ${avatar.name}.` : `你好，我是${avatar.name}。`;
    const speech = voice === undefined ? undefined : { text, voice: speakingVoice(voice) };
    const box = { leftPx: 0, topPx: 0, widthPx, heightPx };
    const scene = { figure: { ...box, form: formOf(figure.type) }, backgroundColor: '#d8dee6' };
    const plan = { widthPx, heightPx, presenter: avatar.presenter, scene, label: 'EMULATED · Chanjing avatar' };
    await previewInto(this.#world, `public/avatars/${avatar.id}/${figure.type}`, plan, speech);
  }
}

export function formOf(type: FigureType): FigureForm {
  return ({ whole_body: 'standing', sit_body: 'sitting', circle_view: 'round' } as const)[type];
}

function even(value: number): number {
  return Math.round(value / 2) * 2;
}
