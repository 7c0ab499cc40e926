import type { FindQuery, TaskInput } from '@reelwright/provider';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { expect, test } from 'vitest';
import { createRig, createTestChanjing, failureOf, staged } from './__testing__/chanjing-rig.ts';
import { markedNameOf, markOf } from './name-mark.ts';

const { answer } = createRig();

const label = 'f'.repeat(64);
const inputs: Record<'clone-voice' | 'tts' | 'lip-sync', TaskInput> = {
  'clone-voice': { kind: 'clone-voice', name: 'Mei', sample: { kind: 'url', url: 'https://a.example/x.wav' } },
  tts: { kind: 'tts', voice: 'v', text: '你好', speed: 1, pitch: 1, watermark: false },
  'lip-sync': {
    kind: 'lip-sync',
    video: staged('footage', 'f-1'),
    speech: { kind: 'text', text: '你好', voice: 'v', speed: 1, pitch: 1 },
    quality: 'basic',
    playback: 'forward',
    frames: 'sequential',
    volume: 100,
  },
};

const query = (kind: keyof typeof inputs, highWaterMark?: string): FindQuery => ({
  kind,
  label,
  input: inputs[kind],
  since: 0,
  ...(highWaterMark === undefined ? {} : { highWaterMark }),
});
const find = (kind: keyof typeof inputs, highWaterMark?: string) => createTestChanjing().find(query(kind, highWaterMark), {});

const voice = (id: string, name: unknown = `Someone ${id}`) => ({
  id,
  name,
  type: 'cicada3.0-turbo',
  progress: 100,
  audio_path: '',
  err_msg: '',
});
const film = (id: string, create_time: unknown = 100) => ({ id, status: 10, progress: 5, create_time });
const ours = markedNameOf('Mei', label);
const idsOf = (result: Awaited<ReturnType<typeof find>>) =>
  result.kind === 'candidates' ? result.tasks.map(({ task }) => task.id) : result.kind;

test('a voice is found for certain by the mark in its name', async () => {
  const lists = answer('list_customised_audio', { list: [voice('a'), voice('b', ours), voice('c')], page_info: { total_page: 9 } });
  expect(await find('clone-voice')).toEqual({ kind: 'certain', task: { provider: 'chanjing', kind: 'clone-voice', id: 'b' } });
  expect(lists[0]).toMatchObject({ method: 'POST', body: { page: 1, page_size: 50 } });
});

test('a mark is found on a later page', async () => {
  const pages = [[voice('a')], [voice('b')], [voice('c', ours)]];
  answer('list_customised_audio', (_, call) => envelope({ list: pages[call - 1] ?? [], page_info: { total_page: 3 } }));
  expect(await find('clone-voice')).toMatchObject({ kind: 'certain', task: { id: 'c' } });
});

test('a complete list without the mark proves that no voice was made', async () => {
  answer('list_customised_audio', (_, call) =>
    envelope({ list: call === 1 ? [voice('a'), voice('b', markedNameOf('Mei', 'other'))] : [], page_info: { total_page: 2 } }),
  );
  expect(await find('clone-voice')).toEqual({ kind: 'none' });
});

test('an empty account proves it, too', async () => {
  answer('list_customised_audio', { list: null, page_info: { total_page: 0 } });
  expect(await find('clone-voice')).toEqual({ kind: 'none' });
});

test('a list without a count of pages is read until a page is empty', async () => {
  const lists = answer('list_customised_audio', (_, call) => envelope({ list: call < 3 ? [voice(`v-${call}`)] : [] }));
  expect(await find('clone-voice')).toEqual({ kind: 'none' });
  expect(lists).toHaveLength(3);
});

test.each([
  ['is longer than we read', { list: [voice('a')], page_info: { total_page: 99 } }],
  ['has voices without names', { list: [voice('a', ''), voice('b')], page_info: { total_page: 1 } }],
  ['has voices without ids', { list: [{ name: 'x' }], page_info: { total_page: 1 } }],
])('a list that %s proves nothing', async (_what, data) => {
  answer('list_customised_audio', data);
  expect(await find('clone-voice')).toEqual({ kind: 'unknowable' });
});

test('two voices with one mark are for a person to choose from', async () => {
  answer('list_customised_audio', { list: [voice('a', ours), voice('b', ours)], page_info: { total_page: 1 } });
  expect(idsOf(await find('clone-voice'))).toEqual(['a', 'b']);
});

