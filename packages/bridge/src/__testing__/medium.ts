import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { LocalMedium } from '@reelwright/provider';

/** Writes a file and tells of it what the runner would. */
export function mediumOf(path: string, bytes: string | Buffer): LocalMedium {
  writeFileSync(path, bytes);
  return {
    path,
    purpose: 'footage',
    facts: {
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: Buffer.byteLength(bytes),
      extension: extname(path).slice(1),
    },
  };
}
