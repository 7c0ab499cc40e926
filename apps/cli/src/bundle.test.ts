import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { renderUsage } from './usage.ts';

/** A bundle can break what the sources do right, so it is built and started. It lies where its packages are found from. */
const home = join(import.meta.dirname, '../node_modules/.bundle-test');
let folder = '';

beforeAll(async () => {
  mkdirSync(home, { recursive: true });
  folder = mkdtempSync(join(home, 'dist-'));
  await runNode([join(import.meta.dirname, '../build.mjs'), folder], process.cwd());
});

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

function runNode(args: readonly string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env: { PATH: process.env.PATH, HOME: cwd, FORCE_COLOR: '0' } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const reel = (args: readonly string[], cwd = folder) => runNode([join(folder, 'reel.mjs'), ...args], cwd);

test('version and overview come from the small entry', async () => {
  expect(await reel(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  expect(await reel(['--help'])).toEqual({ code: 0, stdout: renderUsage(manifest.version), stderr: '' });
  expect(statSync(join(folder, 'reel.mjs')).size).toBeLessThan(2_000);
});

test('what runs in a process or thread of its own lies beside it', () => {
  expect(
    ['render-worker.mjs', 'media-thread.mjs', 'quick-run.mjs', 'template-mei.wav'].filter((name) => !existsSync(join(folder, name))),
  ).toEqual([]);
});

test('a new project renders in the live view, and the second run finds nothing to do', async () => {
  using home = createTempFolder();
  expect(await reel(['init', 'films'], home.path)).toMatchObject({ code: 0 });
  const films = join(home.path, 'films');
  const first = await reel(['run', '--emulate', '--reporter', 'terminal'], films);
  expect(first.stderr).toMatch(/✔ welcome {2}4 of 4 steps\n[\s\S]*Done in .*: 4 steps run\./);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/captions\.srt\n[\s\S]*out\/welcome\/default\/video\.mp4\n$/) });
  const second = await reel(['run', '--emulate'], films);
  expect(second).toMatchObject({ code: 0, stdout: first.stdout, stderr: expect.stringMatching(/^Nothing to do: all 4 steps/) });
  const long = await reel(['run', '--emulate', '--json'], films);
  expect(JSON.parse(long.stdout)).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
}, 120_000);
