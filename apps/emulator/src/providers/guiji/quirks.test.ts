import { expect, test } from 'vitest';
import { startCallbackSink } from '../../test-support/callback-sink.ts';
import { startGuijiBench } from '../../test-support/guiji-client.ts';

const words = { text: 'Hello there. This is me.', speakerId: 'C_175' };

test.each([
  ['uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/],
  ['malformed', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{15}$/],
] as const)('G11: tokens can be %s, and open all the same', async (tokens, form) => {
  await using bench = await startGuijiBench({ guiji: { quirks: { tokens } } });
  expect(bench.client.token).toMatch(form);
  expect(await bench.client.get('user/v2/get')).toMatchObject({ code: '0' });
});

test.each(['apart', 'like-scenes'] as const)('G4: ids of films can be %s', async (videoIds) => {
  await using bench = await startGuijiBench({ guiji: { quirks: { videoIds } } });
  const made: number[] = [];
  for (const sceneId of [-292, -293]) {
    made.push((await bench.client.post<{ videoId: number }>('video/v3/simpleCreate', { sceneId, ...words })).data.videoId);
  }
  const isLikeScenes = videoIds === 'like-scenes';
  expect(made.map((id) => [-292, -293].includes(id))).toEqual([isLikeScenes, isLikeScenes]);
  expect(new Set(made).size).toBe(2);
  await bench.pass(120_000);
  expect(await bench.client.get(`video/v2/get/${made[0]}`)).toMatchObject({ data: { id: made[0], synthesisStatus: 3 } });
});

test.each(['told', 'absent'] as const)('G15: the status in the callback of speech can be %s', async (speechCallbackStatus) => {
  await using bench = await startGuijiBench({ guiji: { quirks: { speechCallbackStatus } } });
  await using sink = await startCallbackSink();
  const order = { speakerId: words.speakerId, content: words.text, callbackUrl: sink.url };
  await bench.client.post('speaker/v3/fastTts', order);
  await bench.pass(60_000);
  bench.emulator.faults.failTask('tts', { msg: 'no' });
  await bench.client.post('speaker/v3/fastTts', { ...order, content: 'Something else.' });
  await bench.pass(60_000);
  const told = sink.bodies.map((body) => (body as { data: Record<string, unknown> }).data);
  const isTold = speechCallbackStatus === 'told';
  expect(told.map((data) => data.status)).toEqual(isTold ? [2, 3] : [undefined, undefined]);
  expect(told.map((data) => typeof data.ttsUrl)).toEqual(['string', 'undefined']);
});
