import { spawnSync } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import type { RunEvent } from '../events.ts';
import { openDatabase } from './database.ts';
import { stampOf } from './file-store.ts';
import { leaseTermMs } from './lease-store.ts';
import { openState } from './open-state.ts';
import { currentProcess, isGone, type ProcessIdentity } from './process-identity.ts';
import type { TaskIntent } from './task-store.ts';

const intent: TaskIntent = {
  ...{ fingerprint: 'f'.repeat(64), account: 'a', attempt: 1, provider: 'fake', kind: 'lip-sync', label: 'rw-f', node: 'n' },
  input: { kind: 'tts', voice: 'V', text: 'Hi.', speed: 1, pitch: 1, watermark: false },
  highWaterMark: '17',
  intentAt: 1_000,
};

function openTemp(self?: ProcessIdentity) {
  const folder = createTempFolder();
  const clock = createVirtualClock({ auto: false });
  const open = (who = self) => openState(folder.path, { clock, ...(who === undefined ? {} : { self: who }) });
  const state = open();
  const dispose = () => {
    state.close();
    folder[Symbol.dispose]();
  };
  return { folder, clock, state, open, [Symbol.dispose]: dispose };
}

test('an intent that is withdrawn was never there; one that another process put in its place stays', () => {
  using at = openTemp();
  const { tasks } = at.state;
  tasks.withdraw(tasks.intend(intent));
  expect(tasks.newest(intent.fingerprint, 'a')).toBeUndefined();
  const old = tasks.intend(intent);
  tasks.intend({ ...intent, intentAt: 2_000 });
  tasks.withdraw(old);
  expect(tasks.newest(intent.fingerprint, 'a')?.intentAt).toBe(2_000);
});

test('a task is never withdrawn', () => {
  using at = openTemp();
  const { tasks } = at.state;
  const record = tasks.intend(intent);
  tasks.started(record, 'T-1', 1_500);
  tasks.withdraw(record);
  expect(tasks.newest(intent.fingerprint, 'a')).toMatchObject({ state: 'started', task: 'T-1', startedAt: 1_500, highWaterMark: '17' });
});

test('attempts follow each other, and the newest counts', () => {
  using at = openTemp();
  const { tasks } = at.state;
  const first = tasks.started(tasks.intend(intent), 'T-1', 2);
  tasks.failed(first, { code: 'PROVIDER_FAILED', message: 'No.' }, 3);
  expect(tasks.newest(intent.fingerprint, 'a')).toMatchObject({ state: 'failed', failure: { message: 'No.' }, settledAt: 3 });
  expect(tasks.open()).toEqual([]);
  tasks.intend({ ...intent, attempt: 2 });
  expect(tasks.newest(intent.fingerprint, 'a')).toMatchObject({ state: 'intent', attempt: 2 });
  expect(tasks.newest(intent.fingerprint, 'other account')).toBeUndefined();
});

test('a task that is on record as another cannot be adopted', () => {
  using at = openTemp();
  const { tasks } = at.state;
  tasks.started(tasks.intend(intent), 'T-1', 2);
  const lost = tasks.intend({ ...intent, fingerprint: 'e'.repeat(64) });
  expect(tasks.idsOfOthers(lost)).toEqual(new Set(['T-1']));
  expect(tasks.adopt(lost, 'T-1', 5)).toBe(false);
  expect(tasks.newest(lost.fingerprint, 'a')?.state).toBe('intent');
  expect(tasks.adopt(lost, 'T-2', 5)).toBe(true);
  expect(tasks.newest(lost.fingerprint, 'a')).toMatchObject({ state: 'started', task: 'T-2' });
});

test('a lease is held by one owner at a time and ends with the process that held it', () => {
  using at = openTemp();
  const living = at.state;
  // A process that has ended, whose number is free or taken by a younger one.
  const ended = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' });
  const dead = at.open({ owner: 'dead', host: hostname(), pid: Number(ended.stdout), start: 'long ago' });
  expect(dead.leases.claim('task')).toBeUndefined();
  expect(living.leases.claim('task')).toBeUndefined();
  expect(dead.leases.claim('task')).toMatchObject({ pid: process.pid, start: currentProcess().start });
  living.leases.release('task');
  expect(dead.leases.claim('task')).toBeUndefined();
  dead.close();
});

