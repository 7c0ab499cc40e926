/**
 * Notices a demuxer that reads in circles. Each of the limits lies far beyond what any whole file takes: the same bytes again
 * and again without a read in between, bytes that are in memory already, bytes from the disk, and bytes at once.
 */
export class ReadGuard {
  readonly #mostBytes: number;
  #last = '';
  #repeated = 0;
  #fromMemory = 0;
  #bytes = 0;

  constructor(fileBytes: number) {
    this.#mostBytes = 32 * fileBytes + 64 * 1024 * 1024;
  }

  /** Before every request, wherever its bytes come from. */
  request(start: number, end: number): void {
    if (end - start > mostAtOnce) throw new Error('One of its parts is larger than any could be.');
    const range = `${start}-${end}`;
    this.#repeated = range === this.#last ? this.#repeated + 1 : 0;
    this.#last = range;
    this.#fromMemory += 1;
    if (this.#repeated > 1000 || this.#fromMemory > 2_000_000) throw new Error(endless);
  }

  /** Before every read from the disk. */
  read(bytes: number): void {
    this.#fromMemory = 0;
    this.#bytes += bytes;
    if (this.#bytes > this.#mostBytes) throw new Error(endless);
  }
}

const mostAtOnce = 512 * 1024 * 1024;
const endless = 'Its structure leads in circles.';
