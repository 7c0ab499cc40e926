// Takes the place of node:fs/promises for the runner in a simulation (see hooks.ts): done at once, so that a seed alone says what comes
// after what; and each change of the disk may be refused, cut off in the midst, or the last thing that its process does.
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { currentProcess } from './sim-process.ts';

export { constants };

/** A change of the disk, on behalf of the process that asks for it. */
async function change<T>(name: string, work: () => T): Promise<T> {
  const process = currentProcess.getStore();
  await process?.pass(`before ${name}`);
  process?.assertDisk(name);
  const result = work();
  await process?.pass(`after ${name}`);
  return result;
}

async function look<T>(work: () => T): Promise<T> {
  await currentProcess.getStore()?.living(Promise.resolve());
  return work();
}

export const access = (path: string, mode?: number) => look(() => accessSync(path, mode));
export const readFile = (path: string, encoding?: BufferEncoding) =>
  look(() => readFileSync(path, encoding === undefined ? {} : { encoding }));
export const readdir = (path: string) => look(() => readdirSync(path));
export const realpath = (path: string) => look(() => realpathSync(path));
export const mkdir = (path: string, options?: { recursive?: boolean }) => change('mkdir', () => mkdirSync(path, options));
export const rm = (path: string, options?: { force?: boolean }) => change('rm', () => rmSync(path, options));
export const rename = (from: string, to: string) => change('rename', () => renameSync(from, to));
export const copyFile = (from: string, to: string, mode?: number) => change('copy', () => copyFileSync(from, to, mode));
export const writeFile = (path: string, data: string | Uint8Array) => change('write-file', () => writeFileSync(path, data));

export async function open(path: string, flags = 'r', mode?: number): Promise<SimHandle> {
  const opening = () => new SimHandle(openSync(path, flags, mode));
  return flags.startsWith('r') ? look(opening) : change('open', opening);
}

class SimHandle {
  readonly #file: number;
  readonly #openFiles = currentProcess.getStore()?.openFiles;
  readonly #closeNow = () => closeSync(this.#file);
  constructor(file: number) {
    this.#file = file;
    this.#openFiles?.add(this.#closeNow);
  }
  stat = () => look(() => fstatSync(this.#file));
  sync = () => change('sync', () => fsyncSync(this.#file));
  truncate = (length: number) => change('truncate', () => ftruncateSync(this.#file, length));
  read = (buffer: Uint8Array, offset: number, length: number) =>
    look(() => ({ bytesRead: readSync(this.#file, buffer, offset, length, null) }));
  write = (data: Uint8Array, offset: number, length: number, position: number) =>
    this.#put(
      () => ({ bytesWritten: writeSync(this.#file, data, offset, length, position) }),
      Buffer.from(data).subarray(offset, offset + length),
      position,
    );
  writev = (chunks: readonly Uint8Array[], position: number) => {
    const all = Buffer.concat(chunks);
    return this.#put(() => ({ bytesWritten: writeSync(this.#file, all, 0, all.length, position) }), all, position);
  };
  writeFile = (data: string | Uint8Array) => {
    const all = Buffer.from(data as string);
    return this.#put(() => void writeSync(this.#file, all, 0, all.length, 0), all, 0);
  };
  close = async () => {
    if (this.#openFiles === undefined || this.#openFiles.delete(this.#closeNow)) this.#closeNow();
  };
  [Symbol.asyncDispose] = () => this.close();

  /** Half of it is there when the process dies in the midst. */
  async #put<T>(work: () => T, all: Uint8Array, position: number): Promise<T> {
    const process = currentProcess.getStore();
    if (all.length > 1 && process !== undefined) {
      writeSync(this.#file, all, 0, all.length >> 1, position);
      await process.pass('in the midst of a write');
    }
    return change('write', work);
  }
}

export type FileHandle = SimHandle;
