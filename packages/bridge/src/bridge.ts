import type { Clock } from '@reelwright/clock';
import type { CallOptions, LocalMedium } from '@reelwright/provider';
import type { BridgeSettings } from './bridge-settings.ts';
import { createPublicUrlBridge } from './public-url/public-url-bridge.ts';

/** Makes local files reachable from the internet for as long as a provider may need them, and no longer. */
export interface Bridge extends AsyncDisposable {
  /**
   * Gives one file an address that serves without a login. Equal bytes share an address, which lasts until it has been
   * withdrawn as often as it was published.
   *
   * @throws {ReelwrightError} `RUN_BRIDGE` for what settings or people must mend, `RUN_DISK` for the file.
   * @throws {ProviderError} `transient`, of the provider `bridge`, for what passes by itself.
   */
  publish(medium: LocalMedium, options: CallOptions): Promise<Published>;
  /** Takes an address back. One that is not known (any more) is none to take back, and no error. */
  withdraw(url: string): Promise<void>;
}

export interface Published {
  /** The path ends in the file's extension: services go by it. */
  readonly url: string;
  /**
   * Wall time in ms from which the address must not be given to new tasks. It serves for hours longer, since a task that has
   * just been started may wait in a queue before its media are fetched.
   */
  readonly expiresAt?: number;
}

export interface BridgeContext {
  readonly clock: Clock;
  /** Where it may keep what must survive the process, such as the state folder of a project. Made when it is needed. */
  readonly folder: string;
}

/**
 * Nothing happens before the first `publish`, with one exception: addresses that an earlier process published under a public
 * URL are served again at once, for the tasks that process has left in flight.
 */
export function createBridge(settings: BridgeSettings, context: BridgeContext): Bridge {
  if (settings.kind !== 's3') return createPublicUrlBridge(settings, context);
  // Loaded when it is used: signing and uploading are no business of those who have no bucket.
  const loading = () => import('./s3/s3-bridge.ts').then(({ createS3Bridge }) => createS3Bridge(settings, context));
  let bridge: Promise<Bridge> | undefined;
  const open = () => {
    bridge ??= loading();
    return bridge;
  };
  return {
    publish: async (medium, options) => (await open()).publish(medium, options),
    withdraw: async (url) => (await open()).withdraw(url),
    [Symbol.asyncDispose]: async () => (await bridge)?.[Symbol.asyncDispose](),
  };
}
