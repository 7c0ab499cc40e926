import { expect, test } from 'vitest';
import { parseBridgeSettings } from './bridge-settings.ts';

const hourMs = 3_600_000;
const s3 = {
  kind: 's3',
  endpoint: 'https://s3.eu-west-1.amazonaws.com',
  bucket: 'media',
  accessKeyId: 'test-key',
  secretAccessKey: 'test-secret',
};
const publicUrl = { kind: 'public-url', url: 'https://media.example.com/reel' };

test('a bucket needs little', () => {
  expect(parseBridgeSettings(s3)).toEqual({
    ...s3,
    ...{ publicEndpoint: s3.endpoint, region: 'eu-west-1', prefix: '', pathStyle: false, keepForMs: 24 * hourMs },
  });
});

test('everything about a bucket can be said', () => {
  const all = {
    ...s3,
    region: 'eu-2',
    prefix: '/reel/in/',
    sessionToken: 'test-session',
    pathStyle: true,
    keepFor: '7d',
    publicEndpoint: 'https://cdn.test/',
  };
  expect(parseBridgeSettings(all)).toEqual({
    ...s3,
    ...{
      region: 'eu-2',
      prefix: 'reel/in',
      sessionToken: 'test-session',
      pathStyle: true,
      keepForMs: 168 * hourMs,
      publicEndpoint: 'https://cdn.test',
    },
  });
});

