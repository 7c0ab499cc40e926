import { type ErrorDetails, ReelwrightError } from '@reelwright/errors';

/**
 * A place where results wait for other machines. Keys are `blobs/<aa>/<sha256>` and `results/<fingerprint>.json`, made of lower-case
 * letters, digits, dots and slashes; what stands under one never changes. Nothing of it is trusted: whoever reads verifies.
 *
 * Everything rejects with a `ReelwrightError` `RUN_REMOTE` that names no secret; with `RemoteBusy` for what may pass by itself.
 */
export interface StoreRemote extends AsyncDisposable {
  /** As people know it, such as `the folder /mnt/films`. */
  readonly name: string;
  /** `undefined` when there is no such object. */
  sizeOf(key: string, signal?: AbortSignal): Promise<number | undefined>;
  /** It appears whole or not at all, and several may put the same at once. */
  put(key: string, object: RemoteUpload, signal?: AbortSignal): Promise<void>;
  /** `undefined` when there is no such object. */
  get(key: string, signal?: AbortSignal): Promise<RemoteDownload | undefined>;
}

export interface RemoteUpload {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Fails instead of ending when the bytes turn out not to have the digest. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface RemoteDownload {
  /** As the remote announces it. */
  readonly sizeBytes: number | undefined;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A repetition may do better. */
export class RemoteBusy extends ReelwrightError {
  constructor(message: string, details?: ErrorDetails) {
    super('RUN_REMOTE', message, details);
  }
}

export function blobKey(sha256: string): string {
  return `blobs/${sha256.slice(0, 2)}/${sha256}`;
}

export function resultKey(fingerprint: string): string {
  return `results/${fingerprint}.json`;
}
