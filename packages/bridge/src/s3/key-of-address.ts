import { objectAddress } from '@reelwright/s3-client';
import type { S3Settings } from '../bridge-settings.ts';

/** The key behind an address that `objectAddress` has made, whatever its signature; undefined for any other. */
export function keyOfAddress(address: string, settings: S3Settings): string | undefined {
  const url = URL.parse(address);
  const key = /[0-9a-f]{32}\/[0-9a-f]{64}\.[a-z0-9]{1,10}$/.exec(url?.pathname ?? '')?.[0];
  if (url === null || key === undefined) return undefined;
  const full = settings.prefix === '' ? key : `${settings.prefix}/${key}`;
  const own = objectAddress(full, settings.publicEndpoint, settings);
  return own.origin === url.origin && own.pathname === url.pathname ? full : undefined;
}
