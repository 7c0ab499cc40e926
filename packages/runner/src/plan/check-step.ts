import { type Diagnostic, nearestName } from '@reelwright/errors';
import type { CheckInput, Finding, Json, MediumFacts, Provider, TaskKind } from '@reelwright/provider';
import type { StepInstance, StepWith } from '@reelwright/recipe';
import { mediaOfStep } from './step-media.ts';

/** What stands against running a step on its provider, as far as can be said offline. Each finding at the key that it speaks of. */
export function checkStep(step: StepInstance, provider: Provider, media: ReadonlyMap<string, MediumFacts>): Diagnostic[] {
  const kind = step.with.uses;
  if (kind === 'captions') return [];
  const capability = provider.capabilities[kind];
  if (capability.support !== 'native') {
    const note =
      capability.support === 'absent' ? capability.note : 'It would take several steps of other kinds, which is not done by itself.';
    const message = `${provider.id} cannot carry out "${kind}", which step "${step.id}" asks for. ${note}`.trim();
    return [{ severity: 'error', code: 'PLAN_UNSUPPORTED', message, location: step.location }];
  }
  const input = checkInputOf(kind, step.with, media);
  return [...provider.check(input), ...warnOfUnreadable(input)].map(({ field, ...finding }) => ({
    ...finding,
    location: step.fieldLocations[field] ?? step.location,
  }));
}

/** Formats that this machine can read, so that a file of this name that it cannot read is damaged or something else. */
const readable: ReadonlySet<string> = new Set(['wav', 'mp3', 'm4a', 'mp4', 'mov', 'webm']);

/** A task that is paid for would find out as well. */
function warnOfUnreadable({ media }: CheckInput): Finding[] {
  return media
    .filter(({ facts }) => facts?.unreadable === true && readable.has(facts.extension))
    .map(({ field, facts }) => ({
      field,
      severity: 'warning',
      code: 'PLAN_LIMIT',
      message: `The file ends in .${facts?.extension} and cannot be read as that: it is damaged or something else.`,
      hint: 'Play it on this machine before a task is paid for.',
    }));
}

/** A provider that nobody registered, at the word that names it: in the same words for all steps that the word stands for. */
export function unknownProvider(step: StepInstance, name: string, known: Iterable<string>): Diagnostic {
  const names = [...known];
  const nearest = nearestName(name, names);
  return {
    severity: 'error',
    code: 'PLAN_UNKNOWN_PROVIDER',
    message: `There is no provider "${name}".`,
    location: step.provider?.location ?? step.location,
    hint: nearest === undefined ? `Known: ${names.sort().join(', ') || 'none'}.` : `Did you mean "${nearest}"?`,
  };
}

function checkInputOf(kind: TaskKind, step: StepWith, media: ReadonlyMap<string, MediumFacts>): CheckInput {
  return {
    kind,
    ...fieldsOf(step),
    media: mediaOfStep(step)
      .map((medium) => ({ ...medium, ...knownOf(medium.source, media) }))
      .map(bare),
  };
}

function fieldsOf(step: StepWith): Omit<CheckInput, 'kind' | 'media'> {
  switch (step.uses) {
    case 'clone-voice':
      return { name: step.name, ...(step.sex === undefined ? {} : { sex: step.sex }), options: present({ language: step.language }) };
    case 'tts':
      return { text: step.text.text, speed: step.speed, pitch: step.pitch, options: present({ watermark: step.watermark }) };
    case 'lip-sync': {
      const { size, speech, volume, quality, playback, frames } = step;
      const spoken = speech.type === 'text' ? { text: speech.text.text, speed: speech.speed, pitch: speech.pitch } : {};
      return { ...spoken, volume, ...(size === undefined ? {} : { size }), options: { quality, playback, frames } };
    }
    case 'captions':
      return {};
  }
}

function knownOf(source: { type: string; path?: string; url?: string }, media: ReadonlyMap<string, MediumFacts>) {
  const facts = source.type === 'file' && source.path !== undefined ? media.get(source.path) : undefined;
  return { ...(facts === undefined ? {} : { facts }), ...(source.type === 'url' && source.url !== undefined ? { url: source.url } : {}) };
}

function bare({ field, purpose, facts, url }: CheckInput['media'][number]): CheckInput['media'][number] {
  return { field, purpose, ...(facts === undefined ? {} : { facts }), ...(url === undefined ? {} : { url }) };
}

function present(options: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  const entries = Object.entries(options).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
