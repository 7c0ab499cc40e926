import { readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { readUpToDateStamp, type StampKey, seeFiles, type UpToDateStamp, writeUpToDateStamp } from './up-to-date-stamp.ts';

interface Project extends Disposable {
  readonly key: StampKey;
  readonly stamp: UpToDateStamp;
  readonly input: string;
  readonly output: string;
  readonly stampFile: () => string;
}

/** A finished run: one input, one output, and the stamp of it. */
function createProject(): Project {
  const temp = createTempFolder();
  const [input, output, absent] = ['mei.wav', 'video.mp4', 'reelwright.yaml'].map((name) => join(temp.path, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(input, 'sound');
  writeFileSync(output, 'film');
  const folder = join(temp.path, '.reel');
  const key = { folder, recipePath: join(temp.path, 'film.reel.yaml'), recipeBytes: Buffer.from('steps: {}'), options: '{}' };
  const stamp = { inputs: seeFiles([input, absent]), outputs: seeFiles([output]), nodes: ['film/default/voice'], remarks: ['It is odd.'] };
  writeUpToDateStamp(key, stamp);
  const stampFile = () => join(folder, 'cache', readdirSync(join(folder, 'cache'))[0] ?? '');
  return { key, stamp, input, output, stampFile, [Symbol.dispose]: () => temp[Symbol.dispose]() };
}

test('an untouched project is up to date', () => {
  using project = createProject();
  expect(readUpToDateStamp(project.key)).toEqual(project.stamp);
});

test.each<{ what: string; change: (project: Project) => Partial<StampKey> | undefined }>([
  { what: 'the recipe', change: () => ({ recipeBytes: Buffer.from('steps: {} ') }) },
  { what: 'an option', change: () => ({ options: '{"input":"x"}' }) },
  { what: 'an input', change: ({ input }) => void writeFileSync(input, 'other') },
  { what: 'the size of an output', change: ({ output }) => void writeFileSync(output, 'longer film') },
  { what: 'the time of an output', change: ({ output }) => void utimesSync(output, 1, 1) },
  { what: 'an output being there', change: ({ output }) => void rmSync(output) },
  { what: 'a file that was not there', change: ({ key }) => void writeFileSync(join(key.folder, '..', 'reelwright.yaml'), 'version: 1') },
  {
    what: 'which file an output is',
    change: ({ output }) => {
      const { atime, mtime } = statSync(output);
      writeFileSync(`${output}.new`, 'film');
      renameSync(`${output}.new`, output);
      utimesSync(output, atime, mtime);
    },
  },
])('a change of $what is noticed', ({ change }) => {
  using project = createProject();
  const other = change(project);
  expect(readUpToDateStamp({ ...project.key, ...other })).toBeUndefined();
});

test('options have stamps of their own, edits of the recipe replace theirs', () => {
  using project = createProject();
  writeUpToDateStamp({ ...project.key, options: '{"a":1}' }, project.stamp);
  writeUpToDateStamp({ ...project.key, recipeBytes: Buffer.from('steps: []') }, project.stamp);
  expect(readdirSync(join(project.key.folder, 'cache'))).toHaveLength(2);
  expect(readUpToDateStamp({ ...project.key, options: '{"a":1}' })).toBeDefined();
  expect(readUpToDateStamp(project.key)).toBeUndefined();
});

test('a run that left an output missing gets no stamp', () => {
  using project = createProject();
  rmSync(project.output);
  const key = { ...project.key, options: 'other' };
  writeUpToDateStamp(key, { ...project.stamp, outputs: seeFiles([project.output]) });
  expect(readUpToDateStamp(key)).toBeUndefined();
});

test('without a stamp nothing is up to date', () => {
  using project = createProject();
  rmSync(project.key.folder, { recursive: true });
  expect(readUpToDateStamp(project.key)).toBeUndefined();
});

test('cut at any byte, or with any byte changed, a stamp is no stamp', () => {
  using project = createProject();
  const path = project.stampFile();
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    expect(readUpToDateStamp(project.key)).toBeUndefined();
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(length) ^ 1, length);
    writeFileSync(path, flipped);
    expect(readUpToDateStamp(project.key)).toBeUndefined();
  }
});

test('a folder that cannot be written costs only the stamp', () => {
  using project = createProject();
  writeFileSync(join(project.key.folder, 'blocked'), '');
  expect(() => writeUpToDateStamp({ ...project.key, folder: join(project.key.folder, 'blocked') }, project.stamp)).not.toThrow();
});

test('the module loads nothing but Node itself', () => {
  const source = readFileSync(join(import.meta.dirname, 'up-to-date-stamp.ts'), 'utf8');
  const imported = [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
  expect(imported.toSorted()).toEqual(['node:crypto', 'node:fs', 'node:path']);
});
