import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { CastReference } from '../recipe.ts';
import { shown } from '../sentences.ts';
import type { Suggester } from '../suggest.ts';

type PlaceOf = (index: number) => SourceLocation;

const parts: readonly CastReference['part'][] = ['voice', 'avatar'];

export function isCastPart(word: string): word is CastReference['part'] {
  return (parts as readonly string[]).includes(word);
}

/** Judges the form of `cast.mei.voice`. Whether there is such a member, only the project file knows. */
export function checkCastPath(path: readonly string[], place: PlaceOf, suggester: Suggester): Diagnostic | undefined {
  const [, member, part] = path;
  if (member === undefined)
    return problem(place(0), 'The path names no member of the cast.', 'Write cast., a member, and .voice or .avatar.');
  if (part === undefined) {
    const message = `The path names neither the voice nor the avatar of ${shown(member)}.`;
    return problem(place(1), message, `Write cast.${member}.voice or cast.${member}.avatar.`);
  }
  if (!isCastPart(part)) {
    const hint = suggester.didYouMean(part, parts) ?? `Write cast.${member}.voice or cast.${member}.avatar.`;
    return problem(place(2), `A member of the cast has no ${shown(part)}.`, hint);
  }
  if (path.length === 3) return undefined;
  const message = `The ${part} of a member has no parts, so ${shown(path[3] ?? '')} leads to nothing.`;
  return problem(place(3), message, `Write cast.${member}.${part}.`);
}

/** Judges the form of `profile.pace`. */
export function checkProfilePath(path: readonly string[], place: PlaceOf): Diagnostic | undefined {
  const [, name] = path;
  if (name === undefined) return problem(place(0), 'The path names no value of a profile.', 'Write profile. and the name of a value.');
  if (path.length === 2) return undefined;
  const message = `A value of a profile has no parts, so ${shown(path[2] ?? '')} leads to nothing.`;
  return problem(place(2), message, `Write profile.${name}.`);
}

function problem(location: SourceLocation, message: string, hint: string): Diagnostic {
  return { severity: 'error', code: 'RECIPE_UNKNOWN_REFERENCE', message, location, hint };
}
