import { createHash } from 'node:crypto';
import type { Clock } from '@reelwright/clock';
import type { Json, ProviderError } from '@reelwright/provider';
import { filledTextOf, isJsonObject, numberOf, type Operation, type ProviderHttp, type TokenLease } from '@reelwright/provider-http';
import type { GuijiCredentials } from './guiji-settings.ts';

const tokenCall: Operation = { method: 'GET', path: '/openapi/oauth/token', title: 'for an access token', isAnonymous: true };

/** A ready token is used until Guiji refuses it: nobody told us when it was made. */
const untold = Number.MAX_SAFE_INTEGER;

/**
 * Gets a token: the ready one as it is, or a new one by signature. The time stamp that is signed is the very text that is sent, taken anew
 * for each call.
 *
 * @throws {ProviderError} `auth` for settings that are missing or refused.
 * @see WIRE.md, "Token"
 */
export async function logIn(http: ProviderHttp, credentials: GuijiCredentials, clock: Clock): Promise<TokenLease> {
  if (credentials.kind === 'missing') throw missing(http, credentials.what);
  if (credentials.kind === 'token') return { token: credentials.accessToken, expiresAt: untold };
  const { apiKey, apiSecret } = credentials;
  const timestamp = String(Math.floor(clock.now()));
  const sign = signatureOf(apiKey, timestamp, apiSecret);
  http.hide(sign);
  const reply = await http.call(tokenCall, { query: { grant_type: 'sign', timestamp, sign, appId: apiKey } });
  const lease = decodeToken(reply.data, clock.now());
  // Whatever it is that came in place of a token, it is not shown.
  if (lease === undefined) throw http.undecodable(tokenCall, { ...reply, envelope: {} }, 'data.access_token');
  return lease;
}

function missing(http: ProviderHttp, what: string): ProviderError {
  return http.fail('auth', `There is no ${what} for Guiji.`, {
    code: 'PLAN_PROVIDER_SETTINGS',
    hint: 'Set it in reelwright.yaml under `providers`, or in the environment.',
  });
}

/** 32 lower-case hex digits of `md5(APIKey + timestamp + APISecret)`, nothing between. */
export function signatureOf(apiKey: string, timestamp: string, apiSecret: string): string {
  return createHash('md5').update(`${apiKey}${timestamp}${apiSecret}`, 'utf8').digest('hex');
}

const usualLifeMs = 7_199_000;
/** Shorter, it would be renewed with every call; a token that ends before its time is replaced when it is refused. */
const shortestLifeMs = 10 * 60_000;
const longestLifeMs = 48 * 3_600_000;

/**
 * `{ access_token, expires_in }`. `expires_in` counts seconds from now; a number too large for that is a point in time (C10). A life that
 * cannot be true gives way to the usual one.
 */
export function decodeToken(data: Json | undefined, nowMs: number): TokenLease | undefined {
  const token = isJsonObject(data) ? filledTextOf(data.access_token) : undefined;
  if (!isJsonObject(data) || token === undefined) return undefined;
  const seconds = numberOf(data.expires_in) ?? 0;
  const lifeMs = seconds >= 1e9 ? seconds * 1000 - nowMs : seconds * 1000;
  return { token, expiresAt: nowMs + (lifeMs >= shortestLifeMs && lifeMs <= longestLifeMs ? lifeMs : usualLifeMs) };
}
