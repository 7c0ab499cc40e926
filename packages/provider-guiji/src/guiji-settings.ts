import { createHash } from 'node:crypto';
import type { Clock } from '@reelwright/clock';
import type { CallOptions, LocalMedium } from '@reelwright/provider';
import { type BaseUrl, parseBaseUrl, type TokenStore } from '@reelwright/provider-http';

/**
 * Makes one local file reachable from the internet for as long as a provider may need it. Guiji takes no uploads: it fetches.
 * The address must serve without a login, last through the provider's queue (hours), and its path should end in the file's extension.
 */
export interface Bridge {
  /** @returns The address, and the wall time in ms after which it stops working; absent where it does not. */
  publish(medium: LocalMedium, options: CallOptions): Promise<{ readonly url: string; readonly expiresAt?: number }>;
  /** Takes an address back; absent where it goes by itself. */
  withdraw?(url: string): Promise<void>;
}

export interface GuijiSettings {
  /** Origin and base path, without `/openapi`. Guiji runs under several hosts, none of which can be assumed. */
  readonly baseUrl: string;
  /** The pair that tokens are made with. The key also names the account. */
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  /** A token that somebody else made, used where there is no secret. It lasts two hours at most. */
  readonly accessToken?: string | undefined;
  readonly clock: Clock;
  /** Where tokens are shared between processes; default: this process alone. */
  readonly tokens?: TokenStore;
  /** Without one, local files are refused at plan time. */
  readonly bridge?: Bridge;
}

/** How an account is proved; `missing` names the setting that is not there. */
export type GuijiCredentials =
  | { readonly kind: 'pair'; readonly apiKey: string; readonly apiSecret: string }
  | { readonly kind: 'token'; readonly accessToken: string }
  | { readonly kind: 'missing'; readonly what: string };

/** Settings that have been looked at. */
export interface GuijiAccess {
  readonly base: BaseUrl;
  readonly credentials: GuijiCredentials;
  /** Names the account without revealing it. A token names nothing: without a key the account is that of the host. */
  readonly accountKey: string;
}

/** Never called: it stands in where no base address is configured, so that recipes can be checked without one. */
const nowhere: BaseUrl = { url: 'https://guiji.invalid', hostname: 'guiji.invalid', isLoopback: false };

/** @throws {ReelwrightError} `PLAN_PROVIDER_SETTINGS` for an unusable base address. What is missing is told by the first call. */
export function accessOf(settings: GuijiSettings): GuijiAccess {
  const { apiKey, apiSecret, accessToken } = settings;
  const address = settings.baseUrl.trim().replace(/\/openapi\/*$/, '');
  const base = address === '' ? nowhere : parseBaseUrl(address, 'Guiji');
  return {
    base,
    credentials:
      address === '' ? { kind: 'missing', what: 'base address (GUIJI_BASE_URL)' } : credentialsOf(apiKey, apiSecret, accessToken),
    accountKey: createHash('sha256')
      .update(`${base.url}\n${apiKey?.trim() ?? ''}`)
      .digest('hex')
      .slice(0, 16),
  };
}

function credentialsOf(apiKey = '', apiSecret = '', accessToken = ''): GuijiCredentials {
  const [key, secret, token] = [apiKey.trim(), apiSecret.trim(), accessToken.trim()];
  if (key !== '' && secret !== '') return { kind: 'pair', apiKey: key, apiSecret: secret };
  if (token !== '') return { kind: 'token', accessToken: token };
  if (key === '') return { kind: 'missing', what: 'API key (GUIJI_API_KEY)' };
  return { kind: 'missing', what: 'API secret (GUIJI_API_SECRET)' };
}
