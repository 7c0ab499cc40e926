import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../../reel');
const past = new Date('2020-01-01');
const built = new Date('2021-01-01');

/** A checkout in which the pinned Node, the bundle and the bootstrap only say that they were run, with what, and where. */
function createCheckout(folder: string) {
  const root = join(folder, 'a check out');
  const write = (path: string, text: string, at: Date) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    utimesSync(join(root, path), at, at);
  };
  write('node_modules/.bin/node', '#!/bin/sh\nprintf "%s|" pinned "$PWD" "$@"', past);
  chmodSync(join(root, 'node_modules/.bin/node'), 0o755);
  write('packages/recipe/src/recipe.ts', '', past);
  write('packages/recipe/package.json', '', past);
  write('apps/cli/src/main.ts', '', past);
  write('apps/cli/package.json', '', past);
  write('apps/cli/build.mjs', '', past);
  write('pnpm-lock.yaml', '', past);
  write('packages/toolchain/bootstrap.mjs', 'console.log(["bootstrap", process.cwd(), ...process.argv.slice(2)].join("|") + "|")', past);
  for (const path of ['packages/recipe/src', 'apps/cli/src']) utimesSync(join(root, path), past, past);
  write('apps/cli/dist/reel.mjs', '', built);
  copyFileSync(script, join(root, 'reel'));
  return { root, write };
}

function call(path: string, cwd: string, ...args: string[]): string[] {
  return execFileSync(path, args, { cwd, encoding: 'utf8' }).trim().split('|').slice(0, -1);
}

test('the bundle is run where the caller stands, with words as they were given', () => {
  using folder = createTempFolder();
  const { root } = createCheckout(folder.path);
  expect(call(join(root, 'reel'), folder.path, 'run', 'my film.reel.yaml', '--input', 'a=$b "c"')).toEqual([
    'pinned',
    folder.path,
    join(root, 'apps/cli/dist/reel.mjs'),
    'run',
    'my film.reel.yaml',
    '--input',
    'a=$b "c"',
  ]);
});

test('a chain of links leads to the checkout', () => {
  using folder = createTempFolder();
  const { root } = createCheckout(folder.path);
  mkdirSync(join(folder.path, 'bin dir'));
  symlinkSync('../a check out/reel', join(folder.path, 'bin dir/second'));
  symlinkSync(join(folder.path, 'bin dir/second'), join(folder.path, 'first'));
  expect(call(join(folder.path, 'first'), '/')).toEqual(['pinned', '/', join(root, 'apps/cli/dist/reel.mjs')]);
});

test.each([
  { path: 'packages/recipe/src/recipe.ts', change: 'an edited source' },
  { path: 'packages/recipe/src/new.ts', change: 'a new source' },
  { path: 'apps/cli/package.json', change: 'an edited manifest' },
  { path: 'apps/cli/build.mjs', change: 'an edited build' },
  { path: 'pnpm-lock.yaml', change: 'other dependencies' },
])('$change hands over to the bootstrap', ({ path }) => {
  using folder = createTempFolder();
  const { root, write } = createCheckout(folder.path);
  write(path, 'changed', new Date('2022-01-01'));
  expect(call(join(root, 'reel'), folder.path, 'check', 'x y')).toEqual(['bootstrap', folder.path, 'reel', 'check', 'x y']);
});
