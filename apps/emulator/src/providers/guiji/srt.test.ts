import { expect, test } from 'vitest';
import { writeSrt } from './srt.ts';
import { changedAt, parseWallTime, wallTime } from './times.ts';

test('23: subtitles count from 1, with hours, a comma before milliseconds, and an empty line between', () => {
  const cues = [
    { startMs: 0, endMs: 1_539.6, text: 'One' },
    { startMs: 3_661_001, endMs: 3_725_010, text: '二' },
  ];
  expect(writeSrt(cues)).toBe('1\n00:00:00,000 --> 00:00:01,540\nOne\n\n2\n01:01:01,001 --> 01:02:05,010\n二\n');
  expect(writeSrt([])).toBe('');
});

test('22: times of replies are Beijing time, and can be read back', () => {
  const ms = Date.UTC(2025, 2, 10, 2, 11, 45);
  expect(wallTime(ms)).toBe('2025-03-10 10:11:45');
  expect(parseWallTime('2025-03-10 10:11:45')).toBe(ms);
  for (const text of ['2025-03-10', '2025-03-10T10:11:45', '2025-13-40 10:11:45']) expect(parseWallTime(text)).toBeUndefined();
});

test('20: a task has changed when it was made, left the queue, or ended in the open', () => {
  const task = { createdAt: 0, startsAt: 10, ended: { at: 20, visibleAt: 25, cost: 0 } };
  expect([5, 10, 22, 25].map((now) => changedAt(task, now))).toEqual([0, 10, 10, 20]);
});
