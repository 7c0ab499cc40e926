import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isBuilt } from './built.mjs';
import { hasDeveloperTools, installedAs, recordInstall } from './install-stamp.mjs';
import { withLock } from './lock.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reelwright-'));
  for (const folder of ['node_modules', 'packages/a/src', 'apps/cli/src', 'apps/cli/dist', 'test'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'packages/a/package.json',
    'apps/cli/package.json',
    'packages/a/src/index.ts',
  ]) {
    writeFileSync(join(root, file), '{}');
  }
});
afterEach(() => rmSync(root, { recursive: true }));

test('remembers an install until a manifest changes', () => {
  expect(installedAs(root)).toBeUndefined();
  recordInstall(root, 'production');
  expect(installedAs(root)).toBe('production');
  writeFileSync(join(root, 'packages/a/package.json'), '{"dependencies":{}}');
  expect(installedAs(root)).toBeUndefined();
});

test("knows a developer's install, which must not be narrowed to what rendering needs", () => {
  expect(hasDeveloperTools(root)).toBe(false);
  mkdirSync(join(root, 'node_modules', '.bin'));
  writeFileSync(join(root, 'node_modules', '.bin', 'turbo'), '');
  expect(hasDeveloperTools(root)).toBe(true);
});

test('a bundle is fresh until a source is newer, appears or goes away', () => {
  const bundle = join(root, 'apps/cli/dist/reel.mjs');
  expect(isBuilt(root, bundle)).toBe(false);
  const builtAt = new Date(Date.now() + 60_000);
  copyFileSync(join(root, 'package.json'), bundle);
  utimesSync(bundle, builtAt, builtAt);
  expect(isBuilt(root, bundle)).toBe(true);
  const later = new Date(Date.now() + 120_000);
  utimesSync(join(root, 'packages/a/src/index.ts'), later, later);
  expect(isBuilt(root, bundle)).toBe(false);
  rmSync(join(root, 'packages/a/src/index.ts'));
  expect(isBuilt(root, bundle)).toBe(true);
  utimesSync(join(root, 'packages/a/src'), later, later);
  expect(isBuilt(root, bundle)).toBe(false);
});

test('lets one in at a time, and takes over the lock of a dead process', async () => {
  const path = join(root, 'lock');
  writeFileSync(path, '999999999');
  let inside = 0;
  let most = 0;
  const enter = () =>
    withLock(path, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all([enter(), enter(), enter()]);
  expect(most).toBe(1);
});

test('releases the lock when the work fails', async () => {
  const path = join(root, 'lock');
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(withLock(path, async () => 'yes')).resolves.toBe('yes');
});
