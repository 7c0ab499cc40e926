import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { letterColumns, letterRows, textShape } from './letters.ts';
import type { Shape } from './shape.ts';
import { readWoff, type Typeface } from './true-type.ts';

/** What captions are written in. */
export interface CaptionFont {
  /** Width of a character in units of the font size. */
  advance(character: string): number;
  /** A line of text from the origin, its base line at y 0, in units of the font size. */
  line(text: string): Shape;
}

/** Noto Sans SC: the first file has what Chinese needs, the second Latin letters. Beside the sources, and from a bundle in `apps/cli/dist`. */
const files = ['noto-sans-sc-latin-500.woff', 'noto-sans-sc-500.woff'];
const folders = ['../../../fonts/', '../../emulator/fonts/', './'];

let loaded: CaptionFont | undefined;

/** The typeface of the captions; letters made of dots where its files are missing. */
export function captionFont(): CaptionFont {
  loaded ??= openFont();
  return loaded;
}

function openFont(): CaptionFont {
  const paths = fontPaths();
  return paths === undefined ? dotFont : outlineFont(paths.map((path) => readWoff(readFileSync(path))));
}

/** The files of the typeface, the one with Latin letters first; `undefined` where they are missing. */
export function fontPaths(): readonly string[] | undefined {
  const candidates = folders.map((folder) => files.map((file) => fileURLToPath(new URL(folder + file, import.meta.url))));
  return candidates.find((paths) => paths.every((path) => existsSync(path)));
}

/** The width of the box that stands for a character nobody has drawn. */
const unknownAdvance = 0.9;

function outlineFont(faces: readonly Typeface[]): CaptionFont {
  const find = (character: string) => faces.map((face) => face.glyph(character)).find((glyph) => glyph !== undefined);
  return {
    advance: (character) => find(character)?.advance ?? unknownAdvance,
    line(text) {
      const outlines: Float64Array[] = [];
      let x = 0;
      for (const character of text) {
        const glyph = find(character);
        for (const outline of glyph?.outlines ?? unknownBox) outlines.push(outline.map((value, i) => (i % 2 === 0 ? value + x : value)));
        x += glyph?.advance ?? unknownAdvance;
      }
      return { outlines };
    },
  };
}

const unknownBox: readonly Float64Array[] = [Float64Array.of(0.1, -0.75, 0.8, -0.75, 0.8, 0, 0.1, 0)];

const dot = 0.1;

/** Capital letters, digits and little else. */
const dotFont: CaptionFont = {
  advance: () => letterColumns * dot,
  line(text) {
    const { outlines } = textShape(text, dot);
    return { outlines: outlines.map((outline) => outline.map((value, i) => (i % 2 === 0 ? value : value - letterRows * dot))) };
  },
};
