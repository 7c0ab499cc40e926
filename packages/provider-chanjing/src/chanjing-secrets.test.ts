import { inspect } from 'node:util';
import { createVirtualClock } from '@reelwright/clock';
import type { Catalogue, Provider, TaskInput } from '@reelwright/provider';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { baseUrl, facts } from './__testing__/chanjing-rig.ts';
import { avatarClone, avatarVideo, lipSync, speech, voiceClone } from './__testing__/inputs.ts';
import { createChanjing } from './chanjing-provider.ts';

/** Whole flows against a service that repeats what it was told wherever it can: nothing of it may be shown. */

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const secretKey = 'test-secret-key';
const signature = 'test-signature';
const signedUrl = `http://127.0.0.1:1/x.mp4?Signature=${signature}`;

/** A request as the careless service saw it. */
interface Told {
  readonly path: string;
  /** Everything that it was told. */
  readonly echo: string;
}

type Answer = (told: Told) => Response;

const answers: Readonly<Record<string, Answer>> = {
  'a refusal that repeats the call': ({ echo }) => HttpResponse.json({ code: 40000, msg: echo, trace_id: echo }),
  'an internal error that repeats the call': ({ echo }) => HttpResponse.json({ code: 50000, msg: echo }),
  'a token refusal that repeats the call': ({ echo }) => HttpResponse.json({ code: 10400, msg: `AccessToken ${echo}` }),
  'a page that repeats the call': ({ echo }) =>
    new HttpResponse(`<html>${echo}</html>`, { status: 502, headers: { 'content-type': 'text/html' } }),
  'a success without its data': ({ echo }) => HttpResponse.json({ code: 0, msg: echo, data: { note: echo } }),
  'a success of a wrong type': ({ echo }) => HttpResponse.json({ code: 0, msg: echo, data: [echo, { id: {}, name: echo }] }),
  'a failed task whose words repeat the call': (told) => HttpResponse.json({ code: 0, data: withEcho(told, failedTask(told)) }),
  'names and states that repeat the call': (told) => HttpResponse.json({ code: 0, data: withEcho(told, spokenTask(told)) }),
  'a redirect with what it was told': ({ echo }) =>
    new HttpResponse(null, { status: 302, headers: { location: `${baseUrl}/x?echo=${encodeURIComponent(echo)}` } }),
  'a broken connection': () => HttpResponse.error(),
};

function failedTask({ path, echo }: Told) {
  const failed = /video_list|\/video$/.test(path) ? 41 : /audio_task_state/.test(path) ? 9 : /lip_sync/.test(path) ? 30 : 4;
  const words = { msg: echo, err_msg: echo, err_reason: echo, reason: echo, errMsg: echo, errReason: echo, queue_desc: echo };
  return { id: '1', status: failed, ...words };
}

function spokenTask({ echo }: Told) {
  const names = { name: echo, gender: echo, lang: echo, desc: echo, type: echo, service: echo, file_path: echo, audio_name: echo };
  const figures = [{ type: echo, cover: echo }];
  return { id: '1', status: 77, queue_status: echo, queue_desc: echo, msg: echo, ...names, audio_lang: echo, figures, tag_names: [echo] };
}

/** One thing as the answer of a detail call and, the same, as the item of every list. */
function withEcho({ echo }: Told, thing: object) {
  return { ...thing, list: [{ ...thing, tag_list: [{ id: 1, name: echo, update_time: echo }], update_time: echo }] };
}

const inputs: readonly TaskInput[] = [voiceClone, avatarClone, avatarVideo, lipSync, speech];
const secrets = [secretKey, signature];

test.each(Object.entries(answers))('trap 25: %s shows neither token nor secret nor signature', async (_name, answer) => {
  for (const failing of ['calls', 'login'] as const) {
    const { shown, tokens } = await showEverything(answer, failing);
    expect(shown.length).toBeGreaterThan(40);
    const found = shown.filter((text) => [...secrets, ...tokens].some((secret) => text.includes(secret)) || text.includes('\u001b[2J'));
    // A failure shows where, and not what: that would be all of it.
    expect(found.map((text) => text.slice(0, 200))).toEqual([]);
  }
});

