import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { findProjectRoot } from './project-root.ts';
import { resolveRecipePaths } from './recipe-paths.ts';

function fill(folder: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
}

test('the root is the nearest reelwright.yaml upward, before any git root', () => {
  using folder = createTempFolder();
  fill(folder.path, ['reelwright.yaml', 'a/.git/HEAD', 'a/b/x.reel.yaml']);
  expect(findProjectRoot(join(folder.path, 'a/b'))).toBe(folder.path);
});

test('without a project file the root is the git root, without both the folder itself', () => {
  using folder = createTempFolder();
  fill(folder.path, ['a/.git/HEAD', 'a/b/x.reel.yaml', 'c/x.reel.yaml']);
  expect(findProjectRoot(join(folder.path, 'a/b'))).toBe(join(folder.path, 'a'));
  expect(findProjectRoot(join(folder.path, 'c'))).toBe(join(folder.path, 'c'));
});

test('a folder stands for all recipes within, sorted, without repeats, and without what we or others keep there', () => {
  using folder = createTempFolder();
  fill(folder.path, [
    'reelwright.yaml',
    'films/b.reel.yaml',
    'films/a/z.reel.yaml',
    'films/notes.yaml',
    'films/out/x.reel.yaml',
    'films/.reel/x.reel.yaml',
    'films/node_modules/p/x.reel.yaml',
  ]);
  const { root, recipes } = resolveRecipePaths(['films', 'films/b.reel.yaml'], folder.path);
  expect(root).toBe(folder.path);
  expect(recipes).toEqual(['films/a/z.reel.yaml', 'films/b.reel.yaml'].map((name) => join(folder.path, name)));
});

test('without a name the only recipe of the folder is taken', () => {
  using folder = createTempFolder();
  fill(folder.path, ['one.reel.yaml', 'deeper/two.reel.yaml']);
  expect(resolveRecipePaths([], folder.path).recipes).toEqual([join(folder.path, 'one.reel.yaml')]);
});

test.each([
  { files: [], named: [], code: 'CLI_USAGE', says: /holds none/ },
  { files: ['a.reel.yaml', 'b.reel.yaml'], named: [], code: 'CLI_USAGE', says: /holds 2: a\.reel\.yaml, b\.reel\.yaml/ },
  { files: ['welcome.reel.yaml'], named: ['welcom.reel.yaml'], code: 'CLI_FILE', says: /no file or folder welcom/ },
  { files: ['films/x.yaml'], named: ['films'], code: 'CLI_FILE', says: /holds no recipe/ },
  {
    files: ['a/reelwright.yaml', 'a/x.reel.yaml', 'b/reelwright.yaml', 'b/x.reel.yaml'],
    named: ['a', 'b'],
    code: 'CLI_USAGE',
    says: /different projects: a and b/,
  },
])('$named among $files is refused as $code', ({ files, named, code, says }) => {
  using folder = createTempFolder();
  fill(folder.path, files);
  const resolve = () => resolveRecipePaths(named, folder.path);
  expect(resolve).toThrow(expect.objectContaining({ code }));
  expect(resolve).toThrow(says);
});

test('a mistyped file is answered with the nearest one there is', () => {
  using folder = createTempFolder();
  fill(folder.path, ['films/welcome.reel.yaml']);
  expect(() => resolveRecipePaths(['films/welcom.reel.yaml'], folder.path)).toThrow(
    expect.objectContaining({ hint: 'Did you mean films/welcome.reel.yaml?' }),
  );
});
