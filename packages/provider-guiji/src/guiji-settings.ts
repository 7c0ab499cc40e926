import { createHash } from 'node:crypto';
import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import type { CallOptions, LocalMedium } from '@reelwright/provider';
import { type BaseUrl, parseBaseUrl, type TokenStore } from '@reelwright/provider-http';

/**
 * Makes one local file reachable from the internet for as long as a provider may need it. Guiji takes no uploads: it fetches.
 * The address must serve without a login, last through the provider's queue (hours), and its path should end in the file's extension.
 */
export interface Bridge {
  /** @returns The address, and the wall time in ms after which it stops working; absent where it does not. */
  publish(medium: LocalMedium, options: CallOptions): Promise<{ readonly url: string; readonly expiresAt?: number }>;
}

/** How an account is told apart and proved: a key pair that tokens are made with, or one token that somebody else made. */
export type GuijiCredentials =
  | { readonly apiKey: string; readonly apiSecret: string; readonly accessToken?: undefined }
  /** It lasts two hours. `apiKey` then only names the account, so that state is found again under the next token. */
  | { readonly accessToken: string; readonly apiKey?: string; readonly apiSecret?: undefined };

export type GuijiSettings = GuijiCredentials & {
  /** Origin and base path, without `/openapi`. Guiji runs under several hosts, none of which can be assumed: required. */
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Where tokens are shared between processes; default: this process alone. */
  readonly tokens?: TokenStore;
  /** Without one, local files are refused at plan time. */
  readonly bridge?: Bridge;
};

/** Settings that have been looked at. */
export interface GuijiAccess {
  readonly base: BaseUrl;
  readonly credentials: GuijiCredentials;
  /** Names the account without revealing it. */
  readonly accountKey: string;
}

/** @throws {ReelwrightError} `PLAN_PROVIDER_SETTINGS` when the base address or a credential is missing or unusable. */
export function accessOf(settings: GuijiSettings): GuijiAccess {
  if (settings.baseUrl.trim() === '') throw missing('a base address (`baseUrl`, GUIJI_BASE_URL)');
  const parsed = parseBaseUrl(settings.baseUrl, 'Guiji');
  const base: BaseUrl = { ...parsed, url: parsed.url.replace(/\/openapi$/, '') };
  const account = settings.apiKey?.trim() ?? '';
  if (settings.accessToken === undefined) {
    if (account === '') throw missing('an API key (`apiKey`, GUIJI_API_KEY)');
    if (settings.apiSecret.trim() === '') throw missing('an API secret (`apiSecret`, GUIJI_API_SECRET)');
  } else if (settings.accessToken.trim() === '') {
    throw missing('an access token (`accessToken`, GUIJI_ACCESS_TOKEN)');
  }
  return { base, credentials: settings, accountKey: digest(`${base.url}\n${account}`) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function missing(what: string): ReelwrightError {
  return new ReelwrightError('PLAN_PROVIDER_SETTINGS', `Guiji needs ${what}, and none is configured.`, {
    hint: 'Set it in reelwright.yaml under `providers`, or in the environment.',
  });
}
