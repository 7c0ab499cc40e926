import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { sha256Hex } from '../canonical-json.ts';
import { emptyLock, type Lock } from '../lock/lock.ts';
import type { StepResult } from '../plan/known.ts';
import type { Database } from '../state/database.ts';
import { openState, type StateSettings } from '../state/open-state.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { collectGarbage, type GarbageOptions } from './collect-garbage.ts';
import { holdStore } from './hold-store.ts';
import { listStore } from './list-store.ts';
import { verifyStore } from './verify-store.ts';

function project() {
  const temp = createTempFolder();
  const clock = createVirtualClock({ startMs: 1_000_000, auto: false });
  onTestFinished(() => {
    clock.stop();
    temp[Symbol.dispose]();
  });
  const open = (settings: Partial<StateSettings> = {}) => {
    const state = openState(join(temp.path, '.reel'), { clock, ...settings });
    onTestFinished(() => {
      try {
        state.close();
      } catch {
        // A test has closed it already.
      }
    });
    return state;
  };
  return { clock, open, state: open() };
}

const fingerprintOf = (name: string) => sha256Hex(`fingerprint of ${name}`);

async function saveFilm(state: RunnerState, name: string, at = 0): Promise<StepResult> {
  const { sha256, sizeBytes } = await state.store.add(`the bytes of ${name}`);
  const outputs = { video: { kind: 'video', sha256, sizeBytes, extension: 'mp4' } } as const;
  const result: StepResult = { fingerprint: fingerprintOf(name), uses: 'lip-sync', provider: 'chanjing', emulated: false, outputs };
  state.results.save(result, undefined, at);
  return result;
}

function saveVoice(state: RunnerState): void {
  const outputs = { voice: { kind: 'voice', id: 'C-1' } } as const;
  state.results.save(
    { fingerprint: fingerprintOf('voice'), uses: 'clone-voice', provider: 'chanjing', emulated: false, outputs },
    undefined,
    0,
  );
}

function lockOf(...results: readonly StepResult[]): Lock {
  const steps = new Map(
    results.map(({ fingerprint, uses, outputs }, index) => [`film-${index}`, { uses, provider: 'chanjing', fingerprint, outputs }]),
  );
  return { ...emptyLock, instances: new Map([['cn', { inputs: new Map(), provider: 'chanjing', steps, outputs: new Map() }]]) };
}

const blobOf = ({ outputs: { video } }: StepResult) => (video !== undefined && 'sha256' in video ? video.sha256 : '');

test('lists what lies in the store, how large it is and who needs it', async () => {
  const { state } = project();
  const [first, second] = [await saveFilm(state, 'one', 5), await saveFilm(state, 'two', 7)];
  await state.store.add('loose');
  rmSync(state.store.pathOf(blobOf(second)));
  const { results, blobs, sizeBytes } = listStore(state, [{ name: 'weekly.reel.lock.yaml', lock: lockOf(first) }]);
  expect(results).toMatchObject([
    { fingerprint: first.fingerprint, finishedAt: 5, sizeBytes: 16, missing: 0, usedBy: ['weekly.reel.lock.yaml: cn/film-0'] },
    { fingerprint: second.fingerprint, finishedAt: 7, sizeBytes: 16, missing: 1, usedBy: [] },
  ]);
  expect(new Map(blobs.map((blob) => [blob.sha256, [blob.sizeBytes, blob.results, blob.usedBy]]))).toEqual(
    new Map([
      [blobOf(first), [16, [first.fingerprint], ['weekly.reel.lock.yaml: cn/film-0']]],
      [sha256Hex('loose'), [5, [], []]],
    ]),
  );
  expect(sizeBytes).toBe(21);
});

