import type { S3Settings } from '../bridge-settings.ts';

/** Where an object stands. Keys are made of characters that need no escapes, so that all services sign the same path. */
export function objectAddress(key: string, endpoint: string, { bucket, pathStyle }: S3Settings): URL {
  const url = new URL(endpoint);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = pathStyle ? `/${bucket}/${key}` : `/${key}`;
  return url;
}

/** The key behind an address that `objectAddress` has made, whatever its signature; undefined for any other. */
export function keyOfAddress(address: string, settings: S3Settings): string | undefined {
  const url = URL.parse(address);
  const key = /[0-9a-f]{32}\/[0-9a-f]{64}\.[a-z0-9]{1,10}$/.exec(url?.pathname ?? '')?.[0];
  if (url === null || key === undefined) return undefined;
  const full = settings.prefix === '' ? key : `${settings.prefix}/${key}`;
  const own = objectAddress(full, settings.publicEndpoint, settings);
  return own.origin === url.origin && own.pathname === url.pathname ? full : undefined;
}
