import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The render process's program: beside the sources in a checkout, beside the chunks in a bundle. */
export function workerEntry(): string {
  const candidates = [new URL('../render-worker.ts', import.meta.url), new URL('./render-worker.mjs', import.meta.url)].map((url) =>
    fileURLToPath(url),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The render process's program is missing: ${candidates.join(' or ')}.`);
  return found;
}
