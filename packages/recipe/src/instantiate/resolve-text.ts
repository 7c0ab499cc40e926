import type { SourceLocation } from '@reelwright/errors';
import type { ProjectFiles } from '../project-files.ts';
import type { SpokenText } from '../recipe.ts';
import { shown } from '../sentences.ts';
import type { PathResolver, ProjectFile } from './project-path.ts';
import type { Finding } from './resolve-medium.ts';

/** More than any provider speaks in one go, and little enough to be read at once. */
const maxTextBytes = 1024 * 1024;
const speakable = /[\p{L}\p{N}\p{S}]/u;

/** Words that stand in the recipe itself. */
export function spokenText(text: string, location: SourceLocation): SpokenText {
  return { text: normalize(text), path: undefined, relativePath: undefined, location };
}

/** Reads text files, each of them once. */
export interface TextReader {
  /** The words of a text file. They are words and nothing else: what looks like an expression in them stays as it is. */
  read(path: string, location: SourceLocation): SpokenText | Finding;
}

export function createTextReader(paths: PathResolver, files: ProjectFiles): TextReader {
  const known = new Map<string, string | Finding>();
  return {
    read(path, location) {
      const file = paths.find(path);
      if ('code' in file) return file;
      const text = known.get(file.path) ?? readWords(path, file, files);
      known.set(file.path, text);
      return typeof text === 'string' ? { text, path: file.path, relativePath: file.relativePath, location } : text;
    },
  };
}

function readWords(path: string, file: ProjectFile, files: ProjectFiles): string | Finding {
  if (file.sizeBytes > maxTextBytes) {
    const message = `The text file ${shown(path)} holds ${file.sizeBytes} bytes; ${maxTextBytes} are allowed.`;
    return { code: 'RECIPE_TOO_LARGE', message, hint: 'Make several steps of it.' };
  }
  const text = readOrNothing(file.path, files);
  if (text === undefined) {
    return { code: 'RECIPE_FILE_MISSING', message: `The file ${shown(path)} cannot be read.`, hint: 'Look at its rights.' };
  }
  if (text.includes('\ufffd') || text.includes('\0')) {
    return { code: 'RECIPE_INVALID_VALUE', message: `The file ${shown(path)} is not text in UTF-8.`, hint: 'Save it as UTF-8.' };
  }
  if (speakable.test(text)) return normalize(text);
  return {
    code: 'RECIPE_EMPTY_TEXT',
    message: `The file ${shown(path)} holds nothing that can be spoken.`,
    hint: 'Write the words into it.',
  };
}

function readOrNothing(path: string, files: ProjectFiles): string | undefined {
  try {
    return files.readText(path);
  } catch {
    return undefined;
  }
}

/** Space around the words and the kind of line ends are never heard, so they must not make another fingerprint. */
function normalize(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