test.each([
  { clocks: 'clock was set back by an hour', theirsAheadMs: 3_600_000 },
  { clocks: 'clock was set back by a second', theirsAheadMs: 1_000 },
  { clocks: 'clock was set forward by a day', theirsAheadMs: -86_400_000 },
])('a lease of a process that lives on this host is held, also when the $clocks', ({ theirsAheadMs }) => {
  using at = openTemp();
  const clock = { ...at.clock, now: () => at.clock.now() + theirsAheadMs, monotonic: () => at.clock.monotonic() };
  const holder = openState(at.folder.path, { clock });
  expect(holder.leases.claim('task')).toBeUndefined();
  expect(at.state.leases.claim('task')).toMatchObject({ pid: process.pid });
  holder.leases.release('task');
  expect(at.state.leases.claim('task')).toBeUndefined();
  holder.close();
});

test('where the system does not tell when a process began, its lease lasts for its term: the number may be another process by now', async () => {
  using at = openTemp();
  const nameless = at.open({ ...currentProcess(), start: '' });
  nameless.leases.claim('task');
  await at.clock.advance(leaseTermMs - 1);
  expect(at.state.leases.claim('task')).toMatchObject({ pid: process.pid });
  await at.clock.advance(1);
  expect(at.state.leases.claim('task')).toBeUndefined();
  nameless.close();
});

test('a lease of another host lasts for its term, or as long as it is renewed', async () => {
  using at = openTemp();
  const far = at.open({ owner: 'far', host: 'elsewhere', pid: 1, start: '' });
  expect(far.leases.claim('task')).toBeUndefined();
  await at.clock.advance(leaseTermMs - 1);
  expect(at.state.leases.claim('task')?.host).toBe('elsewhere');
  far.leases.renewWhenDue();
  await at.clock.advance(leaseTermMs - 1);
  expect(at.state.leases.claim('task')?.host).toBe('elsewhere');
  await at.clock.advance(1);
  expect(at.state.leases.claim('task')).toBeUndefined();
  far.close();
});

test('whoever lets go of everything also clears away what the dead have held, and nothing of the living', () => {
  using at = openTemp();
  const ended = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' });
  const dead = at.open({ owner: 'dead', host: hostname(), pid: Number(ended.stdout), start: 'long ago' });
  const far = at.open({ owner: 'far', host: 'elsewhere', pid: 1, start: '' });
  const other = at.open();
  for (const [{ leases }, name] of [
    [dead, 'of the dead'],
    [far, 'of another host'],
    [other, 'of the living'],
    [at.state, 'ours'],
  ] as const)
    leases.claim(name);
  at.state.leases.releaseAll();
  const database = openDatabase(join(at.folder.path, 'state.db'), 'quick');
  expect(database.all('SELECT name FROM leases ORDER BY name').map(({ name }) => name)).toEqual(['of another host', 'of the living']);
  database.close();
  for (const state of [dead, far, other]) state.close();
});

test('closing lets go of every lease', () => {
  using at = openTemp();
  const other = at.open({ owner: 'other', host: 'elsewhere', pid: 1, start: '' });
  other.leases.claim('task');
  other.close();
  expect(at.state.leases.claim('task')).toBeUndefined();
});

test('a process is gone only when that is certain', () => {
  const self = currentProcess();
  expect(isGone(self)).toBe(false);
  expect(isGone({ ...self, host: 'elsewhere', pid: 999_999 })).toBe(false);
  // The number lives, but it was given to a younger process.
  if (self.start !== '') expect(isGone({ ...self, start: 'before the last boot' })).toBe(true);
});

