import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicMaker } from '../../storage/storage-app.ts';
import { makeFiles } from '../../tasks/make-files.ts';
import type { World } from '../../world.ts';
import { codes, Refusal } from './envelope.ts';

export interface Font {
  readonly id: string;
  readonly name: string;
}

/** What captions can be written in. There is one typeface here, so both look alike. */
export const fonts: readonly Font[] = [
  { id: '1a2b3c4d5e6f47a8b9c0d1e2f3a4b5c6', name: '思源黑体' },
  { id: '7c6b5a4d3e2f41a0b9c8d7e6f5a4b3c2', name: 'Noto Sans SC' },
];

/** @throws {Refusal} for an id that the list does not have. */
export function assertFont(id: string): void {
  if (!fonts.some((font) => font.id === id)) throw new Refusal(codes.parameter, '参数错误: subtitle_config.font_id 字体不存在');
}

export function fontKey({ id }: Font, extension: 'jpg' | 'ttf'): string {
  return `public/fonts/${id}.${extension}`;
}

/** A preview and a file of each font, made when somebody first asks for them. */
export class FontFiles implements PublicMaker {
  readonly #mediaFolder: string;

  constructor({ mediaFolder }: Pick<World, 'mediaFolder'>) {
    this.#mediaFolder = mediaFolder;
  }

  async make(key: string): Promise<string | undefined> {
    const font = fonts.find((candidate) => key === fontKey(candidate, 'jpg') || key === fontKey(candidate, 'ttf'));
    if (font === undefined) return undefined;
    const path = join(this.#mediaFolder, key);
    if (existsSync(path)) return path;
    const { writeFontPreview, writeTrueType } = await import('../../media/font-files.ts');
    await makeFiles([path], ([passing = path]) => (key.endsWith('.jpg') ? writeFontPreview(font.name, passing) : writeTrueType(passing)));
    return path;
  }
}
