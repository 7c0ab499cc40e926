import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Where a provider is at home, and where it may be named besides: its entry in the command line, and in the emulator. */
const homes: Readonly<Record<string, { readonly folders: readonly string[]; readonly entries: readonly string[] }>> = {
  guiji: {
    folders: ['packages/provider-guiji', 'apps/emulator/src/providers/guiji'],
    entries: ['apps/cli/src/providers.ts', 'apps/emulator/src/providers/index.ts'],
  },
};

test.each(Object.entries(homes))(
  '%s is named in its own folders, and where it is registered, and nowhere else',
  (name, { folders, entries }) => {
    const naming = sourceFiles().filter((path) => new RegExp(name, 'i').test(readFileSync(join(root, path), 'utf8')));
    const elsewhere = naming.filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)));
    expect(elsewhere.sort()).toEqual([...entries].sort());
  },
);

test.each(Object.keys(homes))('the command line names %s in one entry of one table', (name) => {
  const text = readFileSync(join(root, 'apps/cli/src/providers.ts'), 'utf8');
  const entry = new RegExp(`^ {2}${name}: \\{\\n(?: {4,}.*\\n)*? {2}\\},\\n`, 'm').exec(text)?.[0] ?? '';
  expect(entry).toContain(`provider-${name}`);
  expect(text.replace(entry, '')).not.toMatch(new RegExp(name, 'i'));
});

const emulated = 'apps/emulator/src';
const emulatedProviders = readdirSync(join(root, emulated, 'providers'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

test.each(emulatedProviders.map(({ name }) => name))('the emulator names %s in its folder, and in one line of its registry', (name) => {
  const shared = sourceFiles().filter((path) => path.startsWith(`${emulated}/`) && !path.startsWith(`${emulated}/providers/${name}/`));
  const naming = shared.flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    return lines.filter((line) => new RegExp(name, 'i').test(line)).map((line) => ({ path, line }));
  });
  expect(naming).toEqual([{ path: `${emulated}/providers/index.ts`, line: expect.stringContaining(`from './${name}/index.ts'`) }]);
});

test('adapters share no wire code: none imports another', () => {
  const adapters = readdirSync(join(root, 'packages')).filter((name) => /^provider-(?!http$)/.test(name));
  expect(adapters.length).toBeGreaterThan(1);
  const wrong = sourceFiles().flatMap((path) => {
    const own = adapters.find((adapter) => path.startsWith(`packages/${adapter}/`));
    if (own === undefined) return [];
    const text = readFileSync(join(root, path), 'utf8');
    return adapters.filter((other) => other !== own && text.includes(`@reelwright/${other}`)).map((other) => `${path} imports ${other}`);
  });
  expect(wrong).toEqual([]);
});

/** Sources as they are shipped: tests and their helpers may name whom they like. */
function sourceFiles(): string[] {
  return ['packages', 'apps']
    .flatMap((area) => readdirSync(join(root, area)).map((room) => join(root, area, room, 'src')))
    .flatMap((folder) => {
      try {
        return readdirSync(folder, { recursive: true, withFileTypes: true });
      } catch {
        return [];
      }
    })
    .filter((entry) => entry.isFile() && /\.(?:ts|js|mjs|json)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/\/(?:__fixtures__|__testing__|testing|test-support)\//.test(path));
}
