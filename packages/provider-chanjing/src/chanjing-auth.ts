import { createHash } from 'node:crypto';
import type { Json, TokenLease } from '@reelwright/provider';
import { filledTextOf, isJsonObject, numberOf, type ProviderHttp } from '@reelwright/provider-http';
import { operations } from './chanjing-wire.ts';

export interface ChanjingCredentials {
  readonly appId: string;
  readonly secretKey: string;
}

/**
 * Asks for a token. It is the only live one of the app from then on: whoever holds an older one is locked out.
 *
 * @param now Wall time, ms.
 * @throws {ProviderError} `auth` for credentials that are missing or refused.
 */
export async function logIn(http: ProviderHttp, { appId, secretKey }: ChanjingCredentials, now: () => number): Promise<TokenLease> {
  if (appId === '' || secretKey === '') {
    throw http.fail('auth', 'There are no credentials for Chanjing.', { hint: 'Set CHANJING_APP_ID and CHANJING_SECRET_KEY.' });
  }
  const reply = await http.call(operations.accessToken, { json: { app_id: appId, secret_key: secretKey } });
  const data = isJsonObject(reply.data) ? reply.data : {};
  const token = filledTextOf(data.access_token);
  // It becomes a header: anything that a header cannot hold is no token.
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token))
    throw http.undecodable(operations.accessToken, { ...reply, envelope: {} }, 'data.access_token');
  return { token, expiresAt: expiryOf(data.expire_in, now()) };
}

const dayMs = 24 * 60 * 60_000;
/** Documented is one day, measured are 24 to 27 hours. */
const longestLifeMs = 2 * dayMs;
const shortestLifeMs = 10 * 60_000;

/**
 * When a token ends. `expire_in` reads like a duration and is a unix time in seconds; where it is small it is taken for a
 * duration all the same. A life that cannot be true means that one of the two clocks is wrong: then the documented day counts.
 */
export function expiryOf(expireIn: Json | undefined, now: number): number {
  const seconds = numberOf(expireIn);
  if (seconds === undefined || seconds <= 0) return now + dayMs;
  const lifeMs = seconds >= 1e9 ? seconds * 1000 - now : seconds * 1000;
  return now + (lifeMs >= shortestLifeMs && lifeMs <= longestLifeMs ? lifeMs : dayMs);
}

/** Names the account at this address without revealing it. */
export function accountKeyOf(baseUrl: string, appId: string): string {
  return createHash('sha256').update(`${baseUrl}\n${appId}`).digest('hex').slice(0, 16);
}
