import { isAbsolute, resolve } from 'node:path';
import { nearestName } from '@reelwright/errors';
import { createFieldReader, type FieldProblem, type FieldReader, readS3Bucket, type S3Bucket } from '@reelwright/s3-client';

/** A folder that other machines see, too: a network drive, or one that is synchronised. */
export interface DirectorySettings {
  readonly kind: 'directory';
  /** Absolute. */
  readonly path: string;
}

/** A bucket of any service that speaks S3. */
export interface BucketSettings extends S3Bucket {
  readonly kind: 's3';
}

export type StoreSettings = DirectorySettings | BucketSettings;

/** What is wrong with one setting; an empty `field` speaks of all of them. */
export type StoreProblem = FieldProblem;

const kinds = ['directory', 's3'];

/**
 * Reads `store:` of a project file, with secrets already looked up.
 *
 * @param root The project's root, from which paths are meant.
 * @returns All that is wrong, where anything is. No problem repeats a secret.
 */
export function parseStoreSettings(value: unknown, root: string): StoreSettings | StoreProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ field: '', problem: 'A store is a map of settings with a `kind`: directory or s3.' }];
  }
  const fields = createFieldReader(new Map(Object.entries(value)), 'A store of this kind');
  const kind = fields.text('kind');
  if (kind === undefined) return fields.problems();
  if (kind === 'directory') return parseDirectory(fields, root);
  if (kind === 's3') return parseBucket(fields);
  const near = nearestName(kind, kinds);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return [{ field: 'kind', problem: `A store of kind "${kind}" is not known: ${kinds.join(' or ')}.${hint}` }];
}

function parseDirectory(fields: FieldReader, root: string): StoreSettings | StoreProblem[] {
  const path = fields.text('path');
  if (path?.includes('\0')) fields.refuse('path', '`path` must be the path of a folder.');
  const problems = fields.problems();
  if (problems.length > 0 || path === undefined) return problems;
  return { kind: 'directory', path: isAbsolute(path) ? path : resolve(root, path) };
}

function parseBucket(fields: FieldReader): StoreSettings | StoreProblem[] {
  const bucket = readS3Bucket(fields);
  const problems = fields.problems();
  return problems.length > 0 || bucket === undefined ? problems : { kind: 's3', ...bucket };
}
