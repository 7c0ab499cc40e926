/** The thread did not answer: it was ended because nothing came of it, or it ended itself. */
export class ThreadLost extends Error {
  /** The file that it was reading; undefined when it had not begun. */
  readonly path: string | undefined;
  readonly isStuck: boolean;

  constructor(path: string | undefined, isStuck: boolean, cause?: unknown) {
    super(isStuck ? 'It reads without an end.' : 'The thread has ended.', { cause });
    this.path = path;
    this.isStuck = isStuck;
  }
}
