import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseStoreSettings } from './store-settings.ts';

const root = resolve('/project');
const s3 = {
  kind: 's3',
  endpoint: 'https://s3.eu-west-1.amazonaws.com',
  bucket: 'films',
  accessKeyId: 'test-key',
  secretAccessKey: 'test-secret',
};

test.each([
  {
    what: 'a folder of the project',
    value: { kind: 'directory', path: 'shared/store' },
    settings: { kind: 'directory', path: resolve(root, 'shared/store') },
  },
  {
    what: 'a folder elsewhere',
    value: { kind: 'directory', path: resolve('/mnt/films') },
    settings: { kind: 'directory', path: resolve('/mnt/films') },
  },
  { what: 'a bucket', value: s3, settings: { ...s3, region: 'eu-west-1', prefix: '', pathStyle: false } },
  {
    what: 'a bucket with everything',
    value: { ...s3, endpoint: 'https://minio.test:9000', region: 'x', prefix: '/reel/', sessionToken: 'test-session', pathStyle: true },
    settings: { ...s3, endpoint: 'https://minio.test:9000', region: 'x', prefix: 'reel', sessionToken: 'test-session', pathStyle: true },
  },
])('reads $what', ({ value, settings }) => {
  expect(parseStoreSettings(value, root)).toEqual(settings);
});

test.each([
  { value: 'x', problems: [['', /map of settings/]] },
  { value: null, problems: [['', /map of settings/]] },
  { value: [], problems: [['', /map of settings/]] },
  { value: {}, problems: [['kind', /is missing/]] },
  { value: { kind: 'directoy' }, problems: [['kind', /Did you mean "directory"/]] },
  { value: { kind: 'directory' }, problems: [['path', /is missing/]] },
  { value: { kind: 'directory', path: 7 }, problems: [['path', /must be a text/]] },
  { value: { kind: 'directory', path: 'a\0b' }, problems: [['path', /path of a folder/]] },
  { value: { kind: 'directory', path: 'x', pth: 1 }, problems: [['pth', /A store of this kind has no `pth`\. Did you mean `path`/]] },
  { value: { ...s3, bucket: '../x' }, problems: [['bucket', /name of a bucket/]] },
  { value: { ...s3, prefix: 'a/../b' }, problems: [['prefix', /path in the bucket/]] },
  { value: { ...s3, endpoint: 'http://storage.example.com' }, problems: [['endpoint', /must be https/]] },
  { value: { ...s3, endpoint: 'https://user:pass@storage.example.com' }, problems: [['endpoint', /user name or password/]] },
  {
    value: { ...s3, secretAccessKey: undefined, keepFor: '1h' },
    problems: [
      ['secretAccessKey', /is missing/],
      ['keepFor', /has no `keepFor`/],
    ],
  },
])('refuses $value, field by field', ({ value, problems }) => {
  const found = parseStoreSettings(value, root);
  expect(found).toEqual(problems.map(([field, problem]) => ({ field, problem: expect.stringMatching(problem as RegExp) })));
  expect(JSON.stringify(found)).not.toContain('test-secret');
});
