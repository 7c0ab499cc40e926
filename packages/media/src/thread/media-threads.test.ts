import { expect, test } from 'vitest';
import { MediaThreads } from './media-threads.ts';

const entry = () => new URL('../__testing__/playing-thread.ts', import.meta.url);

/** Patient enough for a thread to start on a busy machine. */
function threads({ mostThreads = 1, patienceMs = 2500 } = {}): MediaThreads {
  return new MediaThreads({ entry, patienceMs, memoryMb: 64, keepMs: 60_000, mostThreads });
}

const probe = (path: string) => ({ kind: 'probe', path }) as const;

test.concurrent.each([
  { path: 'endless', says: 'The file endless is damaged: reading it comes to no end.' },
  { path: 'never-answers', says: 'The file never-answers is damaged: reading it comes to no end.' },
  { path: 'crash', says: 'The file crash cannot be read as sound or film.' },
  { path: 'full', says: 'The file full is damaged: reading it would fill the memory.' },
])('ends a thread over a file that is $path, says so, and goes on with the next', async ({ path, says }) => {
  const pool = threads(path === 'full' ? { patienceMs: 60_000 } : {});
  await expect(pool.run(probe(path))).rejects.toMatchObject({ code: 'RUN_RESULT_INVALID', message: says });
  expect(await pool.run(probe('whole'))).toEqual({ container: 'whole', extension: 'whole', durationMs: 1 });
});

test('one thread does job after job, also behind a file that was refused', async () => {
  const pool = threads();
  expect(await pool.run(probe('whole'))).toMatchObject({ durationMs: 1 });
  await expect(pool.run(probe('refused'))).rejects.toMatchObject({
    ...{ name: 'ReelwrightError', code: 'RUN_RESULT_INVALID', message: 'The file refused is.', hint: 'Do.' },
    cause: expect.objectContaining({ message: 'why' }),
  });
  expect(await pool.run(probe('whole'))).toMatchObject({ durationMs: 3 });
});

test.concurrent.each(['crash-in-old-threads', 'mute-in-old-threads'])(
  'a file does not suffer from the one before it: %s is read in a new thread',
  async (path) => {
    const pool = threads();
    await pool.run(probe('whole'));
    expect(await pool.run(probe(path))).toMatchObject({ container: path, durationMs: 1 });
  },
);

test('waits for a disk as long as it takes', async () => {
  expect(await threads().run(probe('slow-disk'))).toMatchObject({ container: 'slow-disk' });
});

test('no more files are read at a time than there may be threads', async () => {
  const pool = threads({ mostThreads: 2 });
  const jobs = await Promise.all(Array.from({ length: 9 }, () => pool.run(probe('whole'))));
  // Two threads count their jobs: together nine.
  const longest = jobs.map(({ durationMs }) => durationMs).toSorted((a, b) => b - a);
  expect(longest[0]).toBeGreaterThanOrEqual(5);
  expect(longest.filter((count) => count === 1)).toHaveLength(2);
});

test('a signal ends a thread that would never end', async () => {
  const controller = new AbortController();
  const job = threads().run(probe('endless'), controller.signal);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(job).rejects.toBe(reason);
});

test('a program that is not there is no fault of the file', async () => {
  const missing = {
    entry: () => new URL('./nowhere.ts', import.meta.url),
    patienceMs: 60_000,
    memoryMb: 64,
    keepMs: 60_000,
    mostThreads: 1,
  };
  await expect(new MediaThreads(missing).run(probe('whole'))).rejects.toMatchObject({ name: 'InternalError' });
});
