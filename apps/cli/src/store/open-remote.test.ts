import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject, film } from '../testing/project.ts';

const bucket = 'kind: s3, endpoint: https://s3.example.com, region: eu-1, bucket: films';

test.each([
  { store: '{ kind: directory }', says: /reelwright\.yaml:1:1 error PROJECT_INVALID: store\.path: / },
  { store: '{ kind: directory, path: films, bucket: x }', says: /reelwright\.yaml:1:48 error PROJECT_INVALID: store\.bucket: / },
  { store: `{ ${bucket}, accessKeyId: { env: A } }`, says: /error PROJECT_INVALID: store\.secretAccessKey: / },
])('check judges the store of a project: $store', async ({ store, says }) => {
  using project = createProject({ 'film.reel.yaml': film, 'reelwright.yaml': `store: ${store}\n` });
  const { code, stderr } = await project.reel(['check']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
});

test('a secret of the store that is not set is named, and only by what needs it', async () => {
  const keys = 'accessKeyId: { env: STORE_ID }, secretAccessKey: { env: STORE_KEY }';
  using project = createProject({ 'film.reel.yaml': film, 'reelwright.yaml': `store: { ${bucket}, ${keys} }\n` });
  expect((await project.reel(['plan', '--emulate'])).code).toBe(0);
  const { code, stderr } = await project.reel(['store', 'push'], { STORE_ID: 'test-id' });
  expect([code, stderr]).toEqual([2, expect.stringContaining('The store remote cannot be used: STORE_KEY is not set.')]);
});

test('a project without a remote says what to write, and looking at its store leaves nothing behind', async () => {
  using project = createProject();
  const pushed = await project.reel(['store', 'push']);
  expect([pushed.code, pushed.stderr]).toEqual([2, expect.stringContaining('store: { kind: directory, path: /mnt/films }')]);
  expect((await project.reel(['store', 'ls'])).stderr).toContain('0 results, 0 files, 0 B.');
  expect((await project.reel(['store', 'lst'])).stderr).toContain('Did you mean "ls"?');
  expect((await project.reel(['store', 'push', '--dry-run'])).code).toBe(2);
  expect(existsSync(join(project.path, '.reel'))).toBe(false);
});

test('a damaged lock stops whatever would spend, and names its line', async () => {
  using project = createProject({ 'film.reel.yaml': film, 'film.reel.lock.yaml': 'version: 1\ninstances:\n  default: 5\n' });
  const { code, stderr } = await project.reel(['run', '--emulate']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/film\.reel\.lock\.yaml:3:\d+ error LOCK_INVALID[\s\S]*Nothing was started/)]);
});
