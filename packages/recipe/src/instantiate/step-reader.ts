import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { ProjectFiles } from '../project-files.ts';
import type { AvatarSource, Background, MediumSource, Sourced, SpokenText, StepOutput, VoiceSource } from '../recipe.ts';
import { createPathResolver } from './project-path.ts';
import { type Finding, resolveMedium } from './resolve-medium.ts';
import { createTextReader, spokenText } from './resolve-text.ts';
import type { ResolvedValue } from './resolve-value.ts';

/** The resolved fields of a step, by key; a field whose value could not be had is `undefined`. */
export type ResolvedFields = ReadonlyMap<string, ResolvedValue | undefined>;

/**
 * Reads fields in the types that steps want. Undefined is a field that is not there or has no usable value; the latter has been
 * told, here or before.
 */
export interface StepReader {
  medium(fields: ResolvedFields, key: string): MediumSource | undefined;
  /** A list; of one where a single medium stands. Undefined when one of them has no usable value. */
  media(fields: ResolvedFields, key: string): readonly MediumSource[] | undefined;
  voice(fields: ResolvedFields, key: string): VoiceSource | undefined;
  avatar(fields: ResolvedFields, key: string): AvatarSource | undefined;
  background(fields: ResolvedFields, key: string): Background | undefined;
  output(fields: ResolvedFields, key: string): StepOutput | undefined;
  spoken(fields: ResolvedFields, key: string): SpokenText | undefined;
  /** A text, one of a schema's words, or the default. The schema has judged it. */
  word<T extends string>(fields: ResolvedFields, key: string, fallback: T): T;
  optionalWord<T extends string>(fields: ResolvedFields, key: string): T | undefined;
  sourcedWord(fields: ResolvedFields, key: string): Sourced<string> | undefined;
  number(fields: ResolvedFields, key: string, fallback: number): number;
  optionalNumber(fields: ResolvedFields, key: string): number | undefined;
  flag(fields: ResolvedFields, key: string, fallback: boolean): boolean;
  /** The entry of a map. */
  part(fields: ResolvedFields, key: string, entry: string): ResolvedValue | undefined;
}

export function createStepReader(files: ProjectFiles, diagnostics: Diagnostic[]): StepReader {
  const paths = createPathResolver(files);
  const texts = createTextReader(paths, files);
  const tell = <T extends object>(found: T | Finding, location: SourceLocation): T | undefined => {
    if (!('code' in found)) return found;
    diagnostics.push({ severity: 'error', ...found, location });
    return undefined;
  };
  const scalar = (fields: ResolvedFields, key: string) => {
    const value = fields.get(key);
    return value?.type === 'scalar' ? value.value : undefined;
  };
  const text = (fields: ResolvedFields, key: string) => {
    const value = scalar(fields, key);
    return typeof value === 'string' ? value : undefined;
  };
  const number = (fields: ResolvedFields, key: string) => {
    const value = scalar(fields, key);
    return typeof value === 'number' ? value : undefined;
  };
  const medium = (value: ResolvedValue | undefined) => {
    if (value?.type === 'output') return value.output;
    if (value?.type !== 'scalar' || typeof value.value !== 'string' || value.value.trim() === '') return undefined;
    return tell(resolveMedium(value.value, value.location, paths), value.location);
  };
  const part = (fields: ResolvedFields, key: string, entry: string) => {
    const value = fields.get(key);
    return value?.type === 'map' ? value.entries.get(entry) : undefined;
  };
  return {
    medium: (fields, key) => medium(fields.get(key)),
    media(fields, key) {
      const value = fields.get(key);
      const media = (value?.type === 'list' ? value.items : [value]).map(medium);
      return media.every((one) => one !== undefined) ? media : undefined;
    },
    voice(fields, key) {
      const value = fields.get(key);
      if (value?.type === 'output') return value.output;
      if (value?.type === 'cast') return value.reference.part === 'voice' ? value.reference : undefined;
      const id = asText(value);
      return id && { type: 'id', id: id.value, location: id.location };
    },
    avatar(fields, key) {
      const value = fields.get(key);
      if (value?.type === 'output') return value.output;
      if (value?.type === 'cast') return value.reference.part === 'avatar' ? value.reference : undefined;
      const id = asText(value?.type === 'map' ? value.entries.get('id') : value);
      return value && id && { type: 'id', id: id.value, figure: asText(part(fields, key, 'figure'))?.value, location: value.location };
    },
    background(fields, key) {
      const written = asText(fields.get(key));
      // Colours are equal whichever case their digits have.
      if (written?.value.startsWith('#')) return { type: 'color', color: written.value.toUpperCase(), location: written.location };
      // Told by the schema, which knows the endings of images.
      if (written && !/\.(?:jpe?g|png)(?:\?.*)?$/i.test(written.value)) return undefined;
      const image = medium(fields.get(key));
      return image && { type: 'image', image };
    },
    part,
    output(fields, key) {
      const value = fields.get(key);
      return value?.type === 'output' ? value.output : undefined;
    },
    spoken(fields, key) {
      const value = fields.get(key);
      if (value?.type === 'scalar') return typeof value.value === 'string' ? spokenText(value.value, value.location) : undefined;
      const file = value?.type === 'map' ? value.entries.get('file') : undefined;
      if (file?.type !== 'scalar' || typeof file.value !== 'string' || file.value.trim() === '') return undefined;
      return tell(texts.read(file.value, file.location), file.location);
    },
    // The schema has judged that the text is one of the words of T; where it is not, no instance is made.
    word: <T extends string>(fields: ResolvedFields, key: string, fallback: T) => (text(fields, key) as T | undefined) ?? fallback,
    optionalWord: <T extends string>(fields: ResolvedFields, key: string) => text(fields, key) as T | undefined,
    sourcedWord: (fields, key) => asText(fields.get(key)),
    number: (fields, key, fallback) => number(fields, key) ?? fallback,
    optionalNumber: number,
    flag(fields, key, fallback) {
      const value = scalar(fields, key);
      return typeof value === 'boolean' ? value : fallback;
    },
  };
}

/** The text that a value is, with its place. */
export function asText(value: ResolvedValue | undefined): Sourced<string> | undefined {
  return value?.type === 'scalar' && typeof value.value === 'string' ? { value: value.value, location: value.location } : undefined;
}