test('trap 25: the probe itself would see a secret: the service is told it, and errors do carry foreign words', async () => {
  const { shown, tokens, told } = await showEverything(
    ({ path, echo }) => HttpResponse.json({ code: 40000, msg: `no to ${path} ${echo}` }),
    'calls',
  );
  expect(told.some((echo) => echo.includes(secretKey))).toBe(true);
  expect(tokens.length).toBeGreaterThan(0);
  expect(told.some((echo) => tokens.some((token) => echo.includes(token)))).toBe(true);
  expect(shown.some((text) => text.includes('no to /open/v1/video_list'))).toBe(true);
});

interface Shown {
  readonly shown: readonly string[];
  readonly tokens: readonly string[];
  readonly told: readonly string[];
}

/** Every call of the adapter; what a person, a log or a journal could get to see of each. */
async function showEverything(answer: Answer, failing: 'calls' | 'login'): Promise<Shown> {
  const told: string[] = [];
  const tokens: string[] = [];
  server.resetHandlers(
    http.all(`${baseUrl}/open/v1/*`, async ({ request }) => {
      const path = new URL(request.url).pathname;
      const echo = `${request.headers.get('access_token')} ${request.url} ${await request.text()} ${signedUrl} \u001b[2J`;
      told.push(echo);
      const isLogin = path.endsWith('/access_token');
      if (isLogin === (failing === 'login')) return answer({ path, echo });
      if (isLogin) tokens.push(`test-token-${tokens.length}`);
      return HttpResponse.json({ code: 0, data: isLogin ? { access_token: tokens.at(-1), expire_in: 4_000_000_000 } : {} });
    }),
  );
  const clock = createVirtualClock({ auto: false });
  const chanjing = createChanjing({ appId: 'test-app', secretKey, clock });
  const outcomes: unknown[] = [chanjing];
  for (const call of everyCall(chanjing)) outcomes.push(await call().catch((error: unknown) => error));
  return { shown: outcomes.flatMap(shownOf), tokens, told };
}

function everyCall(chanjing: Provider): readonly (() => Promise<unknown>)[] {
  const ref = ({ kind }: TaskInput, id: string) => ({ provider: 'chanjing', kind, id }) as const;
  const staged = { provider: 'chanjing', purpose: 'footage', id: '1', url: signedUrl } as const;
  return [
    ...inputs.flatMap((input) => [
      () => chanjing.start(input, { label: 'f'.repeat(64), callbackUrl: `https://hooks.example/${signature}` }),
      () => chanjing.find({ kind: input.kind, label: 'f'.repeat(64), input, since: 0, highWaterMark: '1 0' }, {}),
      () => chanjing.highWaterMark(input.kind, {}),
      () => chanjing.poll([ref(input, '1')], {}),
      () => chanjing.poll([ref(input, '1'), ref(input, '2')], {}),
    ]),
    () => chanjing.stage({ path: import.meta.filename, purpose: 'footage', facts }, {}),
    () => chanjing.pollStaged([staged], {}),
    ...everyList(chanjing.catalogue as Required<Catalogue>), // this adapter's has every list
  ];
}

function everyList(catalogue: Required<Catalogue>): readonly (() => Promise<unknown>)[] {
  const query = { page: 1, pageSize: 10 };
  return [
    () => catalogue.account({}),
    ...[{}, { own: true }, { own: true, detailed: true }, { tags: ['1'], purpose: 'x' }].flatMap((more) => [
      () => catalogue.voices({ ...query, ...more }, {}),
      () => catalogue.avatars({ ...query, ...more }, {}),
    ]),
    ...catalogue.jobKinds.map((kind) => () => catalogue.jobs({ ...query, kind }, {})),
    () => catalogue.fonts(query, {}),
    () => catalogue.files(query, {}),
    () => catalogue.tags('avatars', {}),
    ...catalogue.removable.map((what) => () => catalogue.remove(what, '1', {})),
  ];
}

function shownOf(outcome: unknown): readonly string[] {
  return [
    // With all that hangs below it: the causes of an error, the errors of a status.
    inspect(outcome, { depth: 12, showHidden: true, getters: true }),
    JSON.stringify(outcome) ?? '',
    ...causesOf(outcome).map((error) => `${error.stack}${JSON.stringify(Object.assign({}, error))}`),
  ];
}

function causesOf(outcome: unknown): readonly Error[] {
  return outcome instanceof Error ? [outcome, ...causesOf(outcome.cause)] : [];
}
