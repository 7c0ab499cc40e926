import type { Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';

/** A token for a signature over the time that is sent along, in milliseconds. Nothing says how far that time may be off. */
export const accessToken: Endpoint = {
  method: 'GET',
  path: 'oauth/token',
  open: true,
  handle({ world, query }) {
    const [grantType, timestamp, sign, apiKey] = ['grant_type', 'timestamp', 'sign', 'appId'].map((name) => required(query, name));
    if (grantType !== 'sign') throw new Refusal(codes.parameter, 'Parameter grant_type must be sign');
    return world.transact((now) => {
      const signed = /^\d{13}$/.test(timestamp ?? '') && world.accounts.isSignature(apiKey ?? '', timestamp ?? '', sign ?? '');
      if (!signed) throw new Refusal(codes.tokenInvalid, 'The signature is invalid');
      const wellFormed = uuid(world.ids.hex());
      const token = world.quirks.tokens === 'uuid' ? wellFormed : wellFormed.replace(/-(?=[^-]*$)/, '');
      world.accounts.issueToken(apiKey ?? '', token, now + world.timings.guijiTokenLifeMs);
      return { access_token: token, expires_in: Math.floor((world.timings.guijiTokenLifeMs - 1) / 1000) };
    });
  },
};

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new Refusal(codes.parameter, `Required parameter ${name} is missing`);
  return value;
}

/** 32 hex digits as a version 4 UUID. */
function uuid(hex: string): string {
  const digits = `${hex.slice(0, 12)}4${hex.slice(13, 16)}a${hex.slice(17)}`;
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}
