import type { S3Bucket } from './s3-bucket.ts';
import { type FieldReader, withoutSlash } from './setting-fields.ts';

/** Reads the settings of a bucket; `undefined` where `fields` has been told what is wrong. */
export function readS3Bucket(fields: FieldReader): S3Bucket | undefined {
  const endpoint = readOrigin(fields, 'endpoint', fields.text('endpoint'));
  const bucket = readBucket(fields);
  const prefix = readPrefix(fields);
  const [accessKeyId, secretAccessKey] = [fields.text('accessKeyId'), fields.text('secretAccessKey')];
  const [sessionToken, region, pathStyle] = [fields.optionalText('sessionToken'), fields.optionalText('region'), fields.flag('pathStyle')];
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return undefined;
  return {
    endpoint: endpoint.origin,
    region: region ?? regionOf(endpoint.hostname),
    bucket,
    prefix: prefix ?? '',
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    pathStyle: pathStyle ?? !wantsBucketInHost(endpoint.hostname, bucket),
  };
}

/** The address of a service, without a path. */
export function readOrigin(fields: FieldReader, field: string, text: string | undefined): URL | undefined {
  const url = fields.address(field, text);
  if (url === undefined || withoutSlash(url) === url.origin) return url;
  return fields.refuse(field, `\`${field}\` is the address of the service alone, without a path: the bucket is a setting of its own.`);
}

function readBucket(fields: FieldReader): string | undefined {
  const bucket = fields.text('bucket');
  if (bucket === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return bucket;
  return fields.refuse('bucket', '`bucket` must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.');
}

function readPrefix(fields: FieldReader): string | undefined {
  const prefix = fields.optionalText('prefix')?.replace(/^\/+|\/+$/g, '');
  if (prefix === undefined || (/^[\w.-]+(?:\/[\w.-]+)*$/.test(prefix) && !/(?:^|\/)\.\.?(?:\/|$)/.test(prefix))) return prefix;
  return fields.refuse(
    'prefix',
    '`prefix` must be a path in the bucket of letters, digits, dots, hyphens and slashes, such as reel/media.',
  );
}

/** Where the service's own host names tell the region, as signatures must name it. */
function regionOf(hostname: string): string {
  if (hostname.endsWith('.r2.cloudflarestorage.com')) return 'auto';
  const [, region] =
    /^(?:s3|oss|cos)[.-](?:dualstack\.)?([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com|backblazeb2\.com)$/.exec(
      hostname,
    ) ?? [];
  return region ?? 'us-east-1';
}

/** These services take the bucket in the host name only, or rather. A dot in it would not fit their certificates. */
function wantsBucketInHost(hostname: string, bucket: string): boolean {
  return !bucket.includes('.') && /\.(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com)$/.test(hostname);
}
