import { createVirtualClock } from '@reelwright/clock';
import { expect, test } from 'vitest';
import type { RunEvent } from '../events.ts';
import type { JournalStore } from '../state/journal-store.ts';
import { EventSink } from './event-sink.ts';

function createWatchedSink({ append }: { append?: JournalStore['append'] } = {}) {
  const log: string[] = [];
  const shown: RunEvent[] = [];
  const journal: JournalStore = {
    begin: () => {},
    read: () => [],
    runs: () => [],
    append: append ?? ((_, events) => void log.push(`written ${events.map((event) => event.sequence)}`)),
  };
  const sink = new EventSink({
    run: 'r',
    clock: createVirtualClock({ auto: false, startMs: 1_000 }),
    journal,
    redact: (text) => text.replaceAll('s3cret', '***'),
    onEvent: (event) => {
      shown.push(event);
      log.push(`shown ${event.sequence}`);
    },
  });
  return { sink, log, shown };
}

test('events are numbered and written before they are shown, those of one turn together', async () => {
  const { sink, log } = createWatchedSink();
  for (const message of ['a', 'b']) sink.emit({ type: 'warning-raised', message });
  expect(log).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  sink.emit({ type: 'warning-raised', message: 'c' });
  sink.flush();
  expect(log).toEqual(['written 1,2', 'shown 1', 'shown 2', 'written 3', 'shown 3']);
});

test('no text of an event holds a secret, at any depth', () => {
  const { sink, shown } = createWatchedSink();
  const wire = { code: '1', message: 'token s3cret', traceId: 't' };
  sink.emit({
    type: 'node-failed',
    node: 'n',
    recipe: 'r',
    instance: 'i',
    step: 's',
    error: { code: 'PROVIDER_AUTH', message: 's3cret!', wire },
  });
  sink.flush();
  expect(JSON.stringify(shown)).not.toContain('s3cret');
  expect(shown[0]).toMatchObject({ sequence: 1, at: 1_000, error: { message: '***!', wire: { message: 'token ***' } } });
});

test('a journal that cannot be written is told once, and the events still come', () => {
  let writes = 0;
  const { sink, shown } = createWatchedSink({
    append: () => {
      writes += 1;
      throw new Error('The disk is full.');
    },
  });
  for (const message of ['a', 'b']) {
    sink.emit({ type: 'warning-raised', message });
    sink.flush();
  }
  expect(writes).toBe(1);
  expect(shown.map((event) => event.type === 'warning-raised' && event.message)).toEqual([
    'a',
    'The journal of this run cannot be written any more. The disk is full.',
    'b',
  ]);
  expect(shown.map((event) => event.sequence)).toEqual([1, 2, 3]);
});
