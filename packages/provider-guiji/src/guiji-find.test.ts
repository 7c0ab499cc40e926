import type { FindQuery, TaskInput, TaskKind } from '@reelwright/provider';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { baseUrl, createGuijiService, type GuijiService, page, paged, refusal, testSettings } from './__testing__/guiji-service.ts';
import { authorizeInput, avatarInput, speechInput, videoInput, voiceInput } from './__testing__/inputs.ts';
import { createGuiji } from './index.ts';

const server = setupServer();
let service: GuijiService;
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => {
  service = createGuijiService();
  server.use(http.all(`${baseUrl}/*`, ({ request }) => service.handle(request)));
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const guiji = createGuiji(testSettings());
const label = 'rw-1a2b3c4d5e6f';
const query = (input: TaskInput, highWaterMark?: string): FindQuery => ({
  kind: input.kind,
  label,
  input,
  since: 0,
  ...(highWaterMark === undefined ? {} : { highWaterMark }),
});

const named = [
  {
    input: voiceInput,
    list: 'POST /speaker/v2/clonePageList',
    record: (id: number, ttsName: string) => ({ speakerId: `C_${id}`, ttsName, status: 0 }),
    id: 'C_7',
  },
  {
    input: avatarInput,
    list: 'POST /video/v2/training/pageList',
    record: (id: number, title: string) => ({ id, title, status: 0 }),
    id: '7',
  },
  {
    input: videoInput,
    list: 'POST /video/v2/pageList',
    record: (id: number, videoName: string) => ({ id, videoName, synthesisStatus: 1 }),
    id: '7',
  },
] as const;

test.each(named)('a lost $input.kind is found by the label in its name, on whichever page', async ({ input, list, record, id }) => {
  const others = Array.from({ length: 130 }, (_, index) => record(1000 + index, `other ${index}`));
  service.on(list, paged([...others, record(7, `${label} Mei`)]));
  expect(await guiji.find(query(input), {})).toEqual({ kind: 'certain', task: { provider: 'guiji', kind: input.kind, id } });
  expect(service.bodies(list)).toEqual([
    { page: 1, size: 100 },
    { page: 2, size: 100 },
  ]);
});

test.each(named)('a $input.kind whose label nobody carries was never made', async ({ input, list, record }) => {
  service.on(list, page(record(1, 'rw-000000000000 Mei'), record(2, '')));
  expect(await guiji.find(query(input), {})).toEqual({ kind: 'none' });
  service.on(list, page());
  expect(await guiji.find(query(input), {})).toEqual({ kind: 'none' });
});

test('a label that lost its case and its punctuation on the way is still ours', async () => {
  service.on('POST /video/v2/pageList', page({ id: -7, videoName: 'RW_1A2B3C4D5E6F', synthesisStatus: 1 }));
  expect(await guiji.find(query(videoInput), {})).toMatchObject({ kind: 'certain', task: { id: '-7' } });
});

test('a name that may be our label, cut off, is a candidate and never "none"', async () => {
  service.on(
    'POST /video/v2/pageList',
    page(
      { id: -7, videoName: 'rw-1a2b3c', synthesisStatus: 1, createTime: '2025-03-10 10:11:45' },
      { id: -6, videoName: 'rw', synthesisStatus: 1 },
    ),
  );
  expect(await guiji.find(query(videoInput), {})).toEqual({
    kind: 'candidates',
    tasks: [{ task: { provider: 'guiji', kind: 'avatar-video', id: '-7' }, createdAt: 1_741_572_705_000, description: '-7 "rw-1a2b3c"' }],
  });
});

test('two things with our label are one too many: a person decides', async () => {
  service.on(
    'POST /video/v2/pageList',
    page({ id: -8, videoName: label, synthesisStatus: 1 }, { id: -7, videoName: label, synthesisStatus: 1 }),
  );
  expect(await guiji.find(query(videoInput), {})).toMatchObject({
    kind: 'candidates',
    tasks: [{ task: { id: '-8' } }, { task: { id: '-7' } }],
  });
});

test('a list that never ends is not taken for the whole list', async () => {
  let page = 0;
  service.on('POST /video/v2/pageList', () => {
    page += 1;
    return { records: Array.from({ length: 100 }, (_, index) => ({ id: page * 1000 + index, videoName: 'other', synthesisStatus: 1 })) };
  });
  expect(await guiji.find(query(videoInput), {})).toEqual({ kind: 'unknowable' });
  expect(service.bodies('POST /video/v2/pageList')).toHaveLength(200);
});

test('a list that answers the same page for ever is not taken for the whole list', async () => {
  service.on('POST /video/v2/pageList', { totalRecord: 500, records: [{ id: 1, videoName: 'other', synthesisStatus: 1 }] });
  expect(await guiji.find(query(videoInput), {})).toEqual({ kind: 'unknowable' });
  expect(service.bodies('POST /video/v2/pageList')).toHaveLength(2);
});

test('a page smaller than asked for is followed by the next', async () => {
  const films = Array.from({ length: 70 }, (_, index) => ({
    id: -100 + index,
    videoName: index === 69 ? label : 'other',
    synthesisStatus: 1,
  }));
  service.on('POST /video/v2/pageList', ({ json }) => {
    const pageNo = (json as { page: number }).page;
    return { pageNo, pageSize: 50, totalRecord: 70, records: films.slice((pageNo - 1) * 50, pageNo * 50) };
  });
  expect(await guiji.find(query(videoInput), {})).toMatchObject({ kind: 'certain', task: { id: '-31' } });
});

test('a find that cannot read the list fails, and says nothing of the task', async () => {
  service.on('POST /video/v2/pageList', new HttpResponse('', { status: 503 }));
  await expect(guiji.find(query(videoInput), {})).rejects.toMatchObject({ errorClass: 'transient' });
});

const speeches = (...ids: readonly (number | string)[]) => ids.map((id) => ({ id, status: 2, duration: 1539 }));

test.each([
  { name: 'counting upwards', listed: speeches(20, 19, 7), mark: '20' },
  { name: 'counting downwards below zero', listed: speeches(-292, -291), mark: '-292' },
  { name: 'in both directions', listed: speeches(-5, 20, -4), mark: '20,-5' },
  { name: 'beyond 2^53', listed: speeches('1898919683985883136', '1898919683985883135'), mark: '1898919683985883136' },
  { name: 'from old to new', listed: speeches(7, 19, 20), mark: '20' },
  { name: 'none', listed: [], mark: 'empty' },
])('the high-water mark of speech $name is $mark', async ({ listed, mark }) => {
  service.on('POST /speaker/v2/tts/pageList', page(...listed));
  expect(await guiji.highWaterMark('tts', {})).toBe(mark);
  expect(service.bodies('POST /speaker/v2/tts/pageList')).toEqual([{ page: 1, size: 20 }]);
});

test('the newest of a long list that runs from old to new stands on its last page', async () => {
  service.on('POST /speaker/v2/tts/pageList', paged(speeches(...Array.from({ length: 95 }, (_, index) => index + 1))));
  expect(await guiji.highWaterMark('tts', {})).toBe('95');
  expect(service.bodies('POST /speaker/v2/tts/pageList')).toEqual([
    { page: 1, size: 20 },
    { page: 5, size: 20 },
  ]);
});

test.each(['clone-voice', 'clone-avatar', 'avatar-video', 'authorize', 'lip-sync'] as const)(
  '%s needs no mark, and none is asked for',
  async (kind: TaskKind) => {
    expect(await guiji.highWaterMark(kind, {})).toBeUndefined();
    expect(service.sent).toEqual([]);
  },
);

test.each([
  { mark: '20', listed: speeches(22, 21, 20, 19), newer: ['22', '21'] },
  { mark: '20', listed: speeches(19, 20, 21), newer: ['21'] },
  { mark: '-292', listed: speeches(-293, -292, -291), newer: ['-293'] },
  { mark: '20,-5', listed: speeches(-6, 21, 20, -5), newer: ['-6', '21'] },
  { mark: 'empty', listed: speeches(1), newer: ['1'] },
  { mark: '20', listed: speeches(-1, 20), newer: ['-1'] },
  { mark: '1898919683985883135', listed: speeches('1898919683985883136'), newer: ['1898919683985883136'] },
])('speech that is newer than $mark is $newer', async ({ mark, listed, newer }) => {
  service.on('POST /speaker/v2/tts/pageList', page(...listed));
  const found = await guiji.find(query(speechInput, mark), {});
  expect(found).toEqual({
    kind: 'candidates',
    tasks: newer.map((id) => ({ task: { provider: 'guiji', kind: 'tts', id }, description: `speech ${id}, ready, 1.5 s` })),
  });
});

test.each([
  { mark: '20', listed: speeches(20, 19) },
  { mark: 'empty', listed: [] },
  { mark: '-292', listed: speeches(-292, -1) },
])('no speech newer than $mark: none was made', async ({ mark, listed }) => {
  service.on('POST /speaker/v2/tts/pageList', page(...listed));
  expect(await guiji.find(query(speechInput, mark), {})).toEqual({ kind: 'none' });
});

test('new speech is looked for until the mark, and no further', async () => {
  service.on('POST /speaker/v2/tts/pageList', paged(speeches(...Array.from({ length: 450 }, (_, index) => 450 - index))));
  const found = await guiji.find(query(speechInput, '330'), {});
  expect(found.kind === 'candidates' ? found.tasks : []).toHaveLength(120);
  expect(service.bodies('POST /speaker/v2/tts/pageList')).toHaveLength(2);
});

test('in a list that runs from old to new, what follows the mark is looked for as well', async () => {
  service.on('POST /speaker/v2/tts/pageList', paged(speeches(...Array.from({ length: 250 }, (_, index) => index + 1))));
  const found = await guiji.find(query(speechInput, '50'), {});
  expect(found.kind === 'candidates' ? found.tasks : []).toHaveLength(200);
});

test('without a mark nothing can be known of speech, and nothing is asked', async () => {
  expect(await guiji.find(query(speechInput), {})).toEqual({ kind: 'unknowable' });
  expect(service.sent).toEqual([]);
});

test('an authorization is found when it shows; otherwise it may be handed in again', async () => {
  service.on('GET /speaker/v2/clone/{id}', { speakerId: 'C_125', status: 2, authorizeStatus: 1 });
  expect(await guiji.find(query(authorizeInput), {})).toEqual({
    kind: 'certain',
    task: { provider: 'guiji', kind: 'authorize', id: 'voice:C_125' },
  });
  service.on('GET /speaker/v2/clone/{id}', { speakerId: 'C_125', status: 2 });
  expect(await guiji.find(query(authorizeInput), {})).toEqual({ kind: 'none' });
  service.on('GET /speaker/v2/clone/{id}', refusal('40018', 'no'));
  expect(await guiji.find(query(authorizeInput), {})).toEqual({ kind: 'none' });
});

test('the authorization of an avatar is found through its training', async () => {
  const input = { ...authorizeInput, target: { kind: 'avatar', id: '-287' } } as const;
  service.on('POST /video/v2/training/pageList', page({ id: 423, sceneId: -287, status: 2 }));
  service.on('GET /video/v2/training/get/{id}', { id: 423, sceneId: -287, status: 2, authorizeStatus: '1' });
  expect(await guiji.find(query(input), {})).toMatchObject({ kind: 'certain', task: { id: 'avatar:423' } });
});
