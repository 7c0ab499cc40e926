import { randomBytes } from 'node:crypto';
import { ReelwrightError } from '@reelwright/errors';
import type { CallOptions, LocalMedium } from '@reelwright/provider';
import { objectAddress, signedAddress } from '@reelwright/s3-client';
import type { Bridge, BridgeContext, Published } from '../bridge.ts';
import type { S3Settings } from '../bridge-settings.ts';
import { safeExtension } from '../local-file.ts';
import type { Records } from '../record-file.ts';
import { usableUntil } from '../usable-until.ts';
import { keyOfAddress } from './key-of-address.ts';
import { type MediaBucket, openMediaBucket } from './media-bucket.ts';
import { openUploadedObjects, type UploadedObject } from './uploaded-objects.ts';

/** Patience with a bucket that is to take an object back. */
const removeMs = 30_000;

/** Puts files into a bucket and hands out signed addresses; see `createBridge`. */
export function createS3Bridge(settings: S3Settings, context: BridgeContext): Bridge {
  return new S3Bridge(settings, context);
}

class S3Bridge implements Bridge {
  readonly #settings: S3Settings;
  readonly #context: BridgeContext;
  readonly #bucket: MediaBucket;
  readonly #objects: Records<UploadedObject>;
  /** Uploads of this process by content, finished or under way: equal bytes go up once. */
  readonly #uploads = new Map<string, { readonly key: string; readonly done: Promise<void> }>();

  constructor(settings: S3Settings, context: BridgeContext) {
    this.#settings = settings;
    this.#context = context;
    this.#bucket = openMediaBucket(settings, context.clock);
    this.#objects = openUploadedObjects(context.folder, settings);
  }

  async publish(medium: LocalMedium, { signal }: CallOptions): Promise<Published> {
    signal?.throwIfAborted();
    const release = this.#context.clock.hold();
    try {
      await this.#clearAway();
      const { key, uses } = await this.#upload(medium, signal);
      const { keepForMs, publicEndpoint } = this.#settings;
      const now = this.#context.clock.now();
      const url = objectAddress(key, publicEndpoint, this.#settings);
      const address = await signedAddress(this.#settings, { url, now, lifeMs: keepForMs });
      this.#note(key, medium, (this.#objects.get(key)?.uses ?? 0) + uses);
      return { url: address, expiresAt: usableUntil(now, keepForMs) };
    } finally {
      release();
    }
  }

  async withdraw(url: string): Promise<void> {
    const key = keyOfAddress(url, this.#settings);
    if (key === undefined) return;
    const object = this.#objects.get(key);
    if (object !== undefined && object.uses > 1) return this.#objects.put(key, { ...object, uses: object.uses - 1 });
    await this.#remove(key, object);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bucket[Symbol.asyncDispose]();
  }

  #note(key: string, { facts: { sha256 } }: LocalMedium, uses: number): void {
    this.#objects.put(key, { key, sha256, signedUntil: this.#context.clock.now() + this.#settings.keepForMs, uses });
  }

  /**
   * The key of an object with these bytes: one of this process, or a new one that nobody can guess. A new one is noted, with one use,
   * before its first byte is sent: whoever dies on the way leaves nothing that no later process knows of.
   *
   * @returns `uses` are those that have not been noted yet.
   */
  async #upload(medium: LocalMedium, signal: AbortSignal | undefined): Promise<{ readonly key: string; readonly uses: 0 | 1 }> {
    const content = `${medium.facts.sha256}.${safeExtension(medium)}`;
    const known = this.#uploads.get(content);
    if (known !== undefined && (await this.#isUp(content, known.done))) return { key: known.key, uses: 1 };
    const { prefix } = this.#settings;
    const key = `${prefix === '' ? '' : `${prefix}/`}${randomBytes(16).toString('hex')}/${content}`;
    this.#note(key, medium, 1);
    const upload = { key, done: this.#bucket.put(key, medium, signal) };
    this.#uploads.set(content, upload);
    await upload.done.catch((error: unknown) => {
      if (this.#uploads.get(content) === upload) this.#uploads.delete(content);
      // What was refused is not there. Anything else may have arrived, and goes with the end of its time.
      if (error instanceof ReelwrightError) this.#objects.remove(key);
      throw error;
    });
    return { key, uses: 0 };
  }

  /** Whether an upload ends well, and has not been withdrawn by then. */
  #isUp(content: string, done: Promise<void>): Promise<boolean> {
    return done.then(
      () => this.#uploads.get(content)?.done === done,
      () => false,
    );
  }

  /** Forgets an object before it goes, so that nobody who publishes meanwhile counts on it. */
  async #remove(key: string, object: UploadedObject | undefined): Promise<void> {
    for (const [content, upload] of this.#uploads) if (upload.key === key) this.#uploads.delete(content);
    if (object !== undefined) this.#objects.put(key, { ...object, uses: 0 });
    const release = this.#context.clock.hold();
    try {
      await this.#bucket.remove(key, AbortSignal.timeout(removeMs));
    } finally {
      release();
    }
    this.#objects.remove(key);
  }

  /** What an earlier process left behind, or could not remove, and nobody can read any more. A failure is one more time's work. */
  async #clearAway(): Promise<void> {
    const now = this.#context.clock.now();
    const over = this.#objects.list().filter(({ signedUntil, uses }) => signedUntil < now || uses === 0);
    await Promise.allSettled(over.map((object) => this.#remove(object.key, object)));
  }
}
