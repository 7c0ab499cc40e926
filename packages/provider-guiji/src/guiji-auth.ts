import { createHash } from 'node:crypto';
import type { Clock } from '@reelwright/clock';
import type { Json } from '@reelwright/provider';
import { isJsonObject, numberOf, type Operation, type ProviderHttp, type TokenLease, textOf } from '@reelwright/provider-http';
import type { GuijiCredentials } from './guiji-settings.ts';

const tokenCall: Operation = { method: 'GET', path: '/openapi/oauth/token', title: 'for an access token', isAnonymous: true };

/** A ready token is used until Guiji refuses it: nobody told us when it was made. */
const untold = Number.MAX_SAFE_INTEGER;

/**
 * Gets a token: the ready one as it is, or a new one by signature. The time stamp that is signed is the very text that is sent, taken anew
 * for each call.
 *
 * @throws {ProviderError} `auth` when the pair is refused.
 * @see WIRE.md, "Token"
 */
export async function logIn(http: ProviderHttp, credentials: GuijiCredentials, clock: Clock): Promise<TokenLease> {
  if (credentials.accessToken !== undefined) return { token: credentials.accessToken.trim(), expiresAt: untold };
  const { apiKey, apiSecret } = credentials;
  const timestamp = String(clock.now());
  const sign = signatureOf(apiKey, timestamp, apiSecret);
  http.hide(sign);
  const { data } = await http.call(tokenCall, { query: { grant_type: 'sign', timestamp, sign, appId: apiKey } });
  const lease = decodeToken(data, clock.now());
  if (lease === undefined)
    throw http.fail('auth', 'Guiji answered without an access token when asked for one.', { code: 'PROVIDER_UNREADABLE' });
  return lease;
}

/** 32 lower-case hex digits of `md5(APIKey + timestamp + APISecret)`, nothing between. */
export function signatureOf(apiKey: string, timestamp: string, apiSecret: string): string {
  return createHash('md5').update(`${apiKey}${timestamp}${apiSecret}`, 'utf8').digest('hex');
}

const defaultLifeSeconds = 7199;

/** `{ access_token, expires_in }`. `expires_in` counts from now; a number too large for that is a point in time (C10). */
export function decodeToken(data: Json | undefined, nowMs: number): TokenLease | undefined {
  if (!isJsonObject(data)) return undefined;
  const token = textOf(data.access_token)?.trim();
  if (token === undefined || token === '') return undefined;
  const seconds = numberOf(data.expires_in) ?? defaultLifeSeconds;
  return { token, expiresAt: seconds >= 1e9 ? seconds * 1000 : nowMs + seconds * 1000 };
}
