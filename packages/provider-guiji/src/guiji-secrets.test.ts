import { inspect } from 'node:util';
import type { Provider, TaskInput } from '@reelwright/provider';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  apiKey,
  apiSecret,
  baseUrl,
  collect,
  createGuijiService,
  type GuijiService,
  refusal,
  type SentCall,
  success,
  testSettings,
} from './__testing__/guiji-service.ts';
import { authorizeInput, avatarInput, speechInput, videoInput, voiceInput } from './__testing__/inputs.ts';
import { createGuiji, createGuijiCatalogue } from './index.ts';

/** The token travels in the address of every call, so it must not show wherever an address, a body or an error could. */

const server = setupServer();
let service: GuijiService = createGuijiService();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const token = 'token-1';
const mark = 'test-secret-signature';

/** What a careless service, gateway or network may say: everything that it was told. */
const echo = ({ call, query, json }: SentCall) =>
  `${call} ${baseUrl}/openapi?${new URLSearchParams(query)} ${JSON.stringify(query)} ${JSON.stringify(json)} \u001b[2J`;

const answers: Readonly<Record<string, (sent: SentCall) => Response>> = {
  'a refusal that repeats the call': (sent) => refusal('40015', echo(sent)),
  'an internal exception that repeats the call': (sent) => refusal('40001', echo(sent)),
  'a token refusal that repeats the call': (sent) => refusal('40002', echo(sent)),
  'a page that repeats the call': (sent) =>
    new HttpResponse(`<html>${echo(sent)}</html>`, { status: 502, headers: { 'content-type': 'text/html' } }),
  'a success without its data': (sent) => HttpResponse.json({ code: 0, success: true, message: echo(sent), data: { note: echo(sent) } }),
  'a failed task whose reason repeats the call': (sent) => {
    const task = { id: 1, speakerId: '1', status: 3, synthesisStatus: 7, reason: echo(sent), comment: echo(sent), failReason: echo(sent) };
    return success({ ...task, records: [task] });
  },
  'an authorization whose remark repeats the call': (sent) => {
    const clone = { id: 1, speakerId: '1', status: 2, sceneId: -1, authorizeStatus: 0, reason: echo(sent), comment: echo(sent) };
    return success({ ...clone, records: [clone] });
  },
  'names and states that repeat the call': (sent) =>
    success({
      ...{ id: 1, speakerId: '1', status: echo(sent), synthesisStatus: echo(sent) },
      records: [{ id: 1, speakerId: '1', videoName: `rw-1${echo(sent)}`, title: `rw-1${echo(sent)}`, ttsName: `rw-1${echo(sent)}` }],
    }),
  'a redirect with the query': (sent) =>
    new HttpResponse(null, { status: 302, headers: { location: `${baseUrl}/x?${new URLSearchParams(sent.query)}` } }),
  'a broken connection': () => HttpResponse.error(),
};

const inputs: readonly TaskInput[] = [voiceInput, avatarInput, speechInput, videoInput, authorizeInput];

test.each(Object.entries(answers))('trap 25: %s shows neither token nor key nor secret nor signature', async (_name, answer) => {
  for (const failing of ['all', 'login'] as const) {
    const shown = await showEverything(answer, failing);
    expect(shown.length).toBeGreaterThan(10);
    for (const text of shown) {
      for (const secret of [token, 'token-2', apiKey, apiSecret, mark, ...signatures()]) expect(text).not.toContain(secret);
      expect(text).not.toContain('access_token=');
      expect(text).not.toContain('\u001b');
    }
  }
});

const signatures = () => service.sent.flatMap(({ query }) => (query.sign === undefined ? [] : [query.sign]));

