import { expect, test } from 'vitest';
import { shownPath } from './shown-path.ts';

test.each([
  ['/a/b/c.mp4', '/a/b', 'c.mp4'],
  ['/a/b/c/d.mp4', '/a/b', 'c/d.mp4'],
  ['/a/bc/d.mp4', '/a/b', '../bc/d.mp4'],
  ['/a/b', '/a/b', '.'],
  ['/a/b/', '/a/b', '.'],
  ['/x/y', '/', 'x/y'],
  ['/x', '/very/deep/down/here', '/x'],
])('%s is shown from %s as %s', (path, cwd, shown) => {
  expect(shownPath(path, cwd)).toBe(shown);
});