test.each([
  { what: 'a flipped byte', harm: (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('bytes', 'bytez')) },
  { what: 'a lost end', harm: (path: string) => truncateSync(path, 3) },
  { what: 'something added', harm: (path: string) => appendFileSync(path, 'x') },
  { what: 'nothing left in it', harm: (path: string) => truncateSync(path, 0) },
])('finds a file with $what, names it and moves it aside', async ({ harm }) => {
  const { state } = project();
  const [good, bad] = [await saveFilm(state, 'good'), await saveFilm(state, 'bad')];
  harm(state.store.pathOf(blobOf(bad)));
  const { damaged, missing, blobs, unreadable } = await verifyStore(state);
  expect(damaged).toMatchObject([
    { sha256: blobOf(bad), results: [bad.fingerprint], movedTo: join(state.store.folder, 'damaged', blobOf(bad)) },
  ]);
  expect(missing).toMatchObject([{ sha256: blobOf(bad), fingerprint: bad.fingerprint, output: 'video' }]);
  expect([blobs, unreadable]).toEqual([2, []]);
  expect([state.intactResult(bad.fingerprint), state.intactResult(good.fingerprint)]).toEqual([undefined, good]);
  expect(await verifyStore(state)).toMatchObject({ blobs: 1, damaged: [] });
});

test('names what is missing, damaged records and what the disk does not give out', async () => {
  const { state, open } = project();
  const [film, other] = [await saveFilm(state, 'film'), await saveFilm(state, 'other')];
  rmSync(state.store.pathOf(blobOf(film)));
  const wrap = (database: Database): Database => ({
    ...database,
    all: (sql, ...values) =>
      database.all(sql, ...values).map((row) => (row.fingerprint === other.fingerprint ? { ...row, seal: 'x' } : row)),
  });
  const { missing, damagedResults } = await verifyStore(open({ wrap }));
  expect(missing).toEqual([{ sha256: blobOf(film), sizeBytes: 17, fingerprint: film.fingerprint, output: 'video' }]);
  expect(damagedResults).toEqual([other.fingerprint]);
});

test('a digest that is a path leads nowhere', () => {
  const { state } = project();
  for (const path of ['../../../etc/passwd', `..${'/..'.repeat(20)}/x`, '', 'AB'.repeat(32), 'a'.repeat(63)]) {
    expect(() => state.store.pathOf(path)).toThrow('is none');
    expect(() => state.store.has(path, 1)).toThrow('is none');
  }
});

function collect(state: RunnerState, clock: GarbageOptions['clock'], more: Partial<GarbageOptions> = {}) {
  return collectGarbage(state, { keep: { locks: [] }, clock, ...more });
}

test('takes results and files that nobody needs, and says first what it would take', async () => {
  const { state, clock } = project();
  const [locked, planned, garbage] = [await saveFilm(state, 'locked'), await saveFilm(state, 'planned'), await saveFilm(state, 'garbage')];
  saveVoice(state);
  await state.store.add('loose');
  const keep = { locks: [lockOf(locked)], fingerprints: [planned.fingerprint] };
  const expected = { removedResults: [garbage.fingerprint], freedBytes: 25, keptResults: 3, keptBlobs: 2, heldBy: [] };
  const foreseen = collect(state, clock, { keep, dryRun: true });
  expect(foreseen).toMatchObject(expected);
  expect(state.intactResult(garbage.fingerprint)).toEqual(garbage);
  const done = collect(state, clock, { keep });
  expect(done).toEqual(foreseen);
  expect(done.removedBlobs.map(({ sha256 }) => sha256).sort()).toEqual([blobOf(garbage), sha256Hex('loose')].sort());
  expect([locked, planned].map(({ fingerprint }) => state.intactResult(fingerprint))).toEqual([locked, planned]);
  expect(state.results.find(fingerprintOf('voice'))).toBeDefined();
  expect(state.results.find(garbage.fingerprint)).toBeUndefined();
  expect(collect(state, clock, { keep })).toMatchObject({ removedResults: [], removedBlobs: [] });
});

test('keeps what is younger than it is told', async () => {
  const { state, clock } = project();
  const [old, young] = [await saveFilm(state, 'old', 1000), await saveFilm(state, 'young', 900_000)];
  expect(collect(state, clock, { olderThanMs: 500_000 }).removedResults).toEqual([old.fingerprint]);
  expect(state.intactResult(young.fingerprint)).toEqual(young);
});

test('keeps the file that a lock names, though the lock has it under another fingerprint', async () => {
  const { state, clock } = project();
  const film = await saveFilm(state, 'film');
  collect(state, clock, { keep: { locks: [lockOf({ ...film, fingerprint: fingerprintOf('elsewhere') })] } });
  expect(state.store.has(blobOf(film), 17)).toBe(true);
});