/** Every call of the adapter, failing; what a person, a log or a journal could get to see of each. */
async function showEverything(answer: (sent: SentCall) => Response, failing: 'all' | 'login'): Promise<readonly string[]> {
  service = createGuijiService();
  server.resetHandlers(
    http.all(`${baseUrl}/*`, async ({ request }) => {
      const isLogin = request.url.includes('/oauth/token');
      const url = new URL(request.url);
      const body = await request.clone().text();
      const json: unknown = body === '' ? undefined : JSON.parse(body);
      const sent = { call: `${request.method} ${url.pathname}`, query: Object.fromEntries(url.searchParams), json };
      const usual = await service.handle(request);
      return isLogin === (failing === 'login') ? answer(sent) : usual;
    }),
  );
  const guiji = createGuiji(testSettings());
  const catalogue = createGuijiCatalogue(testSettings());
  const calls = [
    ...inputs.map((input) => () => guiji.start(input, { label: 'rw-1', callbackUrl: `https://hooks.test/${mark}` })),
    ...inputs.map((input) => () => guiji.find({ kind: input.kind, label: 'rw-1', input, since: 0, highWaterMark: '1' }, {})),
    ...inputs.map((input) => () => guiji.poll([{ provider: 'guiji', kind: input.kind, id: '1' }], {})),
    ...inputs.map(
      (input) => () =>
        guiji.poll(
          ['1', '2'].map((id) => ({ provider: 'guiji', kind: input.kind, id })),
          {},
        ),
    ),
    () => guiji.highWaterMark('tts', {}),
    () => catalogue.account(),
    ...shownLists(guiji),
    ...[catalogue.listPublicAvatars(), catalogue.listPublicVoices(), catalogue.listTrainings(), catalogue.listVoices()].map(
      (list) => () => collect(list),
    ),
    ...[catalogue.listVideos(), catalogue.listSpeech()].map((list) => () => collect(list)),
    async () => guiji.decodeCallback(JSON.stringify({ taskType: 'voice-clone', data: { speakerId: '1', result: 'fail' } })),
  ];
  const outcomes: unknown[] = [guiji, catalogue];
  for (const call of calls) outcomes.push(await call().catch((error: unknown) => error));
  return outcomes.flatMap((outcome) => [
    // With all that hangs below it: the causes of an error, the errors of a status.
    inspect(outcome, { depth: 12, showHidden: true, getters: true }),
    JSON.stringify(outcome) ?? '',
    ...causesOf(outcome).map((error) => `${error.stack}${JSON.stringify(Object.assign({}, error))}`),
  ]);
}

function causesOf(outcome: unknown): readonly Error[] {
  return outcome instanceof Error ? [outcome, ...causesOf(outcome.cause)] : [];
}

/** Everything that the common catalogue tells. */
function shownLists({ catalogue }: Provider): readonly (() => Promise<unknown>)[] {
  if (catalogue === undefined) return expect.unreachable('no catalogue');
  const query = { page: 1, pageSize: 10 };
  return [
    () => catalogue.account({}),
    ...[{}, { own: true }, { own: true, id: '1' }, { tags: ['x'] }].flatMap((more) => [
      async () => catalogue.voices?.({ ...query, ...more }, {}),
      async () => catalogue.avatars?.({ ...query, ...more }, {}),
    ]),
    ...catalogue.jobKinds.map((kind) => async () => catalogue.jobs?.({ ...query, kind }, {})),
  ];
}

/** A signed address of the bridge's is a key to the file: nothing that goes wrong on the way may show it. */
test.each(Object.entries(answers))('%s shows no query of an address that media were published under', async (_name, answer) => {
  service = createGuijiService();
  server.resetHandlers(
    http.all(`${baseUrl}/*`, async ({ request }) => {
      const body = await request.clone().text();
      const usual = await service.handle(request);
      // The service repeats what it was told to fetch.
      const sent = { call: `${request.method} ${body}`, query: {}, json: undefined };
      return request.url.includes('/oauth/token') ? usual : answer(sent);
    }),
  );
  const url = `https://bucket.test/mei.wav?X-Signature=${mark}`;
  const guiji = createGuiji({ ...testSettings(), bridge: { publish: async () => ({ url }) } });
  const facts = { sha256: 'a'.repeat(64), sizeBytes: 10, extension: 'wav' };
  const staged = await guiji.stage({ path: '/x/mei.wav', purpose: 'voice-sample', facts }, {});
  const input: TaskInput = { ...voiceInput, sample: { kind: 'staged', staged, content: facts } };
  const outcome = await guiji.start(input, { label: 'rw-1' }).catch((error: unknown) => error);
  expect(JSON.stringify(service.bodies('POST /speaker/v3/clone'))).toContain(mark);
  expect(inspect(outcome, { depth: 12, showHidden: true, getters: true })).not.toContain(mark);
});

test('trap 25: the probe itself would see a token: the service does get it, and an error does carry foreign words', async () => {
  const shown = await showEverything(({ call }) => refusal('40015', `no, said ${call}`), 'all');
  expect(service.sent.some(({ query }) => query.access_token === token)).toBe(true);
  expect(shown.some((text) => text.includes('no, said'))).toBe(true);
});
