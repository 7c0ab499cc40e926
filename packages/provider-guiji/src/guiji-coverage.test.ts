import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DocumentedCall, documentedCalls, documentedCodes } from './__testing__/documented.ts';
import { baseUrl, collect, createGuijiService, type GuijiService, page, refusal, testSettings } from './__testing__/guiji-service.ts';
import { authorizeInput, avatarInput, faceConsent, media, speechInput, videoInput, voiceInput } from './__testing__/inputs.ts';
import { createGuijiClient } from './guiji-client.ts';
import { type Endpoint, endpoints } from './guiji-endpoints.ts';
import { accessOf } from './guiji-settings.ts';
import { createGuiji, createGuijiCatalogue } from './index.ts';

/** Every documented call with every documented field: sent, read, and its states and codes understood. Prints the table at its end. */

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
const catalogue = createGuijiCatalogue(testSettings());
const client = createGuijiClient(testSettings(), accessOf(testSettings()));
const start = { label: 'rw-1', callbackUrl: 'https://hooks.test/1' };
const tasks = (kind: 'clone-voice' | 'clone-avatar' | 'avatar-video' | 'tts', ...ids: readonly string[]) =>
  guiji.poll(
    ids.map((id) => ({ provider: 'guiji', kind, id })),
    {},
  );

/** How a user of the adapter comes to each call, with all that can be asked. */
const uses: Readonly<Record<string, () => Promise<unknown>>> = {
  'GET /user/v2/get': () => catalogue.account(),
  'POST /robot/v2/fastPublicPageList': () => collect(catalogue.listPublicAvatars({ name: 'x' })),
  'POST /speaker/v2/fastPublicPageList': () => collect(catalogue.listPublicVoices({ name: 'x', sex: 'male' })),
  'POST /video/v3/create/training': () => guiji.start({ ...avatarInput, vendor: { id: 7, compress: true, level: 1 } }, start),
  'POST /video/v2/training/pageList': () => tasks('clone-avatar', '1', '2'),
  'GET /video/v2/training/get/{id}': () => tasks('clone-avatar', '-1'),
  'POST /speaker/v3/clone': () => guiji.start({ ...voiceInput, sex: 'male' }, start),
  'POST /speaker/v2/clonePageList': () =>
    collect(catalogue.listVoices({ sex: 'male', state: 'ready', expiresFrom: 0, expiresUntil: 1_741_572_705_000 })),
  'GET /speaker/v2/clone/{id}': () => tasks('clone-voice', 'C_1'),
  'POST /video/v3/simpleCreate': async () => {
    await guiji.start(videoInput, start);
    await guiji.start({ ...videoInput, speech: { kind: 'audio', audio: media('https://media.test/a.wav') } }, start);
  },
  'POST /video/v2/pageList': () => tasks('avatar-video', '-1', '-2'),
  'GET /video/v2/get/{id}': () => tasks('avatar-video', '-1'),
  'POST /speaker/v3/fastTts': () => guiji.start(speechInput, start),
  'POST /speaker/v2/tts/pageList': () => tasks('tts', '1', '2'),
  'GET /speaker/v2/tts/{id}': () => tasks('tts', '1'),
  'POST /video/v3/authorize': () => guiji.start({ ...authorizeInput, target: { kind: 'avatar', id: '-287' }, consent: faceConsent }, start),
  'POST /speaker/v3/authorize': () => guiji.start(authorizeInput, start),
};

interface Row {
  request: number;
  reply: number;
  states: number;
  errors: number;
}
const rows = new Map<string, Row>(documentedCalls.map(({ call }) => [call, { request: 0, reply: 0, states: 0, errors: 0 }]));
const count = (call: string, what: keyof Row, number: number) => {
  const row = rows.get(call);
  if (row !== undefined) row[what] += number;
};

test('the 17 documented calls, and no others, stand in the path table', () => {
  const known = Object.values<Endpoint<unknown>>(endpoints).map(({ method, path }) => `${method} ${path.replace('/openapi', '')}`);
  expect(known.sort()).toEqual(documentedCalls.map(({ call }) => call).sort());
  expect(known).toHaveLength(17);
  expect(Object.keys(uses).sort()).toEqual(known.sort());
});

