import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reel, repository } from './support/reel.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');

test('the recipes shown are the very files of specs/', () => {
  const shown = [...readme.matchAll(/<!-- recipe:(\S+) -->\n```yaml\n([\s\S]*?)```/g)];
  expect(shown.map((match) => match[1])).toContain('specs/welcome.reel.yaml');
  for (const [, path = '', text] of shown) expect(text).toBe(readFileSync(join(repository, path), 'utf8'));
});

test('every file that the README links to exists', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(join(repository, link)))).toEqual([]);
});

test('the command table and the help know the same commands', async () => {
  const inTable = [...readme.matchAll(/^\| `reel (\w+)/gm)].map((match) => match[1] ?? '');
  const { stdout } = await reel(['--help'], { cwd: repository });
  const inHelp = [...stdout.matchAll(/^ {2}(?:reel )?([a-z]+)(?: |$)/gm)].map((match) => match[1] ?? '');
  expect(inTable.filter((name) => !inHelp.includes(name))).toEqual([]);
});

test('every recipe of specs/ passes the check', async () => {
  const outcome = await reel(['check', 'specs'], { cwd: repository });
  expect(outcome.stderr).not.toMatch(/error/);
  expect(outcome.code).toBe(0);
});
