import type { S3Bucket } from './s3-bucket.ts';

/** Where an object stands. Keys are made of characters that need no escapes, so that all services sign the same path. */
export function objectAddress(key: string, endpoint: string, { bucket, pathStyle }: Pick<S3Bucket, 'bucket' | 'pathStyle'>): URL {
  const url = new URL(endpoint);
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`;
  url.pathname = pathStyle ? `/${bucket}/${key}` : `/${key}`;
  return url;
}
