import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fieldsOf, openRecords, type Records } from '../record-file.ts';

/** One file that is served. */
export interface PublishedFile {
  /** What the address ends in: 192 random bits and the extension. Whoever does not know it cannot find it. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly contentType: string;
  /** Wall time in ms from which it is no longer served. */
  readonly servedUntil: number;
  /** How often it has been published and not withdrawn. */
  readonly uses: number;
  /** The port under which it was published last. */
  readonly port: number;
}

export function newName(extension: string): string {
  return `${randomBytes(24).toString('hex')}.${extension}`;
}

/** What is served under one public address; each address has a record of its own. */
export function openPublishedFiles(folder: string, address: string): Records<PublishedFile> {
  const id = createHash('sha256').update(address).digest('hex').slice(0, 12);
  return openRecords(join(folder, `published-${id}.json`), decodeFile);
}

/** Whether a file can still be served: its time is not over, and it has not gone or changed. */
export function isLive({ path, sizeBytes, modifiedMs, servedUntil }: PublishedFile, now: number): boolean {
  if (servedUntil <= now) return false;
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts?.size === sizeBytes && facts.mtimeMs === modifiedMs;
}

function decodeFile(value: unknown): PublishedFile | undefined {
  const { name, path, sha256, contentType, sizeBytes, modifiedMs, servedUntil, uses, port } = fieldsOf(value);
  if (typeof name !== 'string' || !/^[0-9a-f]{48}\.[a-z0-9]{1,10}$/.test(name)) return undefined;
  if (typeof path !== 'string' || !isAbsolute(path) || typeof sha256 !== 'string') return undefined;
  if (typeof contentType !== 'string' || !/^[\w.+-]+\/[\w.+-]+$/.test(contentType)) return undefined;
  if (![sizeBytes, modifiedMs, servedUntil, uses, port].every(Number.isFinite)) return undefined;
  const numbers = { sizeBytes: Number(sizeBytes), modifiedMs: Number(modifiedMs), servedUntil: Number(servedUntil) };
  return { name, path, sha256, contentType, ...numbers, uses: Number(uses), port: Number(port) };
}
