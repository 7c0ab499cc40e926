import type { FindQuery, TaskInput } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { expect, test } from 'vitest';
import { createRig, createTestChanjing, staged } from './__testing__/chanjing-rig.ts';
import { avatarClone, avatarVideo } from './__testing__/inputs.ts';
import { markedNameOf, markOf } from './name-mark.ts';

const { answer } = createRig();

const label = 'f'.repeat(64);
const inputs: Record<'clone-voice' | 'clone-avatar' | 'tts' | 'lip-sync' | 'avatar-video', TaskInput> = {
  'clone-avatar': avatarClone,
  'avatar-video': avatarVideo,
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

/** What carries our mark in its name, and the list that it stands in. */
const marked = [
  { kind: 'clone-voice', path: 'list_customised_audio', asked: { page: 1, page_size: 50 } },
  { kind: 'clone-avatar', path: 'list_customised_person', asked: { page: 1, page_size: 50, source: 0 } },
] as const;

test.each(marked)('a thing of $kind is found for certain by the mark in its name', async ({ kind, path, asked }) => {
  const lists = answer(path, { list: [voice('a'), voice('b', ours), voice('c')], page_info: { total_page: 9 } });
  expect(await find(kind)).toEqual({ kind: 'certain', task: { provider: 'chanjing', kind, id: 'b' } });
  expect(lists).toMatchObject([{ method: 'POST', body: asked }]);
});

test.each(marked)('a complete list without the mark proves that nothing of $kind was made', async ({ kind, path }) => {
  answer(path, { list: [voice('a')], page_info: { total_page: 1 } });
  expect(await find(kind)).toEqual({ kind: 'none' });
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

const films = [
  ['lip-sync', 'video_lip_sync/list'],
  ['avatar-video', 'video_list'],
] as const;

test.each(histories)('films are looked for above the high-water mark: %s', async (_what, before, after, expected) => {
  for (const [kind, path] of films) {
    answer(path, { list: before as never, page_info: { total_page: 1 } });
    const mark = await createTestChanjing().highWaterMark(kind, {});
    answer(path, { List: after as never, PageInfo: { total_page: 1 } });
    expect(idsOf(await find(kind, mark))).toEqual(expected);
  }
});

test('a film of an avatar is described as one', async () => {
  answer('video_list', { list: [film('b', 1_738_636_800)], page_info: { total_page: 1 } });
  expect(await find('avatar-video', '')).toEqual({
    kind: 'candidates',
    tasks: [
      {
        task: { provider: 'chanjing', kind: 'avatar-video', id: 'b' },
        createdAt: 1_738_636_800_000,
        description: 'avatar video, created 2025-02-04T02:40:00.000Z, status 10',
      },
    ],
  });
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

test.each([['clone-voice', 'list_customised_audio'], ['clone-avatar', 'list_customised_person'], ...films] as const)(
  'a list that is refused or unreadable settles nothing (%s)',
  async (kind, path) => {
    answer(path, () => refusal(40001, '超出QPS限制'));
    expect(await failureOf(find(kind, '100 b'))).toMatchObject({ errorClass: 'rate-limit' });
    answer(path, { rows: [] });
    expect(await failureOf(find(kind, '100 b'))).toMatchObject({ code: 'PROVIDER_UNREADABLE' });
  },
);
