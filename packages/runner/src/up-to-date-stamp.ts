import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * "Nothing to do", found out without reading YAML, checking a schema or opening a database: this module imports nothing but
 * Node's own. A stamp says which files a finished run was made of and which it left, and how each looked at the time.
 */
export interface StampKey {
  /** `<root>/.reel`. */
  readonly folder: string;
  /** Absolute. */
  readonly recipePath: string;
  readonly recipeBytes: Uint8Array;
  /** Everything else that decides what is made: command line, providers and accounts, the program's version. */
  readonly options: string;
}

/** A file as it looked. Taken before an input is read, and after an output is written. */
export interface SeenFile {
  /** Absolute. */
  readonly path: string;
  /** -1 when there is no such file, which is a fact like any other: a project file may be added later. */
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

export interface UpToDateStamp {
  /** What was read: media, texts, the project file. */
  readonly inputs: readonly SeenFile[];
  /** What was left in `out/`, manifests included. */
  readonly outputs: readonly SeenFile[];
  /** `<recipe>/<instance>/<step>` of every step of the run. */
  readonly nodes: readonly string[];
  /** What the run remarked on, as it was told: whoever finds nothing to do tells it again. */
  readonly remarks: readonly string[];
}

export function seeFiles(paths: Iterable<string>): SeenFile[] {
  return [...paths].map(seeFile);
}

function seeFile(path: string): SeenFile {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined
    ? { path, sizeBytes: -1, modifiedMs: 0, inode: 0 }
    : { path, sizeBytes: stat.size, modifiedMs: stat.mtimeMs, inode: stat.ino };
}

/** @returns the stamp when the recipe, the options and every file are as they were; otherwise, and whenever in doubt, `undefined`. */
export function readUpToDateStamp(key: StampKey): UpToDateStamp | undefined {
  try {
    const text = readFileSync(pathOf(key), 'utf8');
    const lineEnd = text.indexOf('\n');
    const body = text.slice(lineEnd + 1);
    if (text.slice(0, lineEnd) !== headOf(key, body)) return undefined;
    // The head proves that `writeUpToDateStamp` wrote the body.
    const stamp = unpack(JSON.parse(body) as PackedStamp);
    return stamp.inputs.every(isAsSeen) && stamp.outputs.every(isAsSeen) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

/**
 * To be called after a run that ended well. A stamp that cannot be written only costs the next run some time; a run that left
 * an output missing gets none.
 */
export function writeUpToDateStamp(key: StampKey, stamp: UpToDateStamp): void {
  if (stamp.outputs.some((file) => file.sizeBytes < 0)) return;
  const body = JSON.stringify(pack(stamp));
  const path = pathOf(key);
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    mkdirSync(join(key.folder, 'cache'), { recursive: true });
    writeFileSync(temporary, `${headOf(key, body)}\n${body}`);
    renameSync(temporary, path);
  } catch {
    discard(temporary);
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that cannot even be cleaned: nothing of it will ever be read as a stamp.
  }
}

const formatVersion = 2;

/** One file per recipe and options: a new stamp replaces the old one. */
function pathOf({ folder, recipePath, options }: StampKey): string {
  return join(folder, 'cache', `${hash(recipePath, '\0', options).slice(0, 32)}.stamp`);
}

/** Binds the body to the recipe's bytes, and shows when either was damaged. */
function headOf({ recipeBytes, options }: StampKey, body: string): string {
  return `reelwright-stamp ${formatVersion} ${hash(recipeBytes, '\0', options)} ${hash(body)}`;
}

function hash(...parts: readonly (string | Uint8Array)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

function isAsSeen({ path, sizeBytes, modifiedMs, inode }: SeenFile): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return sizeBytes === -1;
  return stat.size === sizeBytes && stat.mtimeMs === modifiedMs && stat.ino === inode;
}

/** Columns instead of objects: a third of the bytes to read for ten thousand steps. */
interface PackedFiles {
  readonly paths: readonly string[];
  readonly sizes: readonly number[];
  readonly times: readonly number[];
  readonly inodes: readonly number[];
}

interface PackedStamp {
  readonly inputs: PackedFiles;
  readonly outputs: PackedFiles;
  readonly nodes: readonly string[];
  readonly remarks: readonly string[];
}

function pack({ inputs, outputs, nodes, remarks }: UpToDateStamp): PackedStamp {
  return { inputs: packFiles(inputs), outputs: packFiles(outputs), nodes, remarks };
}

function packFiles(files: readonly SeenFile[]): PackedFiles {
  return {
    paths: files.map((file) => file.path),
    sizes: files.map((file) => file.sizeBytes),
    times: files.map((file) => file.modifiedMs),
    inodes: files.map((file) => file.inode),
  };
}

function unpack({ inputs, outputs, nodes, remarks }: PackedStamp): UpToDateStamp {
  return { inputs: unpackFiles(inputs), outputs: unpackFiles(outputs), nodes, remarks };
}

function unpackFiles({ paths, sizes, times, inodes }: PackedFiles): SeenFile[] {
  return paths.map((path, i) => ({ path, sizeBytes: sizes[i] ?? Number.NaN, modifiedMs: times[i] ?? 0, inode: inodes[i] ?? 0 }));
}
