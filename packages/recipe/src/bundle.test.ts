import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTempFolder } from '@reelwright/test-kit';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 }); // the machine may be busy

/** What the command line does with this package, as short as can be. Prints JSON. */
const program = `
import { compileVendorChecks, parseRecipe, validateRecipe } from ${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))};
const parsed = parseRecipe('steps: { a: { uses: tts, with: { voice: 1.5, text: Hi, vendor: { x: { n: true } } } } }', 'a.reel.yaml');
const vendorChecks = await compileVendorChecks({ x: { tts: { type: 'object', properties: { n: { type: 'number' } } } } }, [parsed]);
console.log(JSON.stringify(validateRecipe(parsed, { vendorChecks }).diagnostics.map(({ message }) => message)));
`;

const expected = [
  'A recipe has no "outputs", which it needs.',
  '"voice" must be text, not the number 1.5.',
  '"n" must be a number, not the switch true.',
];

test('works from its sources in plain Node', () => {
  expect(run(['--input-type=module', '--eval', program])).toEqual(expected);
});

test('works in one bundle, with ajv apart and loaded only when a recipe asks for it', async () => {
  using folder = createTempFolder();
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: folder.path, loader: 'ts' },
    outdir: folder.path,
    entryNames: 'main',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'error',
    banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
  });
  expect(run([join(folder.path, 'main.mjs')])).toEqual(expected);
  const main = Object.entries(metafile.outputs).find(([path]) => path.endsWith('main.mjs'))?.[1];
  expect(Object.keys(main?.inputs ?? {}).filter((path) => path.includes('node_modules/ajv/'))).toEqual([]);
});

function run(commandLine: readonly string[]): unknown {
  return JSON.parse(execFileSync(process.execPath, commandLine, { encoding: 'utf8' }));
}
