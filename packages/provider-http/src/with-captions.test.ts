import { ProviderError, type TaskStatus } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { withCaptions } from './with-captions.ts';

const url = 'https://res.example/captions';
const done: TaskStatus = { state: 'succeeded', outputs: { voice: 'v' }, missing: ['cover'] };
const cue = { startMs: 0, endMs: 10, text: 'Hello.' };
const reader = (fetchText: (url: string) => Promise<string>) => ({
  fetchText,
  decode: (text: string) => (text === 'captions' ? [cue] : []),
});
const found = reader(async (asked) => (asked === url ? 'captions' : 'nothing'));

test('captions are added to what a success has', async () => {
  const status = await withCaptions(done, { url, isOwed: false }, found, {});
  expect(status).toEqual({ state: 'succeeded', outputs: { voice: 'v', captions: [cue] }, missing: ['cover'] });
});

test.each([
  ['owed, and not there yet', { url: undefined, isOwed: true }, found],
  ['announced, and unreadable', { url: `${url}/2`, isOwed: false }, found],
  ['announced, and not to be had', { url, isOwed: false }, reader(() => Promise.reject(new ProviderError('x', 'transient', 'later')))],
])('captions that are %s are missing', async (_what, file, read) => {
  expect(await withCaptions(done, file, read, {})).toEqual({ ...done, missing: ['cover', 'captions'] });
});

test('nobody misses captions that are neither owed nor announced, or of what is not done', async () => {
  const never = reader(() => expect.unreachable('nothing is fetched'));
  expect(await withCaptions(done, { url: undefined, isOwed: false }, never, {})).toBe(done);
  const running: TaskStatus = { state: 'running' };
  expect(await withCaptions(running, { url, isOwed: true }, never, {})).toBe(running);
});

test('what is no failure of the service is thrown on', async () => {
  const aborted = reader(() => Promise.reject(new DOMException('stop', 'AbortError')));
  await expect(withCaptions(done, { url, isOwed: true }, aborted, {})).rejects.toThrow('stop');
});
