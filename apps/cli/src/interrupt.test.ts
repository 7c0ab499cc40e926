import { expect, test } from 'vitest';
import { stoppingNote, watchInterrupts } from './interrupt.ts';
import { createCollectingHost } from './testing/collecting-host.ts';

test('the first signal aborts, the second leaves at once with 130', () => {
  const host = createCollectingHost();
  const reasons: string[] = [];
  using interrupt = watchInterrupts(host, (reason) => reasons.push(reason));
  host.stop('SIGTERM');
  expect([interrupt.signal.aborted, interrupt.reason, host.exits]).toEqual([true, 'SIGTERM', []]);
  host.stop('SIGINT');
  expect([reasons, host.exits]).toEqual([['SIGTERM'], [130]]);
});

test('both streams losing their reader is one request to stop', () => {
  const host = createCollectingHost();
  using interrupt = watchInterrupts(host, () => {});
  host.stop('broken-pipe');
  host.stop('broken-pipe');
  expect([interrupt.reason, host.exits]).toEqual(['broken-pipe', []]);
});

test('nothing is watched any more after the end', () => {
  const host = createCollectingHost();
  {
    using _ = watchInterrupts(host, () => {});
    host.stop('SIGINT');
  }
  host.stop('SIGINT');
  expect(host.exits).toEqual([]);
});

test.each([
  ['SIGINT', 'Finishing what has been sent; press Ctrl-C again to stop at once.'],
  ['SIGTERM', 'Finishing what has been sent; send SIGTERM again to stop at once.'],
  ['broken-pipe', 'Nobody reads the output any more: finishing what has been sent.'],
] as const)('%s is answered with what is so', (reason, note) => {
  expect(stoppingNote(reason)).toBe(note);
});
