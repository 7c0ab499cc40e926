#!/usr/bin/env node
// Runs on any Node from 20 on, with npm beside it and nothing else. Installs what the repository pins (pnpm, Node, all
// dependencies) when the lockfile asks for it, builds the command line when its sources are newer, then does the job.
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isBuilt } from './built.mjs';
import { hasDeveloperTools, installedAs, recordInstall } from './install-stamp.mjs';
import { withLock } from './lock.mjs';
import { clearTestResults, summarizeTests } from './test-summary.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bin = join(root, 'node_modules', '.bin');
const bundle = join(root, 'apps', 'cli', 'dist', 'reel.mjs');

const jobs = {
  /** The first film: installs, builds, renders. */
  start: async (args) => {
    await prepare('production');
    return reel(['run', 'specs/welcome.reel.yaml', '--emulate', ...args], root);
  },
  /** `./reel`: runs where the caller stands. */
  reel: async (args) => {
    await prepare('production');
    return reel(args, process.cwd());
  },
  /** `npm run reel -- …`: npm has moved to the root and remembers where the caller stood. */
  'npm-reel': async (args) => {
    await prepare('production');
    return reel(args, process.env.INIT_CWD ?? process.cwd());
  },
  build: async () => {
    await prepare('production');
    return 0;
  },
  check: async () => {
    await prepare('everything');
    return (await lint()) || turbo(['run', 'typecheck']);
  },
  test: async (args) => {
    await prepare('everything');
    clearTestResults(root);
    const linted = await lint();
    const tested = await turbo(['run', 'typecheck', 'test', '--concurrency=2', '--continue', '--output-logs=new-only', ...args]);
    const summary = summarizeTests(root, { whole: args.length === 0, checks: { lint: linted === 0, tasks: tested === 0 } });
    process.stdout.write(`${summary.lines.join('\n')}\n${summary.passed} passed, ${summary.failed} failed\n`);
    return summary.failed === 0 ? 0 : 1;
  },
};

async function prepare(scope) {
  await withLock(join(root, '.reelwright-bootstrap.lock'), async () => {
    await install(scope);
    if (!isBuilt(root, bundle)) await build();
  });
}

async function install(wanted) {
  const scope = hasDeveloperTools(root) ? 'everything' : wanted;
  const have = installedAs(root);
  if (have === 'everything' || have === scope) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  note(`Installing ${scope === 'everything' ? 'everything for tests' : 'what rendering needs'} with ${packageManager} …`);
  const flags = ['install', '--frozen-lockfile', '--reporter=append-only', ...(scope === 'production' ? ['--prod'] : [])];
  const status = await run('npx', ['--yes', packageManager, ...flags], root, { quiet: true });
  if (status !== 0)
    fail('The dependencies could not be installed: see the lines above. The npm registry must be reachable for the first start.');
  recordInstall(root, scope);
}

async function build() {
  note('Building the command line …');
  const status = await run(pinnedNode(), [join(root, 'apps', 'cli', 'build.mjs')], root, { quiet: true });
  if (status !== 0) fail('The command line could not be built: see the lines above.');
}

function reel(args, cwd) {
  return run(pinnedNode(), [bundle, ...args], cwd);
}

function lint() {
  return run(join(bin, 'biome'), ['check', '--error-on-warnings', '.'], root);
}

function turbo(args) {
  return run(join(bin, 'turbo'), args, root);
}

/** The Node that the lockfile pins; on a platform without one, the running Node when it is new enough. */
function pinnedNode() {
  const pinned = join(bin, 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  fail(`No pinned Node exists for ${process.platform}-${process.arch}, and ${process.version} is too old. Install Node 22.18 or newer.`);
}

/** Runs a program to its end and answers its exit code. With `quiet`, its output is shown only when it fails. */
async function run(command, args, cwd, { quiet = false } = {}) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  if (quiet) {
    try {
      await promisify(execFile)(command, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
      return 0;
    } catch (error) {
      process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? error.message}\n`);
      return 1;
    }
  }
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
    // A terminal sends Ctrl-C to both; the child decides what it means, and we leave with its answer.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
    child.on('error', (error) => resolve(note(`${command}: ${error.message}`) ?? 1));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

function note(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  note(text);
  process.exit(1);
}

const [name = '', ...args] = process.argv.slice(2);
const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
if (job === undefined) fail(`Unknown job "${name}". Known: ${Object.keys(jobs).join(', ')}.`);
process.exitCode = await job(args);
