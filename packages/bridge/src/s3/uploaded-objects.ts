import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { S3Settings } from '../bridge-settings.ts';
import { fieldsOf, openRecords, type Records } from '../record-file.ts';

/** One object that this machine has put into the bucket. */
export interface UploadedObject {
  readonly key: string;
  readonly sha256: string;
  /** Wall time in ms at which the last address of it ends. */
  readonly signedUntil: number;
  /** How often it has been published and not withdrawn; 0 for one that could not be removed yet. */
  readonly uses: number;
}

/** What lies in the bucket because of this machine, so that a later process can count on and clear away what an earlier one left. */
export function openUploadedObjects(folder: string, { endpoint, bucket, prefix }: S3Settings): Records<UploadedObject> {
  const id = createHash('sha256').update(`${endpoint}\n${bucket}\n${prefix}`).digest('hex').slice(0, 12);
  return openRecords(join(folder, `uploaded-${id}.json`), decodeObject);
}

function decodeObject(value: unknown): UploadedObject | undefined {
  const { key, sha256, signedUntil, uses } = fieldsOf(value);
  if (typeof key !== 'string' || typeof sha256 !== 'string' || !Number.isFinite(signedUntil) || !Number.isInteger(uses)) return undefined;
  return { key, sha256, signedUntil: Number(signedUntil), uses: Number(uses) };
}
