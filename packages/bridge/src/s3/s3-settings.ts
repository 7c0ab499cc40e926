import type { BridgeProblem, S3Settings } from '../bridge-settings.ts';
import { type FieldReader, withoutSlash } from '../setting-fields.ts';

export function parseS3Settings(fields: FieldReader): S3Settings | BridgeProblem[] {
  const endpoint = originOf(fields, 'endpoint', fields.text('endpoint'));
  const publicEndpoint = originOf(fields, 'publicEndpoint', fields.optionalText('publicEndpoint'));
  const bucket = readBucket(fields);
  const prefix = readPrefix(fields);
  const [accessKeyId, secretAccessKey] = [fields.text('accessKeyId'), fields.text('secretAccessKey')];
  const [sessionToken, region, pathStyle] = [fields.optionalText('sessionToken'), fields.optionalText('region'), fields.flag('pathStyle')];
  const keepForMs = fields.keepForMs('keepFor');
  const problems = fields.problems();
  if (problems.length > 0 || !endpoint || !bucket || !accessKeyId || !secretAccessKey) return problems;
  return {
    kind: 's3',
    endpoint: endpoint.origin,
    publicEndpoint: (publicEndpoint ?? endpoint).origin,
    region: region ?? regionOf(endpoint.hostname),
    bucket,
    prefix: prefix ?? '',
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    pathStyle: pathStyle ?? !wantsBucketInHost(endpoint.hostname, bucket),
    keepForMs,
  };
}

function originOf(fields: FieldReader, field: string, text: string | undefined): URL | undefined {
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
