import type { ReelwrightError } from '@reelwright/errors';

/** How failures are told: the same bucket may be a bridge's or a store's. */
export interface S3Wording {
  /** Whose settings are meant in hints: `the bridge`. */
  readonly owner: string;
  /** What the key must be allowed to do: `put and get objects`. */
  readonly rights: string;
  /** What people must mend. */
  lasting(message: string, details: S3FailureDetails): ReelwrightError;
  /** What may pass by itself. */
  passing(message: string, details: S3FailureDetails): ReelwrightError;
}

export interface S3FailureDetails {
  readonly hint: string;
  readonly cause?: Error;
  /** Where the service has answered. */
  readonly answer?: { readonly httpStatus: number; readonly code?: string };
}