test.each(documentedCalls)('$section $call: every documented field can be sent, and no other', async ({ call, request }) => {
  service.on('POST /video/v2/training/pageList', page({ id: 423, sceneId: -287, status: 2 }));
  service.on('GET /video/v2/training/get/{id}', { id: 1, status: 1 });
  const answers = { id: 1, status: 1, speakerId: 'C_1', trainingId: 1, videoId: 1, account: {}, records: [] };
  service.on(call, call.endsWith('authorize') ? true : call.includes('training/pageList') ? page({ id: 423, sceneId: -287 }) : answers);
  for (const detail of documentedCalls.filter(({ call: other }) => other.startsWith('GET ') && other.includes('{id}'))) {
    service.on(detail.call, { id: 1, speakerId: 'C_1', status: 1, synthesisStatus: 2 });
  }
  await uses[call]?.();
  const bodies = service.bodies(call);
  expect(bodies.length).toBeGreaterThan(0);
  const sent = new Set(call.includes('{id}') ? ['{id}'] : bodies.flatMap((body) => Object.keys(body ?? {})));
  expect([...sent].sort()).toEqual([...request].sort());
  count(call, 'request', sent.size);
});

test.each(documentedCalls)('$section $call: every documented field of the reply changes what is read', async (documented) => {
  const { call, reply, isList } = documented;
  for (const [field, { values, given = {} }] of Object.entries(reply)) {
    const one = await read(documented, { ...given, [field]: values[0] });
    const other = await read(documented, { ...given, [field]: values[1] });
    expect({ field, one }).not.toEqual({ field, one: other });
    expect(await read(documented, { ...given, [field]: values[0] })).toEqual(one);
    count(call, 'reply', 1);
  }
  if (isList !== true) return;
  for (const field of ['pageSize', 'pageNo', 'totalRecord']) {
    const one = await read(documented, {}, { [field]: 1 });
    const other = await read(documented, {}, { [field]: 2 });
    expect({ field, one }).not.toEqual({ field, one: other });
    count(call, 'reply', 1);
  }
});

/** What the adapter makes of a reply that holds every documented field, with some of them changed. */
async function read({ call, reply, isList }: DocumentedCall, change: Readonly<Record<string, unknown>>, pageChange = {}): Promise<unknown> {
  const flat = { ...Object.fromEntries(Object.entries(reply).map(([field, { values }]) => [field, values[0]])), ...change };
  const data = 'data' in reply ? flat.data : nested(flat);
  service.on(call, HttpResponse.json({ code: '0', success: true, message: '', data: isList ? { ...page(data), ...pageChange } : data }));
  return client.call(endpointOf(call), call.includes('{id}') ? { id: '1' } : {});
}

/** `{ 'user.id': 1 }` as `{ user: { id: 1 } }`. */
function nested(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const root: Record<string, Record<string, unknown> | unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    const [first = '', second] = key.split('.');
    root[first] = second === undefined ? value : { ...(root[first] as object | undefined), [second]: value };
  }
  return root;
}

function endpointOf(call: string): Endpoint<unknown> {
  const found = Object.values<Endpoint<unknown>>(endpoints).find(
    ({ method, path }) => `${method} ${path.replace('/openapi', '')}` === call,
  );
  if (found === undefined) throw new Error(`no endpoint for ${call}`);
  return found;
}

test.each(documentedCalls.filter(({ states }) => states !== undefined))(
  '$section $call: every documented state is understood',
  async (documented) => {
    const { field, numbers } = documented.states ?? { field: '', numbers: [] };
    for (const number of numbers) {
      const answer = JSON.stringify(await read(documented, { [field]: number }));
      expect(answer).toContain(`"wireState":"${number}"`);
      expect(answer).not.toContain('"state":"unknown"');
      count(documented.call, 'states', 1);
    }
  },
);

test.each(documentedCalls)('$section $call: every documented code is understood, whatever the call', async ({ call }) => {
  for (const code of documentedCodes) {
    service = createGuijiService();
    service.on(call, refusal(code, 'said the service'));
    const fresh = createGuijiClient(testSettings(), accessOf(testSettings()));
    const error: unknown = await fresh.call(endpointOf(call), call.includes('{id}') ? { id: '1' } : {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      provider: 'guiji',
      wire: { code, message: 'said the service', call: expect.stringContaining('/openapi/') },
    });
    if (!['40021'].includes(code)) expect(error).not.toMatchObject({ errorClass: 'provider' });
    count(call, 'errors', 1);
  }
});

afterAll(() => {
  const lines = documentedCalls.map(({ section, call, request, reply, isList, states }) => {
    const row = rows.get(call) ?? { request: 0, reply: 0, states: 0, errors: 0 };
    const fields = Object.keys(reply).length + (isList ? 3 : 0);
    const cells = [
      `${row.request}/${request.length}`,
      `${row.reply}/${fields}`,
      `${row.states}/${states?.numbers.length ?? 0}`,
      `${row.errors}/${documentedCodes.length}`,
    ];
    return `${section.padEnd(4)}${call.padEnd(37)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  });
  console.log([`${'§'.padEnd(4)}${'call (/openapi +)'.padEnd(37)}  request    reply   states    errors`, ...lines].join('\n'));
});
