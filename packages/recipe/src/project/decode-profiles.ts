import { type MapNode, mapIn } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { Sourced } from '../recipe.ts';
import { scalarIn, textIn, textsIn } from '../validate/decode-recipe.ts';
import type { Budget, Profile } from './project.ts';

/** What a profile says beside keys of `with`. */
const ownKeys: ReadonlySet<string> = new Set(['emulate', 'provider', 'values', 'budget']);

/** The named sets of choices. Their shapes have been judged. */
export function decodeProfiles(root: MapNode, source: SourceText): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const [name, { key, value }] of mapIn(root, 'profiles')?.entries ?? []) {
    if (value.kind !== 'map') continue;
    const emulate = scalarIn(value, 'emulate')?.value;
    const values = mapIn(value, 'values');
    const budget = mapIn(value, 'budget');
    profiles.set(name, {
      name,
      emulate: typeof emulate === 'boolean' ? emulate : undefined,
      providers: textsIn(value, 'provider', source),
      fields: scalarsOf(value, source, ownKeys),
      values: values === undefined ? new Map() : scalarsOf(values, source),
      budget: budget && budgetOf(budget, source),
      location: source.locate(key.start, key.end),
    });
  }
  return profiles;
}

type Scalar = string | number | boolean;

function scalarsOf(map: MapNode, source: SourceText, except: ReadonlySet<string> = new Set()): ReadonlyMap<string, Sourced<Scalar>> {
  const scalars = new Map<string, Sourced<Scalar>>();
  for (const [name, { value }] of map.entries) {
    if (except.has(name) || value.kind !== 'scalar' || value.value === null) continue;
    scalars.set(name, { value: value.value, location: source.locate(value.start, value.end) });
  }
  return scalars;
}

function budgetOf(map: MapNode, source: SourceText): Budget {
  const video = textIn(map, 'video', source);
  const videoMs = video && durationMs(video.value);
  const speech = scalarIn(map, 'speech');
  return {
    videoMs: video && videoMs !== undefined ? { value: videoMs, location: video.location } : undefined,
    speechCharacters:
      typeof speech?.value === 'number' ? { value: speech.value, location: source.locate(speech.start, speech.end) } : undefined,
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `90s`, `1.5m`, `1h` in milliseconds. */
function durationMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const factor = unitMs[unit];
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}
