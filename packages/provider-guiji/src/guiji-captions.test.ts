import { startHttpServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createGuijiService, testSettings } from './__testing__/guiji-service.ts';
import { decodeSrt } from './guiji-captions.ts';
import { createGuiji } from './index.ts';

test.each([
  {
    name: 'two blocks',
    text: '1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n00:00:01,500 --> 00:00:03,000\nworld\nagain\n',
    cues: [
      { startMs: 0, endMs: 1500, text: 'Hello' },
      { startMs: 1500, endMs: 3000, text: 'world\nagain' },
    ],
  },
  {
    name: 'a byte order mark, Windows line ends and dots for commas',
    text: '\ufeff1\r\n00:00:00.250 --> 01:00:01.5 X1:0\r\n你好\r\n\r\n',
    cues: [{ startMs: 250, endMs: 3_601_500, text: '你好' }],
  },
  { name: 'a block without words', text: '1\n00:00:00,000 --> 00:00:01,000\n\n', cues: [] },
  { name: 'a block that ends before it starts', text: '1\n00:00:02,000 --> 00:00:01,000\nx\n', cues: [] },
  { name: 'something else', text: '<html><body>gone</body></html>', cues: [] },
  { name: 'nothing', text: '', cues: [] },
])('reads $name', ({ text, cues }) => {
  expect(decodeSrt(text)).toEqual(cues);
});

/** The captions lie behind an address of their own, so real HTTP on this machine serves them. */
async function startWithCaptions(srt: { readonly status: number; readonly text: string }) {
  const own = createGuijiService();
  const http = await startHttpServer(async (request, response) => {
    if (request.url === '/a.srt') return void response.writeHead(srt.status).end(srt.text);
    const answer = await own.handle(new Request(new URL(request.url ?? '', 'http://127.0.0.1')));
    response.writeHead(answer.status).end(await answer.text());
  });
  return { own, http, guiji: createGuiji({ ...testSettings(), baseUrl: http.url }) };
}

const srt = '1\n00:00:00,000 --> 00:00:01,500\nHello.\n';
const cues = [{ startMs: 0, endMs: 1500, text: 'Hello.' }];

test.each([
  { kind: 'tts', call: 'GET /speaker/v2/tts/{id}', data: { id: 202, status: 2, ttsUrl: 'http://127.0.0.1/a.wav' } },
  {
    kind: 'avatar-video',
    call: 'GET /video/v2/get/{id}',
    data: { id: -42, synthesisStatus: 3, videoUrl: 'http://127.0.0.1/a.mp4', coverUrl: 'http://127.0.0.1/a.jpg' },
  },
] as const)('the captions of $kind are fetched and read', async ({ kind, call, data }) => {
  const { own, http, guiji: local } = await startWithCaptions({ status: 200, text: srt });
  await using _server = http;
  own.on(call, { ...data, srtUrl: `${http.url}/a.srt` });
  expect(await local.poll([{ provider: 'guiji', kind, id: String(data.id) }], {})).toMatchObject([
    { state: 'succeeded', outputs: { captions: cues }, missing: [] },
  ]);
});

test.each([
  { status: 404, text: 'gone' },
  { status: 200, text: '' },
])('captions that are announced and cannot be read (HTTP $status) are missing, not forgotten', async (file) => {
  const { own, http, guiji: local } = await startWithCaptions(file);
  await using _server = http;
  own.on('GET /video/v2/get/{id}', {
    id: -42,
    synthesisStatus: 3,
    videoUrl: 'http://127.0.0.1/a.mp4',
    coverUrl: 'http://127.0.0.1/a.jpg',
    srtUrl: `${http.url}/a.srt`,
  });
  expect(await local.poll([{ provider: 'guiji', kind: 'avatar-video', id: '-42' }], {})).toMatchObject([
    { state: 'succeeded', missing: ['captions'] },
  ]);
});
