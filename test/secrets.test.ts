import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EmulatorServer, startEmulatorServer } from './support/emulator.ts';
import { type Answer, type GuijiProxy, startGuijiProxy } from './support/guiji-proxy.ts';
import { createPresenterProject, type PresenterProject } from './support/presenter.ts';
import { createProject } from './support/project.ts';
import { type Outcome, reel } from './support/reel.ts';

/** Guiji's token stands in the address of every call, where it is easily let out. */

const home = createProject();
let emulator: EmulatorServer;
let proxy: GuijiProxy;
let project: PresenterProject;
beforeAll(async () => {
  emulator = await startEmulatorServer(home.path);
});
afterAll(async () => {
  await emulator.stop();
  home[Symbol.dispose]();
});
beforeEach(async () => {
  await emulator.control('POST', 'reset');
  proxy = await startGuijiProxy(emulator.env.GUIJI_BASE_URL ?? '');
  project = createPresenterProject();
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  project[Symbol.dispose]();
});

const secret = () => emulator.env.GUIJI_API_SECRET ?? '';
const call = (...words: string[]): Promise<Outcome> =>
  reel([...words, '--provider', 'guiji'], { cwd: project.path, env: { ...emulator.env, GUIJI_BASE_URL: proxy.baseUrl } });

/** Everything that was printed and everything that was left in the project: state, results, manifests, logs. */
function everything(outcomes: readonly Outcome[]): string {
  const files = readdirSync(project.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
  return [...outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...files].join('\n');
}

function expectNoSecretIn(outcomes: readonly Outcome[]): void {
  const told = everything(outcomes);
  expect(proxy.tokens.size).toBeGreaterThan(0);
  expect(secret()).not.toBe('');
  for (const hidden of [...proxy.tokens, secret()]) {
    expect(hidden.length).toBeGreaterThan(5);
    for (const shape of [hidden, encodeURIComponent(hidden), Buffer.from(hidden).toString('base64').replace(/=+$/, '')])
      expect(told.includes(shape), 'a secret stands in what was printed or left behind').toBe(false);
  }
}

test('a run that goes well leaves neither token nor secret in events, state, outputs and manifest', async () => {
  const first = await call('run', 'presenter.reel.yaml', '--reporter', 'ndjson', '--debug');
  expect(first.code).toBe(0);
  const second = await call('run', 'presenter.reel.yaml', '--json');
  expect(second.code).toBe(0);
  expectNoSecretIn([first, second]);
});

/** Services like to tell what they were called with. */
const echoes: readonly { readonly what: string; readonly path: string; readonly answer: Answer }[] = [
  {
    what: 'a refusal',
    path: 'create/training',
    answer: {
      status: 200,
      contentType: 'application/json',
      body: (address) => JSON.stringify({ code: '40013', success: false, message: `bad call of ${address}`, data: null }),
    },
  },
  {
    what: 'a page of a gateway',
    path: 'video/v2',
    answer: { status: 502, contentType: 'text/html', body: (address) => `<html><body>Bad gateway: ${address}</body></html>` },
  },
  {
    what: 'something that is no JSON',
    path: 'video/v2',
    answer: { status: 200, contentType: 'application/json', body: (address) => `oops ${address}` },
  },
  {
    what: 'a missing thing',
    path: 'speaker/v3/fastTts',
    answer: {
      status: 404,
      contentType: 'application/json',
      body: (address) => JSON.stringify({ code: '40018', success: false, message: address, data: { url: address } }),
    },
  },
];

test.each(echoes)('$what that repeats the address of a call is told without the token', async ({ path, answer }) => {
  proxy.answerNext(path, Array(20).fill(answer));
  const outcomes = [
    await call('run', 'presenter.reel.yaml', '--reporter', 'ndjson', '--debug'),
    await call('run', 'presenter.reel.yaml', '--debug', '--json'),
  ];
  expect(outcomes[0]?.stdout).toContain('"type":"run-finished"');
  expect(outcomes[0]?.stdout).toMatch(/"type":"(?:node|attempt)-failed"/);
  expectNoSecretIn(outcomes);
});

test('what the account tells of itself is told without the token', async () => {
  const outcomes = [];
  for (const words of [['voices'], ['avatars', '--json'], ['account', '--debug'], ['jobs', '--json']]) outcomes.push(await call(...words));
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expectNoSecretIn(outcomes);
});

test('a ready token is used and not told', async () => {
  await call('account');
  const [token = ''] = proxy.tokens;
  const env = { GUIJI_BASE_URL: proxy.baseUrl, GUIJI_ACCESS_TOKEN: token };
  const ask = (...words: string[]) => reel([...words, '--provider', 'guiji', '--debug'], { cwd: project.path, env });
  const outcomes = [await ask('account', '--json'), await ask('plan', 'bulletin.reel.yaml', '--json')];
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
  proxy.answerNext('user/v2', Array(20).fill({ status: 400, contentType: 'text/plain', body: (address: string) => address }));
  const refused = await ask('account');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('error PROVIDER_')]);
  expectNoSecretIn([...outcomes, refused]);
});
