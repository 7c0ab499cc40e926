import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import { RemoteBusy, type StoreRemote } from '@reelwright/runner';
import { createS3Client, type S3Wording } from '@reelwright/s3-client';
import type { BucketSettings } from './store-settings.ts';

const wording: S3Wording = {
  owner: 'the store',
  rights: 'put, get and list objects',
  lasting: (message, { hint, cause }) => new ReelwrightError('RUN_REMOTE', message, { hint, cause }),
  passing: (message, { hint, cause }) => new RemoteBusy(message, { hint, cause }),
};

/** Objects stand under the prefix of the settings. Their hash is signed, so a service takes no other bytes than those that were meant. */
export function createS3Remote(settings: BucketSettings, clock: Pick<Clock, 'now'>): StoreRemote {
  const client = createS3Client({ ...settings, wording }, clock);
  const { bucket, prefix, endpoint } = settings;
  const keyOf = (key: string) => (prefix === '' ? key : `${prefix}/${key}`);
  return {
    name: `the bucket ${bucket} at ${new URL(endpoint).host}`,
    sizeOf: (key, signal) => client.sizeOf(keyOf(key), signal),
    get: (key, signal) => client.get(keyOf(key), signal),
    put: (key, object, signal) => {
      const contentType = key.endsWith('.json') ? 'application/json' : 'application/octet-stream';
      return client.put(keyOf(key), { ...object, contentType }, () => client.get(keyOf(key), signal), signal);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
