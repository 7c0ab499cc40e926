import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tells one build of the program from another, which may make other things of the same recipe. */
export function readBuildId(): string {
  try {
    return readFileSync(join(import.meta.dirname, 'build-id'), 'utf8');
  } catch {
    return 'source';
  }
}
