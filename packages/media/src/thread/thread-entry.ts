import { existsSync } from 'node:fs';
import { InternalError } from '@reelwright/errors';

/** The thread's program: beside this file in a checkout, beside the chunks in a bundle. */
export function threadEntry(): URL {
  const candidates = [new URL('./media-thread.ts', import.meta.url), new URL('./media-thread.mjs', import.meta.url)];
  const found = candidates.find((url) => existsSync(url));
  if (found === undefined) throw new InternalError(`The program that reads media is missing: ${candidates.join(' or ')}.`);
  return found;
}
