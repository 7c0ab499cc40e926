import type { CloneAvatarInput, ConsentInput, Json } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { expect, test } from 'vitest';
import { createRig, createTestChanjing, staged } from './__testing__/chanjing-rig.ts';
import { avatarClone } from './__testing__/inputs.ts';
import { markOf } from './name-mark.ts';

const { answer } = createRig();

const label = 'f'.repeat(64);
const ref = (id: string) => ({ provider: 'chanjing', kind: 'clone-avatar', id }) as const;

/** What a start sends. */
async function bodyOf(more: Partial<CloneAvatarInput> = {}, callbackUrl?: string): Promise<Json> {
  const calls = answer('create_customised_person', 'C-1');
  const options = { label, ...(callbackUrl === undefined ? {} : { callbackUrl }) };
  const started = await createTestChanjing().start({ ...avatarClone, ...more }, options);
  expect(started).toEqual({ task: ref('C-1'), warnings: [] });
  return calls[0]?.body as Json;
}

test('an avatar is made from an upload, under a name that carries our mark', async () => {
  expect(await bodyOf()).toEqual({ name: `Mei ${markOf(label)}`, file_id: 'f-footage', train_type: 'figure' });
});

const consent = (recording: ConsentInput['recording']) => ({ statement: ' I agree. \n', recording });

test.each<[string, Partial<CloneAvatarInput>, object]>([
  ['a voice besides', { trainVoice: true }, { train_type: 'both' }],
  ['a language', { language: 'en' }, { language: 'en' }],
  ['footage at an address', { video: { kind: 'url', url: 'https://a.example/x.mp4' } }, { material_video: 'https://a.example/x.mp4' }],
  [
    '27: a consent, as version 2.0 wants it',
    { consent: consent(staged('consent', 'f-consent')) },
    { version: '2.0', auth_text: 'I agree.', auth_video_file_id: 'f-consent' },
  ],
  [
    '27: a consent at an address',
    { consent: consent({ kind: 'url', url: 'https://a.example/c.mp4' }) },
    { version: '2.0', auth_text: 'I agree.', auth_video: 'https://a.example/c.mp4' },
  ],
])('%s goes where it is documented', async (_what, more, expected) => {
  expect(await bodyOf(more)).toMatchObject(expected);
});

test('every other documented field of an avatar is reachable', async () => {
  const vendor = { error_skip: true, resolution_rate: 1, is_high_quality: true, denoise_flag: true, language_boost: 'English' };
  expect(await bodyOf({ vendor }, 'https://here.example/cb')).toMatchObject({ ...vendor, callback: 'https://here.example/cb' });
});

test('27: a consent without words is refused before anything is sent', async () => {
  const calls = answer('create_customised_person', 'C-1');
  const input = { ...avatarClone, consent: { statement: ' ', recording: staged('consent', 'f') } };
  expect(await failureOf(createTestChanjing().start(input, { label }))).toMatchObject({ errorClass: 'bad-input' });
  expect(calls).toEqual([]);
});

test('footage that is staged elsewhere is a fault of ours', async () => {
  const video = { ...staged('avatar-footage', 'f'), staged: { provider: 'other', purpose: 'avatar-footage', id: 'f' } } as const;
  await expect(createTestChanjing().start({ ...avatarClone, video }, { label })).rejects.toMatchObject({ code: 'INTERNAL' });
});

/** An avatar as the detail call tells it. */
const person = (id: string, more: object = {}) => ({
  id,
  name: 'Mei',
  type: 'person',
  pic_url: 'https://res.example/a.jpg',
  preview_url: 'https://res.example/a.mp4',
  width: 1080,
  height: 1920,
  audio_man_id: '',
  status: 2,
  err_reason: '',
  is_open: 1,
  reason: '',
  progress: 100,
  create_time: 1_745_325_784,
  support_4k: false,
  width_4k: 0,
  height_4k: 0,
  ...more,
});

async function lookAt(data: unknown) {
  answer('customised_person', data as never);
  const [status] = await createTestChanjing().poll([ref('C-1')], {});
  return status;
}

test('a finished avatar gives its id, and the voice that was trained with it', async () => {
  const asked = answer('customised_person', person('C-1', { audio_man_id: 'C-Audio-9' }));
  expect(await createTestChanjing().poll([ref('C-1')], {})).toEqual([
    { state: 'succeeded', outputs: { avatar: 'C-1', voice: 'C-Audio-9' }, missing: [] },
  ]);
  expect(asked).toMatchObject([{ method: 'GET', query: { id: 'C-1' } }]);
});

