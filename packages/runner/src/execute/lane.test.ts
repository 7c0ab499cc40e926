import { expect, test } from 'vitest';
import { Lane } from './lane.ts';
import type { CallSlot } from './rate-windows.ts';

/** A job that says when it begins and ends when it is told to. */
function createJobs() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const job = (name: string, priority: number) => ({
    priority,
    work: () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    },
  });
  return { begun, job, end: (name: string) => ends.get(name)?.() };
}

const turns = async (count = 20) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

test('runs so many at a time, the most urgent of those that wait next', async () => {
  const { begun, job, end } = createJobs();
  const lane = new Lane(2);
  const all = ['a', 'b', 'c', 'd', 'e'].map((name, i) => lane.run(job(name, i)));
  await turns();
  expect(begun).toEqual(['a', 'e']);
  end('a');
  await turns();
  expect(begun).toEqual(['a', 'e', 'd']);
  for (const name of ['e', 'd', 'c', 'b']) {
    end(name);
    await turns();
  }
  expect(begun).toEqual(['a', 'e', 'd', 'c', 'b']);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('asks for leave before it chooses: whoever is most urgent when a window opens goes', async () => {
  const { begun, job, end } = createJobs();
  const gates: (() => void)[] = [];
  const told: string[] = [];
  const slot: CallSlot = { answered: () => {}, refused: () => true, lost: () => {}, unused: () => {} };
  const lane = new Lane(4, (onWait) => {
    onWait(60_000);
    return new Promise((resolve) => gates.push(() => resolve(slot)));
  });
  void lane.run({ ...job('early', 1), onWait: (ms) => told.push(`early ${ms}`) });
  await turns();
  void lane.run({ ...job('late and urgent', 9), onWait: (ms) => told.push(`late ${ms}`) });
  gates[0]?.();
  await turns();
  expect(begun).toEqual(['late and urgent']);
  expect(told.slice(0, 2)).toEqual(['early 60000', 'late 60000']);
  end('late and urgent');
});

test('a failing job fails alone', async () => {
  const lane = new Lane(1);
  const failing = lane.run({ priority: 1, work: () => Promise.reject(new Error('no')) });
  const fine = lane.run({ priority: 0, work: async () => 'fine' });
  await expect(failing).rejects.toThrow('no');
  expect(await fine).toBe('fine');
});

test('when no leave is given any more, everything that waits is told why', async () => {
  const lane = new Lane(1, () => Promise.reject(new Error('stopped')));
  const jobs = [1, 2, 3].map((priority) => lane.run({ priority, work: async () => 'begun' }));
  for (const one of await Promise.allSettled(jobs)) expect(one).toMatchObject({ status: 'rejected', reason: { message: 'stopped' } });
});

test('whoever no longer wants a place gives way at once, and takes none', async () => {
  const { begun, job, end } = createJobs();
  const lane = new Lane(1);
  const leave = new AbortController();
  void lane.run(job('first', 1));
  const left = lane.run({ ...job('urgent, and gone', 9), signal: leave.signal });
  const last = lane.run(job('last', 1));
  await turns();
  leave.abort(new Error('gone elsewhere'));
  await expect(left).rejects.toThrow('gone elsewhere');
  await expect(lane.run({ ...job('late', 9), signal: leave.signal })).rejects.toThrow('gone elsewhere');
  end('first');
  await turns();
  end('last');
  expect(await last).toBe('last');
  expect(begun).toEqual(['first', 'last']);
});
