import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeFiles } from '@reelwright/runner';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { answerQuickly } from './quick-run.ts';
import { createCollectingHost } from './testing/collecting-host.ts';
import { type FinishedRun, type RunWords, readUpToDate, writeUpToDate } from './up-to-date.ts';

const environment = { TEST_APP: 'app-one' };

/** A project after a run: a recipe, a text that it reads, a film with its manifest, and the note of the run. */
function createFinished(more: { words?: Partial<RunWords>; holdsUntil?: number; remarks?: readonly string[] } = {}) {
  const folder = createTempFolder();
  const root = folder.path;
  const at = (name: string) => join(root, name);
  mkdirSync(at('out/film/default'), { recursive: true });
  for (const name of ['reelwright.yaml', 'film.reel.yaml', 'text.md', 'out/film/default/video.mp4', 'out/film/default/manifest.json'])
    writeFileSync(at(name), name);
  const words: RunWords = {
    emulate: false,
    provider: undefined,
    profile: undefined,
    input: { who: 'Mei' },
    outFolder: at('out'),
    build: 'source',
    ...more.words,
  };
  const host = createCollectingHost({ cwd: root, environment });
  const recipe = {
    recipePath: at('film.reel.yaml'),
    recipeBytes: readFileSync(at('film.reel.yaml')),
    outputs: [at('out/film/default/video.mp4')],
    nodes: ['film/default/a', 'film/default/b'],
    remarks: more.remarks ?? [],
    lockPath: at('film.reel.lock.yaml'),
  };
  const run: FinishedRun = {
    root,
    recipes: [recipe],
    inputs: seeFiles([at('text.md'), at('reelwright.yaml')]),
    accountVariables: ['TEST_APP'],
    loginVariables: ['TEST_KEY'],
    holdsUntil: more.holdsUntil,
  };
  writeUpToDate(run, words, host);
  return { root, at, words, host, run, paths: { root, recipes: [at('film.reel.yaml')] }, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test('an unchanged run is known with its steps and outputs', () => {
  using finished = createFinished();
  expect(readUpToDate(finished.paths, finished.words, finished.host)).toEqual({
    steps: 2,
    outputs: [finished.at('out/film/default/video.mp4')],
    remarks: [],
  });
});

test.each([
  { change: 'the recipe', act: (at: (name: string) => string) => writeFileSync(at('film.reel.yaml'), 'other') },
  { change: 'a text', act: (at: (name: string) => string) => writeFileSync(at('text.md'), 'a longer text') },
  { change: 'the project file', act: (at: (name: string) => string) => rmSync(at('reelwright.yaml')) },
  { change: 'an output', act: (at: (name: string) => string) => writeFileSync(at('out/film/default/video.mp4'), 'edited film') },
  { change: 'a lost output', act: (at: (name: string) => string) => rmSync(at('out/film/default/video.mp4')) },
  { change: 'a lost manifest', act: (at: (name: string) => string) => rmSync(at('out/film/default/manifest.json')) },
  { change: 'a lock', act: (at: (name: string) => string) => writeFileSync(at('film.reel.lock.yaml'), 'version: 1') },
  { change: 'a lost list of conditions', act: (at: (name: string) => string) => rmSync(at('.reel/cache/conditions.json')) },
])('$change takes the long way', ({ act }) => {
  using finished = createFinished();
  act(finished.at);
  expect(readUpToDate(finished.paths, finished.words, finished.host)).toBeUndefined();
});

test.each([
  { change: 'input', words: { input: { who: 'Omar' } } },
  { change: 'provider', words: { provider: ['chanjing'] } },
  { change: 'profile', words: { profile: 'draft' } },
  { change: 'emulation', words: { emulate: true } },
  { change: 'output folder', words: { outFolder: '/elsewhere' } },
  { change: 'build', words: { build: 'another' } },
])('another $change takes the long way', ({ words }) => {
  using finished = createFinished();
  expect(readUpToDate(finished.paths, { ...finished.words, ...words }, finished.host)).toBeUndefined();
});

test('another account takes the long way, unless the run is emulated', () => {
  using real = createFinished();
  const other = createCollectingHost({ cwd: real.root, environment: { TEST_APP: 'app-two' } });
  expect(readUpToDate(real.paths, real.words, other)).toBeUndefined();
  using emulated = createFinished({ words: { emulate: true } });
  expect(readUpToDate(emulated.paths, emulated.words, { ...other, cwd: emulated.root })?.steps).toBe(2);
});

test('whether an account can be called counts, and not by which secret', () => {
  using finished = createFinished();
  const host = (key: string) => createCollectingHost({ cwd: finished.root, environment: { ...environment, TEST_KEY: key } });
  expect(readUpToDate(finished.paths, finished.words, host('test-secret'))).toBeUndefined();
  writeUpToDate({ ...finished.run, loginVariables: ['TEST_KEY'] }, finished.words, host('test-secret'));
  expect(readUpToDate(finished.paths, finished.words, host('another-secret'))?.steps).toBe(2);
});

test('when a consent has ended in the meantime, the long way is taken', () => {
  using finished = createFinished({ holdsUntil: 1000 });
  const at = (time: number) => createCollectingHost({ cwd: finished.root, environment, now: () => time });
  expect(readUpToDate(finished.paths, finished.words, at(999))?.steps).toBe(2);
  expect(readUpToDate(finished.paths, finished.words, at(1000))).toBeUndefined();
});

test('runs with different accounts take turns without forgetting each other', () => {
  using finished = createFinished();
  const both = createCollectingHost({ cwd: finished.root, environment: { TEST_APP: 'app-one', OTHER_APP: 'app-two' } });
  const other = { ...finished.words, provider: ['other'] };
  for (const [words, accountVariables] of [
    [other, ['OTHER_APP']],
    [finished.words, ['TEST_APP']],
  ] as const)
    writeUpToDate({ ...finished.run, accountVariables }, words, both);
  writeUpToDate({ ...finished.run, accountVariables: ['OTHER_APP'] }, other, both);
  expect(readUpToDate(finished.paths, finished.words, both)?.steps).toBe(2);
  expect(readUpToDate(finished.paths, other, both)?.steps).toBe(2);
});

test('the quick answer says that there is nothing to do, and names the films on stdout', () => {
  using finished = createFinished();
  expect(answerQuickly(['--input', 'who=Mei'], finished.host)).toBe(0);
  expect(finished.host.written.stdout).toBe('out/film/default/video.mp4\n');
  expect(finished.host.written.stderr).toMatch(/^Nothing to do: all 2 steps are unchanged since an earlier run \(\d/);
});

test('what the run was warned of is told again, from the folder in which it was told', () => {
  using finished = createFinished({ remarks: ['film.reel.yaml:7:21 warning PLAN_LIMIT: The file is odd.'] });
  expect(answerQuickly(['--input', 'who=Mei'], finished.host)).toBe(0);
  expect(finished.host.written.stderr).toMatch(
    /^film\.reel\.yaml:7:21 warning PLAN_LIMIT: The file is odd\.\n\n1 warning\.\nNothing to do: /,
  );
  const elsewhere = createCollectingHost({ cwd: finished.at('out'), environment });
  expect(readUpToDate(finished.paths, finished.words, elsewhere)).toBeUndefined();
});

test.each([
  { args: ['--input', 'who=Omar'] },
  { args: ['missing.reel.yaml'] },
  { args: ['--input', 'nonsense'] },
  { args: ['--json', '--input', 'who=Mei'] },
])('in doubt the quick answer is silent: $args', ({ args }) => {
  using finished = createFinished();
  expect(answerQuickly(args, finished.host)).toBeUndefined();
  expect(finished.host.written).toEqual({ stdout: '', stderr: '' });
});
