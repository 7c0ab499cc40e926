import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { createVirtualClock } from '@reelwright/clock';
import { isReelwrightError } from '@reelwright/errors';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { openState } from './open-state.ts';
import type { TaskIntent } from './task-store.ts';

const clock = createVirtualClock({ auto: false });
const intent = (n: number): TaskIntent => ({
  fingerprint: String(n).padStart(64, 'f'),
  account: 'account-1',
  attempt: 1,
  provider: 'fake',
  kind: 'tts',
  label: `rw-${n}`,
  node: `film/default/speech-${n}`,
  input: { kind: 'tts', voice: 'V', text: `Sentence number ${n}.`, speed: 1, pitch: 1, watermark: false },
  highWaterMark: undefined,
  intentAt: 1_000 + n,
});

/** A closed state with twenty tasks in it, half of them without an id. */
function fill(folder: string, count = 20): void {
  const state = openState(folder, { clock });
  for (let n = 0; n < count; n++) {
    const record = state.tasks.intend(intent(n));
    if (n % 2 === 0) state.tasks.started(record, `T-${n}`, 2_000 + n);
  }
  state.close();
}

function replace(path: string, make: (path: string) => void): void {
  rmSync(path);
  make(path);
}

/** Everything that is read of a state when a run begins. */
function readBack(folder: string): string {
  const state = openState(folder, { clock });
  try {
    const newest = Array.from({ length: 20 }, (_, n) => state.tasks.newest(intent(n).fingerprint, 'account-1'));
    return JSON.stringify([state.tasks.open(), newest]);
  } finally {
    state.close();
  }
}

test('keeps what was written, out of the sight of others and of git', () => {
  using temp = createTempFolder();
  const folder = join(temp.path, '.reel');
  fill(folder);
  const state = openState(folder, { clock });
  expect(state.tasks.open()).toHaveLength(20);
  expect(state.tasks.newest(intent(4).fingerprint, 'account-1')).toMatchObject({
    state: 'started',
    task: 'T-4',
    input: { text: 'Sentence number 4.' },
  });
  expect(state.tasks.newest(intent(5).fingerprint, 'account-1')).toMatchObject({ state: 'intent', task: undefined, intentAt: 1_005 });
  for (const name of ['state.db', 'state.db-wal']) expect((statSync(join(folder, name)).mode & 0o777).toString(8)).toBe('600');
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  state.close();
});

test('two processes may have it open at once, and each sees what the other wrote', () => {
  using temp = createTempFolder();
  const [one, two] = [openState(temp.path, { clock }), openState(temp.path, { clock })];
  const record = one.tasks.intend(intent(1));
  expect(two.tasks.newest(record.fingerprint, 'account-1')).toEqual(record);
  two.tasks.started(record, 'T-1', 5);
  expect(one.tasks.newest(record.fingerprint, 'account-1')?.task).toBe('T-1');
  one.close();
  two.close();
});

test('many processes may make it at the same moment', async () => {
  using temp = createTempFolder();
  const child = join(import.meta.dirname, '..', '__fixtures__', 'open-state-child.ts');
  const run = promisify(execFile);
  const runs = Array.from({ length: 6 }, (_, n) => run(process.execPath, [child, temp.path, String(n)]));
  const claims = (await Promise.all(runs)).map(({ stdout }) => stdout.trim());
  expect(claims.toSorted()).toEqual(['0 opened', '1 opened', '2 opened', '3 opened', '4 opened', '5 opened']);
  const state = openState(temp.path, { clock });
  expect(state.journal.runs()).toHaveLength(6);
  state.close();
});

test('a state that a newer program wrote is refused, with a message that says so', () => {
  using temp = createTempFolder();
  fill(temp.path);
  const database = new DatabaseSync(join(temp.path, 'state.db'));
  database.exec("UPDATE meta SET value = '99' WHERE name = 'schema'");
  database.close();
  expect(() => openState(temp.path, { clock })).toThrow(
    expect.objectContaining({
      code: 'RUN_STATE',
      message: expect.stringMatching(/newer Reelwright \(state version 99; this one knows 3\)/),
    }),
  );
});

test('a state that an older program wrote is brought up to date, with everything in it', () => {
  using temp = createTempFolder();
  fill(temp.path);
  const database = new DatabaseSync(join(temp.path, 'state.db'));
  database.exec(
    "DROP TABLE films; DROP TABLE spendings; DROP TABLE spending_runs; DROP TABLE secrets; DROP TABLE retakes; UPDATE meta SET value = '1' WHERE name = 'schema'",
  );
  const before = database.prepare('SELECT * FROM tasks').all();
  database.close();
  const state = openState(temp.path, { clock });
  expect(state.films.begun({ name: 'film/default', emulated: false })).toEqual([]);
  expect(state.spendings.beginRun()).toBe(1);
  expect(state.callbackKey()).toBe(state.callbackKey());
  state.close();
  const after = new DatabaseSync(join(temp.path, 'state.db'));
  expect(after.prepare('SELECT * FROM tasks').all()).toEqual(before);
  expect(before.length).toBeGreaterThan(0);
  expect(after.prepare("SELECT value FROM meta WHERE name = 'schema'").get()).toEqual({ value: '3' });
  after.close();
});