test.each([
  { endpoint: 'https://minio.example.com:9000', bucket: 'media', region: 'us-east-1', pathStyle: true },
  { endpoint: 'https://account.r2.cloudflarestorage.com', bucket: 'media', region: 'auto', pathStyle: true },
  { endpoint: 'https://s3.amazonaws.com', bucket: 'media', region: 'us-east-1', pathStyle: false },
  { endpoint: 'https://s3.cn-north-1.amazonaws.com.cn', bucket: 'media', region: 'cn-north-1', pathStyle: false },
  { endpoint: 'https://s3.dualstack.eu-west-1.amazonaws.com', bucket: 'media', region: 'eu-west-1', pathStyle: false },
  { endpoint: 'https://s3.eu-west-1.amazonaws.com', bucket: 'my.media', region: 'eu-west-1', pathStyle: true },
  { endpoint: 'https://s3.us-west-004.backblazeb2.com', bucket: 'media', region: 'us-west-004', pathStyle: true },
  { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', bucket: 'media', region: 'cn-hangzhou', pathStyle: false },
  { endpoint: 'https://cos.ap-guangzhou.myqcloud.com', bucket: 'media-125', region: 'ap-guangzhou', pathStyle: false },
  { endpoint: 'http://127.0.0.1:9000', bucket: 'media', region: 'us-east-1', pathStyle: true },
])('$endpoint with $bucket lies in $region, path style $pathStyle', ({ endpoint, bucket, region, pathStyle }) => {
  expect(parseBridgeSettings({ ...s3, endpoint, bucket })).toMatchObject({ region, pathStyle });
});

test('a public address needs nothing more', () => {
  expect(parseBridgeSettings(publicUrl)).toEqual({ ...publicUrl, listen: { host: '127.0.0.1', port: 7335 }, keepForMs: 24 * hourMs });
});

test.each([
  { listen: 8080, host: '127.0.0.1', port: 8080 },
  { listen: '8080', host: '127.0.0.1', port: 8080 },
  { listen: '0.0.0.0:8080', host: '0.0.0.0', port: 8080 },
  { listen: '[::1]:8080', host: '::1', port: 8080 },
  { listen: 'localhost:0', host: 'localhost', port: 0 },
])('listen: $listen', ({ listen, host, port }) => {
  expect(parseBridgeSettings({ ...publicUrl, listen })).toMatchObject({ listen: { host, port } });
});

test.each<{ value: unknown; field: string; says: RegExp }>([
  { value: undefined, field: '', says: /kind.*s3 or public-url/ },
  { value: 'https://media.example.com', field: '', says: /is a map/ },
  { value: [], field: '', says: /is a map/ },
  { value: {}, field: 'kind', says: /`kind` is missing/ },
  { value: { kind: 7 }, field: 'kind', says: /text/ },
  { value: { kind: 'public_url' }, field: 'kind', says: /"public_url" is not known.*Did you mean "public-url"/ },
  { value: { kind: 'loopback' }, field: 'kind', says: /"loopback" is not known/ },
  { value: { ...s3, bucket: undefined }, field: 'bucket', says: /`bucket` is missing/ },
  { value: { ...s3, bucket: null }, field: 'bucket', says: /`bucket` is missing/ },
  { value: { ...s3, bucket: 'My Media' }, field: 'bucket', says: /lower-case/ },
  { value: { ...s3, bucket: '../media' }, field: 'bucket', says: /lower-case/ },
  { value: { ...s3, prefix: '../other' }, field: 'prefix', says: /path in the bucket/ },
  { value: { ...s3, prefix: 'a b' }, field: 'prefix', says: /path in the bucket/ },
  { value: { ...s3, endpoint: 'minio' }, field: 'endpoint', says: /https address/ },
  { value: { ...s3, endpoint: 'http://minio.example.com' }, field: 'endpoint', says: /must be https/ },
  { value: { ...s3, endpoint: 'https://s3.amazonaws.com/media' }, field: 'endpoint', says: /without a path/ },
  { value: { ...s3, endpoint: 'ftp://s3.amazonaws.com' }, field: 'endpoint', says: /https address/ },
  { value: { ...s3, accessKeyId: '' }, field: 'accessKeyId', says: /not empty/ },
  { value: { ...s3, secretAccessKey: 12 }, field: 'secretAccessKey', says: /text/ },
  { value: { ...s3, pathStyle: 'yes' }, field: 'pathStyle', says: /true or false/ },
  { value: { ...s3, keepFor: '30m' }, field: 'keepFor', says: /between 1h and 7d/ },
  { value: { ...s3, keepFor: '8d' }, field: 'keepFor', says: /between 1h and 7d/ },
  { value: { ...s3, keepFor: 24 }, field: 'keepFor', says: /such as 24h/ },
  { value: { ...s3, buckets: 'x' }, field: 'buckets', says: /no `buckets`.*Did you mean `bucket`/ },
  { value: { ...s3, listen: 80 }, field: 'listen', says: /no `listen`/ },
  { value: { kind: 'public-url' }, field: 'url', says: /`url` is missing/ },
  { value: { ...publicUrl, url: 'http://media.example.com' }, field: 'url', says: /must be https/ },
  { value: { ...publicUrl, url: 'https://me:test-secret@media.example.com' }, field: 'url', says: /user name or password/ },
  { value: { ...publicUrl, url: 'https://media.example.com/?token=test-secret' }, field: 'url', says: /query/ },
  { value: { ...publicUrl, listen: 70_000 }, field: 'listen', says: /port of this machine/ },
  { value: { ...publicUrl, listen: 'x:y' }, field: 'listen', says: /port of this machine/ },
  { value: { ...publicUrl, listen: true }, field: 'listen', says: /port of this machine/ },
])('$value is refused at "$field"', ({ value, field, says }) => {
  const problems = parseBridgeSettings(value);
  expect(problems).toEqual([{ field, problem: expect.stringMatching(says) }]);
  expect(JSON.stringify(problems)).not.toContain('test-secret');
});

test('all problems are told at once, and names that every object has are no settings', () => {
  const value = JSON.parse('{"kind":"s3","endpoint":"x","__proto__":{"bucket":"media"},"keepFor":"1s"}');
  const fields = [parseBridgeSettings(value)].flat().map((problem) => ('field' in problem ? problem.field : ''));
  expect(fields.sort()).toEqual(['__proto__', 'accessKeyId', 'bucket', 'endpoint', 'keepFor', 'secretAccessKey']);
});
