import { expect, test } from 'vitest';
import avatarVideoEnd from './__fixtures__/avatar-video-callback.page-create-video.json' with { type: 'json' };
import lipSyncDetail from './__fixtures__/lip-sync-detail.page-lip-sync.json' with { type: 'json' };
import speechState from './__fixtures__/speech-state.page-voice-clone.json' with { type: 'json' };
import voiceDetail from './__fixtures__/voice-detail-done-and-refused.page-voice-clone.json' with { type: 'json' };
import { createTestChanjing } from './__testing__/chanjing-rig.ts';

const { decodeCallback } = createTestChanjing();
const film = {
  id: '1914661228878233600',
  status: 30,
  progress: 100,
  msg: '',
  video_url: 'https://res.example/a.mp4',
  create_time: 1,
  duration: 45,
};

test.each([
  ['C6: an envelope is a lip-sync', lipSyncDetail, { kind: 'lip-sync', id: '9499ed79995c4bdb95f0d66ca84419fd' }],
  [
    'C6: an envelope that says no is one, too',
    { ...lipSyncDetail, code: 50000 },
    { kind: 'lip-sync', id: '9499ed79995c4bdb95f0d66ca84419fd' },
  ],
  ['C6, C5: a bare detail of state 30 is the film of an avatar', film, { kind: 'avatar-video', id: '1914661228878233600' }],
  ['C6: the documented callback of a film of an avatar is bare', avatarVideoEnd, { kind: 'avatar-video', id: '1914661228878233600' }],
  [
    '24: a bare detail with a film is one of a film, whatever its state',
    { id: '7', status: 0, video_url: '', subtitle_data_url: '' },
    { kind: 'avatar-video', id: '7' },
  ],
  ['24: a bare detail of a failed film is one, too', { id: '7', status: 41, msg: '失败' }, { kind: 'avatar-video', id: '7' }],
  [
    '24: a bare detail with a picture is an avatar, whatever its state',
    { id: 'C-1', status: 10, pic_url: '' },
    { kind: 'clone-avatar', id: 'C-1' },
  ],
  ['C6: data without a code is no envelope', { ...film, data: { id: 'x' } }, { kind: 'avatar-video', id: '1914661228878233600' }],
  ['24: a bare detail of a small state is an avatar', { id: 'C-1', status: 2, progress: 100 }, { kind: 'clone-avatar', id: 'C-1' }],
  [
    '24: a bare detail that calls itself a person is an avatar',
    { id: 'C-1', type: 'person', status: 99 },
    { kind: 'clone-avatar', id: 'C-1' },
  ],
  ['a bare detail of a voice', voiceDetail.data, { kind: 'clone-voice', id: 'C-Audio-53e4e53ba1bc40de91ffaa74f20470fc' }],
  ['C25: a speech task by the id that its start returned', { ...speechState.data, task_id: 't-1' }, { kind: 'tts', id: 't-1' }],
])('%s', (_what, body, expected) => {
  expect(decodeCallback(body)).toEqual(expected);
  expect(decodeCallback(JSON.stringify(body))).toEqual(expected);
});

test('12: an id keeps its digits when the body comes as text', () => {
  expect(decodeCallback('{"id":1914661228878233601,"status":30}')).toEqual({ kind: 'avatar-video', id: '1914661228878233601' });
});

test.each([
  undefined,
  null,
  '',
  'text',
  '{"id":',
  42,
  true,
  [],
  {},
  { id: 'x' },
  { status: 30 },
  { code: 0, data: null },
  { code: 0, data: 'x' },
  { code: 0, data: { status: 20 } },
  { id: { deep: 1 }, status: 30 },
  speechState.data,
])('23: what leads to no task is not a hint (%#)', (body) => {
  expect(decodeCallback(body)).toBeUndefined();
});

test('23: a callback is a hint alone: it says which task to look at, and nothing of how it ended', () => {
  expect(Object.keys(decodeCallback(film) ?? {})).toEqual(['kind', 'id']);
});
