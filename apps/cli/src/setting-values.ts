import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import type { SettingValue } from '@reelwright/recipe';
import type { SeenFiles } from './project-files.ts';

/** A setting with every pointer followed: plain JSON. */
export type PlainSetting = string | number | boolean | null | readonly PlainSetting[] | { readonly [key: string]: PlainSetting };

/** Where pointers lead, and who is told of what they led to. */
export interface PointerReader {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the project file: paths of pointers are relative to it. */
  readonly root: string;
  readonly seen: SeenFiles;
  /** Is told every value that a pointer led to. */
  readonly onSecret: (value: string) => void;
  /** Is told every variable that is named and not set. */
  readonly onMissing: (variable: string) => void;
}

/**
 * Follows every pointer in a setting, however deep.
 *
 * @param name What the setting is called: `providers.studio.bridge`.
 * @returns Undefined for a variable that is not set, which `onMissing` was told.
 * @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS for a file that cannot be read.
 */
export function readSetting(setting: SettingValue, name: string, reader: PointerReader): PlainSetting | undefined {
  if (typeof setting !== 'object' || setting === null) return setting;
  const variable = pointed(setting, 'env');
  if (variable !== undefined) return readVariable(variable, reader);
  const file = pointed(setting, 'file');
  if (file !== undefined) return readFile(file, name, reader);
  if (isList(setting)) return setting.flatMap((item, index) => readSetting(item, `${name}.${index}`, reader) ?? []);
  const entries = Object.entries(setting).map(([key, value]) => [key, readSetting(value, `${name}.${key}`, reader)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, PlainSetting] => entry[1] !== undefined));
}

/** The target of `{ env: NAME }` or `{ file: path }`; undefined for everything else. */
export function pointed(setting: SettingValue | undefined, key: 'env' | 'file'): string | undefined {
  if (typeof setting !== 'object' || setting === null || !Object.hasOwn(setting, key) || Object.keys(setting).length !== 1)
    return undefined;
  const target: unknown = Reflect.get(setting, key);
  return typeof target === 'string' ? target : undefined;
}

/** The settings with some word in the place of each pointer, and the names of those places. */
export function standIn(setting: SettingValue, field: string, pointers: Set<string>): PlainSetting {
  if (typeof setting !== 'object' || setting === null) return setting;
  if (pointed(setting, 'env') !== undefined || pointed(setting, 'file') !== undefined) {
    pointers.add(field);
    return 'behind-a-pointer';
  }
  const inner = (key: string) => (field === '' ? key : `${field}.${key}`);
  if (isList(setting)) return setting.map((item, index) => standIn(item, inner(String(index)), pointers));
  return Object.fromEntries(Object.entries(setting).map(([key, value]) => [key, standIn(value, inner(key), pointers)]));
}

/** Array.isArray does not narrow read-only lists. */
function isList(setting: SettingValue): setting is readonly SettingValue[] {
  return Array.isArray(setting);
}

function readVariable(variable: string, { environment, onSecret, onMissing }: PointerReader): string | undefined {
  const value = environment[variable] || undefined;
  if (value === undefined) onMissing(variable);
  else onSecret(value);
  return value;
}

function readFile(file: string, name: string, { root, seen, onSecret }: PointerReader): string {
  seen.note(resolve(root, file));
  const text = readText(resolve(root, file), name, file).trim();
  if (text === '') throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The file ${file}, which ${name} points at, is empty.`);
  onSecret(text);
  return text;
}

function readText(path: string, name: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The file ${shown}, which ${name} points at, cannot be read.`, {
      hint: 'Paths in reelwright.yaml are relative to its folder.',
      cause,
    });
  }
}
