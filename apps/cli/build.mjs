// Bundles the command line into dist/: one small entry, everything else in chunks that are loaded when they are needed.
//   node build.mjs [folder]
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const dist = resolve(process.argv[2] ?? join(here, 'dist'));
const emulator = join(root, 'apps', 'emulator', 'src');

/** What starts a process or thread of its own, by the name it is looked for beside the bundle. */
const entries = {
  reel: join(here, 'src', 'main.ts'),
  'render-worker': join(emulator, 'media', 'render-worker.ts'),
  'media-thread': join(root, 'packages', 'media', 'src', 'thread', 'media-thread.ts'),
};

/** Native code, wasm files that are read from disk, and what must stay apart for its licence. */
const external = ['node-webcodecs', 'h264-mp4-encoder', '@reelwright/voice-espeak', '@reelwright/voice-espeak/main'];

/** A chunk that no longer belongs to the bundle stays this long: an older process may still ask for it. */
const keepOldMs = 60 * 60 * 1000;

/** Our own modules do nothing but define; whatever a command does not use is left out of what it loads. */
const pureModules = {
  name: 'pure-modules',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(?:@reelwright\/|\.)/ }, async ({ path, ...args }) => {
      if (args.pluginData === 'resolved' || args.kind === 'entry-point') return undefined;
      const found = await resolve(path, { ...args, pluginData: 'resolved' });
      const ours = found.errors.length === 0 && !found.external && !found.path.includes('node_modules');
      return ours ? { ...found, sideEffects: false } : found;
    });
  },
};

/** In the quick part Node's modules are taken as they are: an `import` of one reads every property of it, and wakes what is lazy. */
const builtinsAsTheyAre = {
  name: 'builtins-as-they-are',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = process.getBuiltinModule('${path}')` }));
  },
};

/** The quick part is a file of its own: twenty shared chunks would cost as much as what it does. */
const quickPart = {
  name: 'quick-part',
  setup({ onResolve }) {
    onResolve({ filter: /\/quick-run\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './quick-run.mjs', external: true } : undefined,
    );
  },
};

const common = {
  outdir: dist,
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minify: true,
  legalComments: 'none',
  // What the compiler options say is for checking; the base file they extend is not even installed for a run.
  tsconfigRaw: {},
  external,
  write: false,
  logLevel: 'warning',
};

const startedAt = new Date();
const built = await Promise.all([
  build({
    ...common,
    entryPoints: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
    splitting: true,
    plugins: [quickPart, pureModules],
    // CommonJS packages ask for Node's modules through `require`. The name must not be one that a package declares itself.
    banner: { js: "import{createRequire as reelCreateRequire}from'node:module';const require=reelCreateRequire(import.meta.url);" },
  }),
  build({ ...common, entryPoints: { 'quick-run': join(here, 'src', 'quick-run.ts') }, plugins: [builtinsAsTheyAre, pureModules] }),
]);
const outputFiles = built.flatMap((result) => result.outputFiles);

mkdirSync(dist, { recursive: true });
const buildId = join(dist, 'build-id');
const written = new Set([buildId, ...outputFiles.map(({ path }) => path), ...copyTemplate()]);
replace(buildId, Buffer.from(digest(outputFiles.map(({ path, contents }) => `${basename(path)} ${digest(contents)}`).join('\n'))));
// The entry comes last, and whole: whoever finds it finds everything it needs.
for (const { path, contents } of outputFiles.toSorted((a, b) => rank(a.path) - rank(b.path))) replace(path, contents);
// A source that was saved while we were at work counts as newer than the bundle.
utimesSync(join(dist, 'reel.mjs'), startedAt, startedAt);
removeOld(written);

function rank(path) {
  return basename(path) === 'reel.mjs' ? 1 : 0;
}

function replace(path, contents) {
  if (existsSync(path) && digest(readFileSync(path)) === digest(contents)) return;
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

function digest(contents) {
  return createHash('sha256').update(contents).digest('hex');
}

/** What `reel init` copies into a new project: the first spec and its media. */
function copyTemplate() {
  const specs = join(root, 'specs');
  const files = ['welcome.reel.yaml', 'assets/mei.wav', 'assets/mei-desk.mp4'].filter((name) => existsSync(join(specs, name)));
  return files.map((name) => {
    const target = join(dist, `template-${basename(name)}`);
    copyFileSync(join(specs, name), target);
    return target;
  });
}

function removeOld(current) {
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (!current.has(path) && Date.now() - statSync(path).mtimeMs > keepOldMs) rmSync(path, { force: true, recursive: true });
  }
}
