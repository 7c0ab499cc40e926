/** The thread did not answer: it was ended because nothing came of it, or it ended itself. */
export class ThreadLost extends Error {
  /** The file that it was reading, or was to read. */
  readonly path: string;
  readonly hasBegun: boolean;
  readonly isStuck: boolean;

  constructor({ path, hasBegun, isStuck, cause }: { path: string; hasBegun: boolean; isStuck: boolean; cause?: unknown }) {
    super(isStuck ? 'It reads without an end.' : 'The thread has ended.', { cause });
    this.path = path;
    this.hasBegun = hasBegun;
    this.isStuck = isStuck;
  }
}
