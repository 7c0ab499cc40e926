import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAnsweringSink } from '../../test-support/answering-sink.ts';
import { type GuijiBench, startGuijiBench } from '../../test-support/guiji-client.ts';

/** A reply word for word as it stands in the provider's pages, to a request made of all that their tables know. */
interface CallSample {
  readonly section: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly reply: { readonly data: unknown };
}

interface CallbackSample {
  readonly section: string;
  readonly callback: { readonly taskType: string };
  readonly answer: object;
}

const folder = join(import.meta.dirname, '__fixtures__');
const files = readdirSync(folder).map((file) => {
  const sample = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CallSample | CallbackSample;
  return { name: file.replace('.page-sample.json', ''), sample };
});
const calls = files.filter((file): file is { name: string; sample: CallSample } => 'method' in file.sample);
const callbacks = files.filter((file): file is { name: string; sample: CallbackSample } => 'callback' in file.sample);

/** Keys that the tables have and the samples have not. */
const additions: Readonly<Record<string, string>> = { 'public-voices': 'audioUrl' };
/** What the samples say where the tables say otherwise. */
const guiji = { quirks: { authorizeStatus: 'absent', speechCallbackDuration: 'zero' } } as const;

/** Keys and types of a value, a list by its first item. */
function shapeOf(value: unknown, left = ''): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return [shapeOf(value[0], left)];
  if (typeof value !== 'object') return typeof value;
  const members = Object.entries(value).filter(([name]) => name !== left);
  return Object.fromEntries(members.map(([name, member]) => [name, shapeOf(member, left)]));
}

async function makeOneOfEach(bench: GuijiBench, callbackUrl = ''): Promise<void> {
  for (const { name, sample } of calls) {
    if (name.endsWith('-create')) await bench.client.post(sample.path, { ...sample.body, callbackUrl });
  }
  await bench.pass(300_000);
}

test('18: the samples of all seventeen calls and four callbacks are here', () => {
  expect(calls.map(({ sample }) => sample.section).sort()).toEqual(
    ['1', '2.1', '2.2', '3.1', '3.3', '3.4', '4.1', '4.3', '4.4', '5.1', '5.3', '5.4', '6.1', '6.3', '6.4', '7.1', '7.2'].sort(),
  );
  expect(callbacks.map(({ sample }) => sample.section).sort()).toEqual(['3.2', '4.2', '5.2', '6.2']);
});

test.each(calls)('18: the reply of $name has the keys and types of the one in the pages', async ({ name, sample }) => {
  await using bench = await startGuijiBench({ guiji });
  if (name.endsWith('-list')) await makeOneOfEach(bench);
  const query = { access_token: bench.client.token };
  const response = await bench.client.raw(sample.method, sample.path, query, sample.body);
  const reply = (await response.json()) as CallSample['reply'];
  expect([response.status, reply]).toMatchObject([200, { code: '0', success: true, message: 'Request successful' }]);
  expect(shapeOf(reply, additions[name])).toEqual(shapeOf(sample.reply, additions[name]));
  expect(bench.emulator.report().defects).toEqual([]);
});

test.each(callbacks)('22: $name has the keys and types of the one in the pages', async ({ sample }) => {
  await using sink = await startAnsweringSink(sample.answer);
  await using bench = await startGuijiBench({ guiji });
  await makeOneOfEach(bench, sink.url);
  const sent = sink.bodies.filter((body) => (body as CallbackSample['callback']).taskType === sample.callback.taskType);
  expect(sent.map((body) => shapeOf(body))).toEqual([shapeOf(sample.callback)]);
});

test('18: the numbers of the pages belong to nobody: they show in no list, cost nothing and stand in no report', async () => {
  await using bench = await startGuijiBench();
  const before = await bench.client.get('user/v2/get');
  for (const { name, sample } of calls) if (name.endsWith('-detail')) await bench.client.get(sample.path);
  for (const { name, sample } of calls) {
    if (name.endsWith('-list'))
      expect(await bench.client.post(sample.path, sample.body)).toMatchObject({ data: { records: [], totalRecord: 0 } });
  }
  expect(await bench.client.get('user/v2/get')).toEqual(before);
  expect(bench.emulator.report()).toMatchObject({ tasks: [], defects: [] });
});

test('18: whatever happens, ids of the account are never those of the pages', async () => {
  await using bench = await startGuijiBench();
  await makeOneOfEach(bench);
  const ids = bench.emulator.report().tasks.map(({ id }) => id);
  expect(ids).toHaveLength(4);
  for (const id of ['423', 'C_122', 'C_125', '17', '-291']) expect(ids).not.toContain(id);
});
