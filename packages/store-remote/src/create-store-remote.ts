import type { Clock } from '@reelwright/clock';
import type { StoreRemote } from '@reelwright/runner';
import { createDirectoryRemote } from './directory-remote.ts';
import { createS3Remote } from './s3-remote.ts';
import type { StoreSettings } from './store-settings.ts';

/** Nothing happens before the first call. */
export function createStoreRemote(settings: StoreSettings, { clock }: { readonly clock: Pick<Clock, 'now'> }): StoreRemote {
  return settings.kind === 's3' ? createS3Remote(settings, clock) : createDirectoryRemote(settings.path);
}