test('keeps what an unfinished task has been given, and what it is to become', async () => {
  const { state, clock } = project();
  const speech = await saveFilm(state, 'speech');
  const staged = { type: 'staged', sha256: blobOf(speech), purpose: 'audio', handle: {} };
  state.tasks.intend({
    ...{ fingerprint: fingerprintOf('film'), account: 'a', attempt: 1, provider: 'chanjing', kind: 'lip-sync', label: 'l', node: 'n' },
    ...{ input: { kind: 'lip-sync', audio: staged } as never, highWaterMark: undefined, intentAt: 1 },
  });
  expect(collect(state, clock)).toMatchObject({ removedResults: [], removedBlobs: [] });
});

test('beside a process that holds the store it takes no result and nothing young', async () => {
  const { state, clock, open } = project();
  const film = await saveFilm(state, 'film');
  const [young, old] = [await state.store.add('young'), await state.store.add('old')];
  utimesSync(state.store.pathOf(old.sha256), 1, 1);
  const now = { now: () => Date.now() };
  const running = open({ self: { owner: 'another', host: 'elsewhere', pid: 1, start: '' } });
  {
    using _ = holdStore(running);
    const report = collect(state, now);
    expect(report).toMatchObject({ removedResults: [], heldBy: [{ host: 'elsewhere' }] });
    expect(report.removedBlobs.map(({ sha256 }) => sha256)).toEqual([old.sha256]);
  }
  expect(collect(state, clock)).toMatchObject({ removedResults: [film.fingerprint], heldBy: [] });
  expect(state.store.has(young.sha256, 5)).toBe(false);
});

test('a process that is dead holds nothing', async () => {
  const { state, clock, open } = project();
  const film = await saveFilm(state, 'film');
  holdStore(open({ self: { owner: 'dead', host: hostname(), pid: 2 ** 22 + 7, start: 'gone' } }));
  expect(collect(state, clock).removedResults).toEqual([film.fingerprint]);
});

test('takes what a verification has moved aside', async () => {
  const { state, clock } = project();
  const film = await saveFilm(state, 'film');
  appendFileSync(state.store.pathOf(blobOf(film)), 'x');
  const { damaged } = await verifyStore(state);
  expect(collect(state, clock, { keep: { locks: [lockOf(film)] } }).freedBytes).toBe(18);
  expect(existsSync(damaged[0]?.movedTo ?? '')).toBe(false);
});

test('a death at any point loses nothing that is needed, and the next call ends the work', async () => {
  const dieAt = async (point: number): Promise<number> => {
    const { state, clock, open } = project();
    const kept = await Promise.all(['a', 'b'].map((name) => saveFilm(state, name)));
    for (const name of ['c', 'd', 'e']) await saveFilm(state, name);
    await state.store.add('loose');
    const keep = { locks: [lockOf(...kept)] };
    let points = 0;
    const pass = () => {
      points += 1;
      if (points >= point) throw new Error('dead');
    };
    const around = <T>(work: () => T): T => {
      pass();
      const value = work();
      pass();
      return value;
    };
    // A death inside a transaction takes all of it back, one after it nothing.
    const wrap = (database: Database): Database => ({ ...database, transaction: (work) => around(() => database.transaction(work)) });
    const dying = open({ wrap });
    try {
      collect(dying, clock, { keep, removeFile: (path) => around(() => rmSync(path)) });
    } catch (error) {
      expect(error).toMatchObject({ message: 'dead' });
    }
    for (const film of kept) expect(state.intactResult(film.fingerprint)).toEqual(film);
    for (const { result } of state.results.list()) expect(result && state.intactResult(result.fingerprint)).toEqual(result);
    collect(state, clock, { keep });
    expect(listStore(state)).toMatchObject({ results: { length: 2 }, blobs: { length: 2 } });
    return points;
  };
  const whole = await dieAt(Number.POSITIVE_INFINITY);
  expect(whole).toBeGreaterThanOrEqual(10);
  for (let point = 1; point <= whole; point++) await dieAt(point);
});

test('what is not a blob is no business of a collection', async () => {
  const { state, clock } = project();
  await saveFilm(state, 'film');
  const stray = join(state.store.folder, 'blobs', 'notes.txt');
  writeFileSync(stray, 'mine');
  collect(state, clock);
  expect(readFileSync(stray, 'utf8')).toBe('mine');
  expect(statSync(state.store.folder).isDirectory() && readdirSync(state.store.folder)).toContain('blobs');
});
