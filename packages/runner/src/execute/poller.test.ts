import { createVirtualClock } from '@reelwright/clock';
import type { PollPacing } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { Poller, type PollerSettings } from './poller.ts';

interface Seen {
  readonly done: boolean;
  readonly progress?: number;
}

const pacing: PollPacing = {
  firstAfterMs: 1_000,
  intervalMs: 5_000,
  maxIntervalMs: 15_000,
  growth: 1.5,
  deadlineMs: 600_000,
  batchSize: 1,
};

function createWatched({
  batchSize = 1,
  takesMs = 60_000,
  ...more
}: { batchSize?: number; takesMs?: number } & Partial<PollerSettings<string, Seen>>) {
  const clock = createVirtualClock();
  const calls: { at: number; refs: readonly string[] }[] = [];
  const stop = new AbortController();
  const begun = new Map<string, number>();
  const poller = new Poller<string, Seen>({
    clock,
    pacing: { ...pacing, batchSize },
    signal: stop.signal,
    look: async (refs) => {
      calls.push({ at: clock.monotonic(), refs: [...refs] });
      return refs.map((ref) => ({ done: clock.monotonic() - (begun.get(ref) ?? 0) >= takesMs }));
    },
    sightingOf: (seen) => seen,
    pauseAfter: () => undefined,
    ...more,
  });
  const watch = (ref: string, firstAfterMs = 1_000, signal?: AbortSignal) => {
    begun.set(ref, clock.monotonic());
    const judge = ({ done }: Seen) => (done ? 'end' : 'go-on');
    return poller.watch(ref, { firstAfterMs, judge, onDeadline: () => new Error('too late'), signal });
  };
  return { clock, calls, stop, watch };
}

test('looks first when it makes sense, then at a growing interval, until the end', async () => {
  const { clock, calls, watch } = createWatched({});
  await watch('a', 20_000);
  expect(calls.map((call) => call.at)).toEqual([20_000, 27_500, 38_750, 53_750, 68_750]);
  expect(clock.monotonic()).toBe(68_750);
});

test('one call answers for as many as the list shows', async () => {
  const { calls, watch } = createWatched({ batchSize: 50 });
  await Promise.all(Array.from({ length: 40 }, (_, n) => watch(`t${n}`)));
  expect(calls.every((call) => call.refs.length === 40)).toBe(true);
  expect(calls.length).toBeLessThan(10);
});

test('more than fit into one call go in several, each ref once', async () => {
  const { calls, watch } = createWatched({ batchSize: 8, takesMs: 0 });
  await Promise.all(Array.from({ length: 20 }, (_, n) => watch(`t${n}`)));
  expect(calls.map((call) => call.refs.length)).toEqual([8, 8, 4]);
  expect(new Set(calls.flatMap((call) => call.refs)).size).toBe(20);
});

test('a look at what is due takes the others along, and calls keep a distance', async () => {
  const { clock, calls, watch } = createWatched({ batchSize: 50, takesMs: 120_000 });
  const watching: Promise<Seen>[] = [];
  for (let n = 0; n < 30; n++) {
    watching.push(watch(`t${n}`));
    await clock.sleep(1_300);
  }
  await Promise.all(watching);
  const gaps = calls.slice(1).map((call, i) => call.at - (calls[i]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4_000);
  expect(Math.max(...calls.map((call) => call.refs.length))).toBe(30);
});

test('a failing look is repeated after the pause that it is given, and no fault of the task', async () => {
  let failures = 0;
  const { clock, watch } = createWatched({
    look: async (refs) => {
      if (++failures <= 3) throw new Error('502');
      return refs.map(() => ({ done: true }));
    },
    pauseAfter: (error, nth) => (error instanceof Error && error.message === '502' ? nth * 1_000 : undefined),
  });
  expect(await watch('a', 0)).toEqual({ done: true });
  expect(clock.monotonic()).toBe(6_000);
});

test('a failure without a pause is the answer', async () => {
  const { watch } = createWatched({ look: () => Promise.reject(new Error('refused')) });
  await expect(watch('a')).rejects.toThrow('refused');
});

test('a status that is missing from the answer is a failure of that look alone', async () => {
  const { watch } = createWatched({ look: async () => [], pauseAfter: (error) => (String(error).includes('no status') ? undefined : 1) });
  await expect(watch('a')).rejects.toThrow('gave no status');
});

test('one last look falls on the deadline, then it is over', async () => {
  const { clock, calls, watch } = createWatched({ takesMs: 1e9 });
  await expect(watch('a')).rejects.toThrow('too late');
  expect(clock.monotonic()).toBe(600_000);
  expect(calls.at(-1)?.at).toBe(600_000);
});

test('a judgement may ask for a look of its own', async () => {
  const clock = createVirtualClock();
  const at: number[] = [];
  const look = async (refs: readonly string[]) => {
    at.push(clock.monotonic());
    return refs.map(() => ({ done: true }));
  };
  const settings = { clock, pacing, signal: new AbortController().signal, look, sightingOf: () => ({}), pauseAfter: () => undefined };
  const judge = () => (at.length < 3 ? { lookAgainInMs: at.length * 2_000 } : ('end' as const));
  await new Poller(settings).watch('a', { firstAfterMs: 0, judge, onDeadline: () => new Error('too late') });
  expect(at).toEqual([0, 2_000, 6_000]);
});

test('a request to stop ends every watch with its reason, also those that come later', async () => {
  const { clock, stop, watch } = createWatched({});
  const watching = [watch('a'), watch('b')];
  const ended = Promise.allSettled(watching);
  await clock.sleep(10_000);
  stop.abort(new Error('stop'));
  for (const one of await ended) expect(one).toMatchObject({ status: 'rejected', reason: { message: 'stop' } });
  await expect(watch('c')).rejects.toThrow('stop');
});

test('who no longer waits for one is looked at no more, and the others are', async () => {
  const leave = new AbortController();
  const { clock, calls, watch } = createWatched({});
  const left = watch('a', 1_000, leave.signal);
  const stays = watch('b');
  await clock.sleep(10_000);
  leave.abort(new Error('gone elsewhere'));
  await expect(left).rejects.toThrow('gone elsewhere');
  const looks = calls.filter(({ refs }) => refs.includes('a')).length;
  expect(await stays).toMatchObject({ done: true });
  expect(calls.filter(({ refs }) => refs.includes('a'))).toHaveLength(looks);
  await expect(watch('c', 1_000, leave.signal)).rejects.toThrow('gone elsewhere');
});
