import { type LookupAddress, lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { ReelwrightError } from '@reelwright/errors';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/**
 * Where results may be fetched from: https on the public internet. When the provider itself is on this machine (an emulator,
 * a test), http and https on this machine, too, but nothing else that is not public.
 */
export interface Fence {
  /** @throws {ReelwrightError} `RUN_FENCE`. Names that resolve to a forbidden address are caught by `lookup`. */
  assertAllowed(url: URL): void;
  /** For the connection itself: the address really dialled is checked, so a name cannot change its mind after a check. */
  lookup(secure: boolean): LookupFunction;
}

export type Resolve = (hostname: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

export function createFence(allowLoopback: boolean, resolve: Resolve = resolveAll): Fence {
  const admits = (address: string, secure: boolean) =>
    (secure && isPublicAddress(address)) || (allowLoopback && isLoopbackAddress(address));
  return {
    assertAllowed(url) {
      const secure = url.protocol === 'https:';
      if (!secure && url.protocol !== 'http:') throw refusal(url, 'it is no web address');
      if (!secure && !allowLoopback) throw refusal(url, 'it is not https');
      if (url.username !== '' || url.password !== '') throw refusal(url, 'it carries a login');
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(literal) !== 0 && !admits(literal, secure)) throw refusal(url, 'it lies inside a private network');
    },
    lookup: (secure) => (hostname, options, callback) => {
      resolve(hostname, (error, found) => {
        if (error !== null) return callback(error, '', 0);
        const allowed = found.filter((one) => admits(one.address, secure));
        const [first] = allowed;
        if (first === undefined) return callback(new FenceRefusal(hostname), '', 0);
        if (options.all) callback(null, [...allowed]);
        else callback(null, first.address, first.family);
      });
    },
  };
}

/** What `lookup` gives the connection; the download turns it into words. */
export class FenceRefusal extends Error {
  readonly code = 'EFENCE';
  readonly hostname: string;
  constructor(hostname: string) {
    super(`${hostname} leads inside a private network`);
    this.hostname = hostname;
  }
}

export function refusal(url: URL, reason: string): ReelwrightError {
  return new ReelwrightError('RUN_FENCE', `The provider's result at ${url.protocol}//${url.host}/… is not fetched: ${reason}.`, {
    hint: 'Results are fetched over https from public hosts only. If this address is right, tell the provider or your network administrator.',
  });
}

function resolveAll(hostname: string, done: Parameters<Resolve>[1]): void {
  lookUp(hostname, { all: true }, (error, addresses) => done(error, addresses));
}
