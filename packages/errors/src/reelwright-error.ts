import type { SourceLocation } from './diagnostic.ts';
import type { ErrorCode } from './error-codes.ts';

const brand = Symbol.for('reelwright.error');

export interface ErrorDetails {
  /** What to do next, one action. */
  readonly hint?: string | undefined;
  readonly location?: SourceLocation | undefined;
  readonly cause?: unknown;
}

/** What happens while running and a person must hear of. Message and hint hold no token, key or query string. */
export class ReelwrightError extends Error {
  override readonly name: string = 'ReelwrightError';
  readonly [brand] = true; // isReelwrightError() looks for this: it survives two installed copies
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly location: SourceLocation | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.location = details.location;
  }
}

/** A broken promise inside our own code; never asks the user to act. */
export class InternalError extends ReelwrightError {
  override readonly name = 'InternalError';
  constructor(message: string, cause?: unknown) {
    super('INTERNAL', message, { cause, hint: 'This is a fault of Reelwright: please report it with the output of --debug.' });
  }
}

export function isReelwrightError(value: unknown): value is ReelwrightError {
  return typeof value === 'object' && value !== null && brand in value;
}