test.each<{ what: string; harm: (path: string) => void }>([
  { what: 'deleted', harm: (path) => rmSync(path) },
  { what: 'emptied', harm: (path) => truncateSync(path, 0) },
  { what: 'replaced by text', harm: (path) => writeFileSync(path, 'not a database, whatever its name says '.repeat(300)) },
  { what: 'replaced by a folder', harm: (path) => replace(path, mkdirSync) },
  { what: 'replaced by another empty database', harm: (path) => replace(path, () => new DatabaseSync(path).close()) },
])('a database that was $what is refused, never replaced in silence', ({ harm }) => {
  using temp = createTempFolder();
  fill(temp.path);
  harm(join(temp.path, 'state.db'));
  for (let tries = 0; tries < 2; tries++) {
    expect(() => openState(temp.path, { clock })).toThrow(
      expect.objectContaining({ code: 'RUN_STATE', hint: expect.stringMatching(/\S/) }),
    );
  }
});

test('a folder that cannot be made or written is told as such', () => {
  using temp = createTempFolder();
  writeFileSync(join(temp.path, 'file'), '');
  expect(() => openState(join(temp.path, 'file', '.reel'), { clock })).toThrow(
    expect.objectContaining({ code: 'RUN_STATE', message: expect.stringMatching(/ENOTDIR/) }),
  );
});

test('cut at any length, the database is refused or whole', () => {
  using temp = createTempFolder();
  fill(temp.path);
  const whole = readBack(temp.path);
  const path = join(temp.path, 'state.db');
  const original = `${path}.original`;
  copyFileSync(path, original);
  const { size } = statSync(path);
  const lengths = [1, 2, 15, 16, 17, 99, 100, 101, ...Array.from({ length: 40 }, (_, i) => Math.floor((size * i) / 40)), size - 1];
  for (const length of lengths) {
    copyFileSync(original, path);
    truncateSync(path, length);
    const seen = outcomeOf(() => readBack(temp.path));
    expect([`${length}: ${whole}`, `${length}: RUN_STATE`]).toContain(`${length}: ${seen}`);
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
  }
  copyFileSync(original, path);
  expect(readBack(temp.path)).toBe(whole);
});

test('a flipped bit is refused or harmless: no record is believed that was not written', { timeout: 60_000 }, () => {
  using temp = createTempFolder();
  fill(temp.path);
  const whole = readBack(temp.path);
  const path = join(temp.path, 'state.db');
  const original = readFileSync(path);
  const outcomes = new Set<string>();
  // Every 251st byte of the pages, each with one bit turned over.
  for (let at = 0; at < original.length; at += 251) {
    const bytes = Buffer.from(original);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
    writeFileSync(path, bytes);
    const seen = outcomeOf(() => readBack(temp.path));
    expect([`${at}: ${whole}`, `${at}: RUN_STATE`]).toContain(`${at}: ${seen}`);
    outcomes.add(seen);
    rmSync(`${path}-wal`, { force: true });
    rmSync(`${path}-shm`, { force: true });
  }
  expect(outcomes.size).toBe(2);
});

test('cut anywhere, the log of an open database loses its end and nothing else', () => {
  using temp = createTempFolder();
  const source = join(temp.path, 'source');
  fill(source, 4);
  const state = openState(source, { clock });
  for (let n = 4; n < 8; n++) state.tasks.intend(intent(n));
  const log = readFileSync(join(source, 'state.db-wal'));
  const copy = join(temp.path, 'copy');
  for (let length = 0; length <= log.length; length += 2_003) {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy);
    for (const name of ['state.db', 'state.mark']) copyFileSync(join(source, name), join(copy, name));
    writeFileSync(join(copy, 'state.db-wal'), log.subarray(0, length));
    const seen = openState(copy, { clock });
    const labels = seen.tasks.open().map((record) => record.label);
    expect(labels).toEqual(['rw-0', 'rw-1', 'rw-2', 'rw-3', 'rw-4', 'rw-5', 'rw-6', 'rw-7'].slice(0, labels.length));
    expect(labels.length).toBeGreaterThanOrEqual(4);
    seen.close();
  }
  state.close();
});

test('the database is made before the mark that vouches for it', () => {
  using temp = createTempFolder();
  const state = openState(temp.path, { clock });
  expect(existsSync(join(temp.path, 'state.mark'))).toBe(true);
  rmSync(join(temp.path, 'state.mark'));
  state.close();
  // A process that died in between left no mark: the next one sets it.
  openState(temp.path, { clock }).close();
  expect(existsSync(join(temp.path, 'state.mark'))).toBe(true);
});

function outcomeOf(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return isReelwrightError(error) ? error.code : String(error);
  }
}
