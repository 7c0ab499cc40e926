import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Enough to write at once without the disk being asked for every packet. */
const writeBytes = 1 << 20;

/** A file that grows from the front and is hashed as it does, so that a cut transfer can go on where it stopped. */
export class PartialFile {
  readonly #file: FileHandle;
  #hash: Hash = createHash('sha256');
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #written = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Bytes taken in so far. */
  get sizeBytes(): number {
    return this.#written + this.#pendingBytes;
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes >= writeBytes) await this.#flush();
  }

  /** Begins anew: what has come so far belongs to other content. */
  async reset(): Promise<void> {
    this.#hash = createHash('sha256');
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#written = 0;
    await this.#file.truncate(0);
  }

  /** Everything on the disk. @returns the digest; nothing may be appended after it. */
  async finish(): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
    await this.#flush();
    await this.#file.sync();
    return { sha256: this.#hash.digest('hex'), sizeBytes: this.#written };
  }

  async #flush(): Promise<void> {
    const chunks = this.#pending;
    const expected = this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    let { bytesWritten } = chunks.length === 0 ? { bytesWritten: 0 } : await this.#file.writev(chunks, this.#written);
    // A short write is rare and legal: the rest goes piece by piece.
    if (bytesWritten < expected) {
      const rest = Buffer.concat(chunks).subarray(bytesWritten);
      for (let at = 0; at < rest.length; ) {
        const step = await this.#file.write(rest, at, rest.length - at, this.#written + bytesWritten);
        at += step.bytesWritten;
        bytesWritten += step.bytesWritten;
      }
    }
    this.#written += expected;
  }
}