const running = { state: 'running' };
const done = { state: 'succeeded', outputs: { avatar: 'C-1' }, missing: [] };

test.each<[object, object]>([
  [{ status: 2 }, done],
  [{ status: '2', progress: 0, pic_url: '', preview_url: '' }, done],
  [{ status: 2, err_reason: '声音克隆失败' }, done],
  [
    { status: 1, progress: 40 },
    { ...running, progress: 0.4 },
  ],
  [
    { status: 0, progress: 40 },
    { ...running, progress: 0.4 },
  ],
  [
    { status: 0, progress: 100 },
    { ...running, progress: 1 },
  ],
  [
    { status: 1, progress: 100, pic_url: '', preview_url: '' },
    { ...running, progress: 1 },
  ],
  [
    { status: 1, progress: 100, reason: '审核中' },
    { ...running, progress: 1, detail: '审核中' },
  ],
  [{ status: 1, progress: 100 }, done],
  [
    { status: 3, progress: 40 },
    { ...running, progress: 0.4, detail: 'status 3' },
  ],
  [{ status: 99 }, { ...running, progress: 1, detail: 'status 99' }],
])('C29, 11: an avatar of %j is %j, by either way of counting', async (more, expected) => {
  expect(await lookAt(person('C-1', more))).toEqual(expected);
});

test.each([
  [{ status: 4, err_reason: '视频时长不能超过5分钟' }, 'bad-input', '视频时长不能超过5分钟'],
  [{ status: 4, reason: '审核不通过' }, 'rejected-content', '审核不通过'],
  [{ status: 4, err_reason: '训练失败', reason: '视频中没有人脸' }, 'provider', '训练失败: 视频中没有人脸'],
  [{ status: 5, err_reason: '蝉豆不足扣费失败' }, 'quota', '蝉豆不足扣费失败'],
  [{ status: 7, err_reason: '失败' }, 'provider', '失败'],
])('C23, C29, 8: an avatar has failed in its own words (%j)', async (more, errorClass, message) => {
  expect(await lookAt(person('C-1', more))).toMatchObject({ state: 'failed', error: { errorClass, wire: { message } } });
});

test.each([4, 5])('C29: an avatar that fails without words has failed (%i)', async (status) => {
  const failed = await lookAt(person('C-1', { status }));
  expect(failed).toMatchObject({ state: 'failed', error: { errorClass: 'provider', message: expect.stringContaining('no reason') } });
});

test('29: an empty shell is looked up in the list before it counts as vanished', async () => {
  answer('customised_person', {});
  const lists = answer('list_customised_person', ({ body }) =>
    envelope({ list: (body as { id: string }).id === 'C-1' ? [person('C-1')] : [], page_info: { total_page: 1 } }),
  );
  expect(await createTestChanjing().poll([ref('C-1')], {})).toEqual([done]);
  expect(await createTestChanjing().poll([ref('C-2')], {})).toMatchObject([{ state: 'vanished' }]);
  expect(lists[0]?.body).toEqual({ page: 1, page_size: 50, source: 0, id: 'C-1' });
});

test('an avatar that is not known has vanished', async () => {
  answer('customised_person', () => refusal(50000, '定制数字人不存在'));
  expect(await createTestChanjing().poll([ref('C-1')], {})).toMatchObject([{ state: 'vanished' }]);
});

test('several avatars are answered by one call of the list; what it leaves out of a done one is asked for', async () => {
  const { audio_man_id: _, ...short } = person('C-2');
  const lists = answer('list_customised_person', {
    list: [person('C-1', { status: 1, progress: 5 }), short],
    page_info: { total_page: 1 },
  });
  const details = answer('customised_person', person('C-2', { audio_man_id: 'C-Audio-2' }));
  expect(await createTestChanjing().poll([ref('C-1'), ref('C-2')], {})).toMatchObject([
    { state: 'running', progress: 0.05 },
    { state: 'succeeded', outputs: { avatar: 'C-2', voice: 'C-Audio-2' } },
  ]);
  expect(lists).toMatchObject([{ body: { page: 1, page_size: 50, source: 0 } }]);
  expect(details).toHaveLength(1);
});
