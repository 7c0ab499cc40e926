import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import { type LocalMedium, ProviderError } from '@reelwright/provider';
import { createS3Client, type S3Wording } from '@reelwright/s3-client';
import type { S3Settings } from '../bridge-settings.ts';
import { contentTypeOf } from '../content-type.ts';
import { mediumBytes, openMedium, safeExtension } from '../local-file.ts';

/** The bucket that media are put into. */
export interface MediaBucket extends AsyncDisposable {
  /** Streams a file from the disk. */
  put(key: string, medium: LocalMedium, signal: AbortSignal | undefined): Promise<void>;
  /** An object that does not exist is none to remove. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
}

const wording: S3Wording = {
  owner: 'the bridge',
  rights: 'put, get and delete objects',
  lasting: (message, { hint, cause }) => new ReelwrightError('RUN_BRIDGE', message, { hint, cause }),
  passing: (message, { answer, ...details }) =>
    new ProviderError('bridge', 'transient', message, answer === undefined ? details : { ...details, wire: answer }),
};

export function openMediaBucket(settings: S3Settings, clock: Clock): MediaBucket {
  const client = createS3Client({ ...settings, wording }, clock);
  return {
    async put(key, medium, signal) {
      await using file = await openMedium(medium);
      const object = {
        sizeBytes: medium.facts.sizeBytes,
        sha256: medium.facts.sha256,
        contentType: contentTypeOf(safeExtension(medium)),
        bytes: mediumBytes(file, medium),
      };
      await client.put(key, object, () => client.remove(key, signal), signal);
    },
    remove: (key, signal) => client.remove(key, signal),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