test('an upload is used again for equal bytes and purpose, until it is about to expire', async () => {
  using at = openTemp();
  const { uploads } = at.state;
  const staged = { provider: 'fake', purpose: 'footage', id: 'F-1', expiresAt: at.clock.now() + 2 * 3_600_000 } as const;
  uploads.save('a', 'sha', staged);
  expect(uploads.find('a', 'sha', 'footage')).toEqual(staged);
  expect([uploads.find('a', 'sha', 'consent'), uploads.find('b', 'sha', 'footage'), uploads.find('a', 'other', 'footage')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  await at.clock.advance(3_600_001);
  expect(uploads.find('a', 'sha', 'footage')).toBeUndefined();
  uploads.save('a', 'sha', { provider: 'fake', purpose: 'footage', id: 'F-2' });
  expect(uploads.find('a', 'sha', 'footage')?.id).toBe('F-2');
  uploads.forget('a', 'sha', 'footage');
  expect(uploads.find('a', 'sha', 'footage')).toBeUndefined();
});

test('a token is forgotten only by who still has the same one', () => {
  using at = openTemp();
  const { tokens } = at.state;
  tokens.write('k', { token: 'old-token', expiresAt: 5 });
  tokens.write('k', { token: 'new-token', expiresAt: 9 });
  tokens.remove('k', 'old-token');
  expect(tokens.read('k')).toEqual({ token: 'new-token', expiresAt: 9 });
  tokens.remove('k', 'new-token');
  expect(tokens.read('k')).toBeUndefined();
});

test('what is known of a file ends with its next change', () => {
  using at = openTemp();
  const path = join(at.folder.path, 'a.wav');
  expect(stampOf(path)).toBe('');
  expect(at.state.files.find(path)).toBeUndefined();
  writeFileSync(path, 'one');
  at.state.files.save(path, stampOf(path), { sha256: 'x', facts: { sha256: 'x', sizeBytes: 3, extension: 'wav' } });
  expect(at.state.files.find(path)).toEqual({ sha256: 'x', facts: { sha256: 'x', sizeBytes: 3, extension: 'wav' } });
  utimesSync(path, 1, 1);
  expect(at.state.files.find(path)).toBeUndefined();
});

test('a result and the end of its task become true together', () => {
  using at = openTemp();
  const { results, tasks } = at.state;
  const record = tasks.started(tasks.intend(intent), 'T-1', 2);
  const result = { fingerprint: intent.fingerprint, uses: 'clone-voice', provider: 'fake', emulated: false, task: 'T-1' } as const;
  results.save({ ...result, outputs: { voice: { kind: 'voice', id: 'V-1' } } }, record, 9);
  expect(tasks.newest(intent.fingerprint, 'a')?.state).toBe('succeeded');
  expect(at.state.intactResult(intent.fingerprint)).toMatchObject({ outputs: { voice: { id: 'V-1' } } });
});

test('a result whose file is not in the store is none', async () => {
  using at = openTemp();
  const blob = await at.state.store.add('sound');
  const result = { fingerprint: 'f', uses: 'tts', provider: 'fake', emulated: false } as const;
  const audio = { kind: 'audio', extension: 'wav', sha256: blob.sha256 } as const;
  at.state.results.save({ ...result, outputs: { audio: { ...audio, sizeBytes: 5 } } }, undefined, 1);
  expect(at.state.intactResult('f')).toBeDefined();
  at.state.results.save({ ...result, outputs: { audio: { ...audio, sizeBytes: 6 } } }, undefined, 1);
  expect(at.state.known().result('f')).toBeUndefined();
});

test('the journal keeps the newest runs', () => {
  using at = openTemp();
  const { journal } = at.state;
  const event: RunEvent = { sequence: 1, at: 5, type: 'warning-raised', message: 'x' };
  for (let n = 0; n < 60; n++) {
    journal.begin(`run-${n}`, n);
    journal.append(`run-${n}`, [event, { ...event, sequence: 2 }]);
  }
  expect(journal.runs().length).toBe(50);
  expect(journal.read('run-59')).toEqual([event, { ...event, sequence: 2 }]);
  expect(journal.read('run-0')).toEqual([]);
});

test('learned durations keep kinds, providers and the emulator apart', () => {
  using at = openTemp();
  const { durations } = at.state;
  const sample = { provider: 'fake', kind: 'tts', emulated: false, size: 10, elapsedMs: 2_000.5, at: 1 };
  durations.add(sample);
  durations.add({ ...sample, emulated: true, elapsedMs: 1 });
  expect(durations.samples('fake', 'tts', false)).toEqual([{ size: 10, elapsedMs: 2_000.5 }]);
  expect(durations.samples('fake', 'lip-sync', false)).toEqual([]);
});
