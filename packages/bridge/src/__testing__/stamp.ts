import { statSync } from 'node:fs';
import type { FileStamp } from '../local-file.ts';

export function stampOfPath(path: string): FileStamp {
  const { size, mtimeMs } = statSync(path);
  return { sizeBytes: size, modifiedMs: mtimeMs };
}
