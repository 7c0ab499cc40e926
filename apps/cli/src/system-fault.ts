import { type ErrorCode, ReelwrightError } from '@reelwright/errors';

interface Words {
  readonly code: ErrorCode;
  readonly says: (path: string) => string;
  readonly hint: string;
}

const denied: Words = {
  code: 'CLI_FILE',
  says: (path) => `The system does not allow us to use ${path}.`,
  hint: 'Look at the rights of its folder, or choose another.',
};
const full: Words = {
  code: 'RUN_DISK',
  says: (path) => `The disk is full: ${path} could not be written.`,
  hint: 'Make room, then run again.',
};

/** By the system's code, or by code and call where only that one call is meant. */
const words: Readonly<Record<string, Words>> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: { code: 'CLI_FILE', says: (path) => `${path} is on a disk that can only be read.`, hint: 'Choose another folder.' },
  ENOTDIR: {
    code: 'CLI_FILE',
    says: (path) => `A part of the path ${path} is a file, where a folder was expected.`,
    hint: 'Choose another folder.',
  },
  'EEXIST mkdir': {
    code: 'CLI_FILE',
    says: (path) => `There is a file at ${path}, where a folder was expected.`,
    hint: 'Choose another folder.',
  },
  EISDIR: { code: 'CLI_FILE', says: (path) => `${path} is a folder, where a file was expected.`, hint: 'Move it away.' },
  ENAMETOOLONG: { code: 'CLI_FILE', says: (path) => `The path ${path} is too long for this system.`, hint: 'Shorten it.' },
  ELOOP: { code: 'CLI_FILE', says: (path) => `The links on the way to ${path} lead in a circle.`, hint: 'Mend the links.' },
  ENOSPC: full,
  EDQUOT: full,
};

/** What the system refused, as an error that its user can act on; undefined for everything that is not about a file. */
export function explainSystemFault(error: unknown): ReelwrightError | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('path' in error) || !('code' in error)) return undefined;
  const known = [`${error.code} ${error.syscall}`, String(error.code)].map(own).find((found) => found !== undefined);
  return known && new ReelwrightError(known.code, known.says(String(error.path)), { hint: known.hint, cause: error });
}

function own(name: string): Words | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