test('a voice whose author chose the words of a mark is not taken for ours', async () => {
  answer('list_customised_audio', { list: [voice('a', `${markOf(label)} Mei`)], page_info: { total_page: 1 } });
  expect(await find('clone-voice')).toEqual({ kind: 'none' });
});

test('a speech task is in no list: whether it was made cannot be known', async () => {
  expect(await find('tts')).toEqual({ kind: 'unknowable' });
});

/** The list as it was at the intent, as it is now, and what that tells. */
const histories: [string, unknown[], unknown[], string[] | 'none'][] = [
  ['nothing newer', [film('b', 100), film('a', 90)], [film('b', 100), film('a', 90)], 'none'],
  ['one newer', [film('b', 100)], [film('c', 101), film('b', 100)], ['c']],
  ['one newer within the same second', [film('b', 100)], [film('c', 100), film('b', 100)], ['c']],
  ['older ones of the same second', [film('b', 100), film('a', 100)], [film('b', 100), film('a', 100)], 'none'],
  ['several newer', [film('a', 100)], [film('d', 102), film('c', 101), film('a', 100)], ['d', 'c']],
  ['an empty list then and now', [], [], 'none'],
  ['an empty list then, one now', [], [film('a', 100)], ['a']],
  ['a mark that has been deleted', [film('b', 100), film('a', 90)], [film('c', 101), film('a', 90)], ['c']],
  ['a mark that has been deleted, nothing newer', [film('b', 100), film('a', 90)], [film('a', 90)], 'none'],
  ['no times at all', [film('a', null)], [film('b', null), film('a', null)], ['b']],
  ['an order that is not newest first', [film('a', 90), film('b', 100)], [film('a', 90), film('b', 100), film('c', 101)], ['c']],
];

test.each(histories)('a lip-sync is looked for above the high-water mark: %s', async (_what, before, after, expected) => {
  answer('video_lip_sync/list', { list: before as never, page_info: { total_page: 1 } });
  const mark = await createTestChanjing().highWaterMark('lip-sync', {});
  answer('video_lip_sync/list', { list: after as never, page_info: { total_page: 1 } });
  expect(idsOf(await find('lip-sync', mark))).toEqual(expected);
});

test('the mark is looked for on as many pages as it takes', async () => {
  const pages = [[film('e', 103), film('d', 102)], [film('c', 101), film('b', 100)], [film('a', 99)]];
  const lists = answer('video_lip_sync/list', (_, call) => envelope({ list: pages[call - 1] ?? [], page_info: { total_page: 3 } }));
  expect(idsOf(await find('lip-sync', '100 b'))).toEqual(['e', 'd', 'c']);
  expect(lists).toHaveLength(2);
});

test('candidates are described for a person', async () => {
  answer('video_lip_sync/list', {
    list: [film('b', 1_738_636_800), { ...film('c', 8.7e15), status: 'odd' }],
    page_info: { total_page: 1 },
  });
  expect(await find('lip-sync', '')).toEqual({
    kind: 'candidates',
    tasks: [
      {
        task: { provider: 'chanjing', kind: 'lip-sync', id: 'b' },
        createdAt: 1_738_636_800_000,
        description: 'lip-sync task, created 2025-02-04T02:40:00.000Z, status 10',
      },
      { task: { provider: 'chanjing', kind: 'lip-sync', id: 'c' }, description: 'lip-sync task, status unknown' },
    ],
  });
});

test('without a mark the latest tasks are candidates, and only an empty list proves anything', async () => {
  answer('video_lip_sync/list', { list: Array.from({ length: 30 }, (_, index) => film(`t-${index}`)), page_info: { total_page: 1 } });
  expect(idsOf(await find('lip-sync'))).toHaveLength(10);
  answer('video_lip_sync/list', { list: [], page_info: { total_page: 0 } });
  expect(await find('lip-sync')).toEqual({ kind: 'none' });
});

test.each(['clone-voice', 'tts', 'clone-avatar', 'authorize'] as const)('there is no high-water mark for %s', async (kind) => {
  expect(await createTestChanjing().highWaterMark(kind, {})).toBeUndefined();
});

test.each([
  ['clone-voice', 'list_customised_audio'],
  ['lip-sync', 'video_lip_sync/list'],
] as const)('a list that is refused or unreadable settles nothing (%s)', async (kind, path) => {
  answer(path, () => refusal(40001, '超出QPS限制'));
  expect(await failureOf(find(kind, '100 b'))).toMatchObject({ errorClass: 'rate-limit' });
  answer(path, { rows: [] });
  expect(await failureOf(find(kind, '100 b'))).toMatchObject({ code: 'PROVIDER_UNREADABLE' });
});
