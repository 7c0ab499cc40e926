import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Who may import whom: own packages by room, libraries by name. Node's own modules are listed only where a room is kept free of effects. */
const rooms: Record<string, { readonly own: readonly string[]; readonly libraries: readonly string[]; readonly noEffects?: boolean }> = {
  'packages/errors': { own: [], libraries: [], noEffects: true },
  'packages/clock': { own: [], libraries: [], noEffects: true },
  // The conformance kit is a suite for vitest, which whoever writes an adapter has.
  'packages/provider': { own: ['errors'], libraries: ['vitest'], noEffects: true },
  'packages/provider-http': { own: ['errors', 'provider', 'clock'], libraries: ['ky', 'undici'] },
  'packages/provider-chanjing': { own: ['errors', 'provider', 'provider-http', 'clock'], libraries: [] },
  'packages/provider-guiji': { own: ['errors', 'provider', 'provider-http', 'clock'], libraries: [] },
  'packages/s3-client': { own: ['errors', 'clock'], libraries: ['aws4fetch', 'undici'] },
  'packages/bridge': { own: ['errors', 'provider', 'clock', 's3-client'], libraries: [] },
  'packages/recipe': { own: ['errors', 'provider'], libraries: ['yaml', 'ajv'], noEffects: true },
  'packages/media': { own: ['errors'], libraries: ['mediabunny'] },
  'packages/runner': { own: ['errors', 'provider', 'recipe', 'media', 'clock'], libraries: ['p-queue', 'undici'] },
  'packages/store-remote': { own: ['errors', 'clock', 'runner', 's3-client'], libraries: [] },
  'packages/test-kit': { own: ['errors', 'provider'], libraries: ['msw'] },
  'packages/voice-espeak': { own: [], libraries: ['@echogarden/espeak-ng-emscripten'] },
  'apps/emulator': {
    own: ['clock', 'voice-espeak'],
    libraries: [
      '@hono/node-server',
      '@mediabunny/aac-encoder',
      'h264-mp4-encoder',
      'hono',
      'jpeg-js',
      'mediabunny',
      'mpg123-decoder',
      'node-webcodecs',
    ],
  },
  'apps/cli': {
    own: [
      ...['bridge', 'clock', 'emulator', 'errors', 'media', 'provider', 'provider-chanjing', 'provider-guiji', 'recipe', 'runner'],
      'store-remote',
    ],
    libraries: ['commander', 'listr2'],
  },
};

test('every room with sources stands in the table', () => {
  const present = ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`));
  const withSources = present.filter((room) => readdirSync(join(root, room)).includes('src'));
  expect(withSources.sort()).toEqual(Object.keys(rooms).sort());
});

test.each(Object.entries(rooms))('%s imports only what its row allows', (room, allowed) => {
  const wrong = sourceFiles(join(root, room, 'src')).flatMap((path) =>
    importsOf(readFileSync(path, 'utf8'))
      .filter((name) => !isAllowed(name, allowed))
      .map((name) => `${relative(root, path)} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('runner/plan is free of effects: no network, clock, environment or disk', () => {
  const wrong = sourceFiles(join(root, 'packages/runner/src/plan')).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const imports = importsOf(text).filter((name) => name.startsWith('node:') && name !== 'node:crypto' && name !== 'node:path');
    const effects = text.match(/\b(?:process\.env|Date\.now|new Date\(\)|Math\.random|setTimeout|fetch\()/g) ?? [];
    return [...imports, ...effects].map((found) => `${relative(root, path)}: ${found}`);
  });
  expect(wrong).toEqual([]);
});

test('only the command line reads the environment or writes to the terminal', () => {
  const allowed = (path: string) => /^(?:apps\/cli|packages\/voice-espeak|packages\/test-kit)\//.test(path) || path.endsWith('-worker.ts');
  const wrong = Object.keys(rooms)
    .flatMap((room) => sourceFiles(join(root, room, 'src')))
    .filter((path) => !allowed(relative(root, path)))
    .filter((path) => /\b(?:process\.env|console\.|process\.std(?:out|err))\b/.test(withoutComments(readFileSync(path, 'utf8'))))
    .map((path) => relative(root, path));
  expect(wrong).toEqual([]);
});

test('the boundary check itself sees static, dynamic, type-only and re-exported imports', () => {
  const text = `import a from 'one';\nimport type { B } from "two/deep";\nexport { c } from '@s/three/x';\nawait import('four');\nimport './own.ts';`;
  expect(importsOf(text)).toEqual(['one', 'two', '@s/three', 'four']);
});

function isAllowed(
  name: string,
  { own, libraries, noEffects }: { own: readonly string[]; libraries: readonly string[]; noEffects?: boolean },
): boolean {
  if (name.startsWith('node:')) return noEffects !== true || name === 'node:path' || name === 'node:path/posix' || name === 'node:util';
  return name.startsWith('@reelwright/') ? own.includes(name.slice('@reelwright/'.length)) : libraries.includes(name);
}

/** Package names that a module imports or re-exports; own files (`./x.ts`) are left out. */
function importsOf(text: string): string[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"\n]+)\1/g);
  return [...found]
    .map((match) => match[2] ?? '')
    .filter((specifier) => !specifier.startsWith('.'))
    .map((specifier) =>
      specifier.startsWith('node:')
        ? specifier
        : specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/'),
    );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|js|mjs)$/.test(entry.name) && !/\.test\.ts$|\.generated\./.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(?:__fixtures__|__testing__|testing|test-support)\//.test(path));
}
