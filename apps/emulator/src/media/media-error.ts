/** Why a medium could not be made: `input` when what was handed in is at fault, `renderer` when the machinery is. */
export type MediaErrorKind = 'input' | 'renderer';

/** What the studio throws. The message is a full sentence without paths of this machine, fit for a task's `msg`. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly kind: MediaErrorKind;

  constructor(kind: MediaErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
