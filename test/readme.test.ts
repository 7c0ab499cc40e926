import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
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
  const rows = [...readme.matchAll(/^\| (`reel \w+.*?) \|/gm)].map((match) => match[1] ?? '');
  const inTable = rows.flatMap((row) => [...row.matchAll(/`(?:reel )?(\w+)/g)].map((match) => match[1] ?? ''));
  const { stdout } = await reel(['--help'], { cwd: repository });
  const commands = /^Commands:\n([\s\S]*?)\n\n/m.exec(stdout)?.[1] ?? '';
  const inHelp = [...commands.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1] ?? '');
  expect(inTable.sort()).toEqual(inHelp.sort());
});

test.each(projectsBelow(join(repository, 'specs')))('every recipe of $folder passes the check', async ({ folder, recipes }) => {
  const outcome = await reel(['check', ...recipes], { cwd: join(repository, folder) });
  expect(outcome.stderr).not.toMatch(/error/);
  expect(outcome.code).toBe(0);
});

/** A folder with a project file is a project of its own. */
function projectsBelow(root: string): { readonly folder: string; readonly recipes: readonly string[] }[] {
  const recipes = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.reel.yaml'));
  const folders = [...new Set(recipes.map((name) => dirname(join(root, name))))];
  return folders.map((path) => ({
    folder: relative(repository, path),
    recipes: recipes.filter((name) => dirname(join(root, name)) === path).map((name) => basename(name)),
  }));
}
