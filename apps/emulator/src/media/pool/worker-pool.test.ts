import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { Job } from './job.ts';
import { workerEntry } from './worker-entry.ts';
import { createWorkerPool, type PoolSettings } from './worker-pool.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const entry = join(import.meta.dirname, '..', '__fixtures__', 'pool-worker.mjs');

interface Done {
  readonly pid: number;
  readonly label: string;
}

function startPool(settings: Partial<PoolSettings> = {}) {
  const pool = createWorkerPool({ entry, size: 2, ...settings });
  const run = (label: string) => pool.run({ kind: 'film', renderer: 'auto', order: { label } } as unknown as Job) as Promise<Done>; // all that the stand-in reads
  return { run, close: () => pool.close(), [Symbol.asyncDispose]: () => pool.close() };
}

test('runs jobs in as many processes as it may, and no more', async () => {
  await using pool = startPool();
  const done = await Promise.all(['slow', 'slow', 'slow', 'slow', 'slow'].map(pool.run));
  expect(new Set(done.map(({ pid }) => pid)).size).toBe(2);
});

test('starts no second process while the first is idle', async () => {
  await using pool = startPool();
  const pids = [await pool.run('a'), await pool.run('b'), await pool.run('c')].map(({ pid }) => pid);
  expect(new Set(pids).size).toBe(1);
});

test('a process that dies fails its own job, with its last words, and no other', async () => {
  await using pool = startPool();
  const [crashed, ...others] = await Promise.allSettled(['crash', 'slow', 'a', 'b'].map(pool.run));
  expect(crashed).toMatchObject({ reason: { kind: 'renderer', message: 'The render process stopped (SIGKILL): it went wrong.' } });
  expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
});

test('a failure that the worker tells keeps its kind', async () => {
  await using pool = startPool();
  await expect(pool.run('bad input')).rejects.toMatchObject({ name: 'MediaError', kind: 'input', message: 'It is no sound.' });
});

test('a job that does not end is given up after its deadline', async () => {
  await using pool = startPool({ deadlineMs: 30 });
  await expect(pool.run('hang')).rejects.toMatchObject({ kind: 'renderer', message: expect.stringContaining('SIGKILL') });
});

test('closing ends what runs and what waits, and takes nothing more', async () => {
  const pool = startPool({ size: 1 });
  const { pid } = await pool.run('a');
  const waiting = Promise.allSettled([pool.run('hang'), pool.run('a')]);
  await pool.close();
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(pool.run('a')).rejects.toThrow('closed');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('a program that is not there fails the job', async () => {
  await using pool = startPool({ entry: join(import.meta.dirname, 'nowhere.mjs') });
  await expect(pool.run('a')).rejects.toMatchObject({ kind: 'renderer' });
});

test('the render process ends at once when its parent goes, also in the middle of a film', async () => {
  const child = fork(workerEntry(), [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const audioPath = fileURLToPath(new URL('../../../../../specs/assets/mei.wav', import.meta.url));
  const order = { audioPath, widthPx: 1080, heightPx: 1920, playback: 'forward', frames: 'sequential', volume: 100, label: 'x', seed: 'x' };
  const exit = once(child, 'exit');
  const paths = { outPath: join(import.meta.dirname, 'never.mp4'), coverPath: join(import.meta.dirname, 'never.jpg') };
  child.send({ id: 1, job: { kind: 'film', renderer: 'auto', order: { ...order, ...paths } } }, () => child.disconnect());
  expect(await exit).toEqual([null, 'SIGKILL']);
});
