import { AwsV4Signer } from 'aws4fetch';
import type { S3Bucket } from './s3-bucket.ts';

/** Headers of a request with AWS Signature Version 4 among them. `now` is wall time in ms. */
export async function signedHeaders(
  settings: S3Bucket,
  {
    method,
    url,
    headers,
    now,
  }: { readonly method: string; readonly url: URL; readonly headers: Readonly<Record<string, string>>; readonly now: number },
): Promise<Record<string, string>> {
  const signed = await new AwsV4Signer({
    ...keysOf(settings),
    method,
    url: url.href,
    headers: { ...headers },
    datetime: timestamp(now),
  }).sign();
  return Object.fromEntries(signed.headers);
}

/** An address that gives out one object to whoever has it, for a while. */
export async function signedAddress(
  settings: S3Bucket,
  { url, now, lifeMs }: { readonly url: URL; readonly now: number; readonly lifeMs: number },
): Promise<string> {
  const limited = new URL(url);
  limited.searchParams.set('X-Amz-Expires', String(Math.floor(lifeMs / 1000)));
  const signed = await new AwsV4Signer({
    ...keysOf(settings),
    method: 'GET',
    url: limited.href,
    signQuery: true,
    datetime: timestamp(now),
  }).sign();
  return signed.url.href;
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken, region }: S3Bucket) {
  return { accessKeyId, secretAccessKey, region, service: 's3', ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** `20270102T030405Z` */
function timestamp(now: number): string {
  return new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '');
}
