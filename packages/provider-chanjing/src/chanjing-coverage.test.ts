import type { Json, ProviderErrorClass } from '@reelwright/provider';
import { isJsonObject, type Reply } from '@reelwright/provider-http';
import { failureOf } from '@reelwright/test-kit';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createRig, createTestChanjing, createTestHttp, type Seen } from './__testing__/chanjing-rig.ts';
import { type CoverageRow, coverageTable, documentedCodes } from './__testing__/coverage-table.ts';
import { captionsFileFields, readCaptionsLine } from './__testing__/task-coverage.ts';

/** Every documented call with every documented field: sent, read, and its states and codes understood. Prints the table at its end. */

const { answer } = createRig();
const http = createTestHttp();

const pathOf = ({ call }: Pick<CoverageRow, 'call'>) => call.slice(call.indexOf('/') + 1);

/** Every call answers something plain, so that a row reaches its own. */
function answerAll(): ReadonlyMap<string, Seen[]> {
  const plain: Readonly<Record<string, (seen: Seen) => Json>> = {
    access_token: () => ({ access_token: 'fresh', expire_in: 4_000_000_000 }),
    'common/create_upload_url': () => ({
      sign_url: 'http://127.0.0.1:1/x',
      mime_type: 'video/mp4',
      file_id: 'f',
      full_path: 'https://a.example/x',
    }),
    'common/file_detail': () => ({ id: 'f-1', status: 1 }),
    customised_person: ({ query }) => (query.id === 'blank' ? {} : { id: String(query.id), status: 1 }),
  };
  const starts = /^(create_|video_lip_sync\/create$)/;
  return new Map(
    coverageTable.map((row) => {
      const path = pathOf(row);
      const data = (seen: Seen): Json => {
        const own = plain[path];
        if (own !== undefined) return own(seen);
        if (row.list === 'bare') return [];
        if (row.list === 'paged') return { list: [], page_info: { page: 1, size: 50, total_count: 0, total_page: 1 } };
        if (starts.test(path)) return { task_id: 't-1' };
        return { id: String(seen.query.id ?? 't-1'), status: 10 };
      };
      return [row.call, answer(path, (seen) => envelope(data(seen) as never))];
    }),
  );
}

interface Tally {
  request: number;
  reply: number;
  states: number;
  errors: number;
}
const tallies = new Map<string, Tally>(coverageTable.map(({ call }) => [call, { request: 0, reply: 0, states: 0, errors: 0 }]));
const count = (call: string, what: keyof Tally, more = 1) => {
  const tally = tallies.get(call);
  if (tally !== undefined) tally[what] += more;
};

let calls: ReadonlyMap<string, Seen[]>;
beforeEach(() => {
  calls = answerAll();
});

test('the table holds every documented call once', () => {
  // 18 takes what 17 takes and adds fields that are nowhere told; 30 is one user's report.
  const documented = Array.from({ length: 29 }, (_, index) => index + 1).filter((number) => number !== 18);
  expect(coverageTable.map(({ number }) => number)).toEqual(documented);
  expect(new Set(coverageTable.map(({ call }) => call)).size).toBe(documented.length);
});

test.each(coverageTable)('$number $call: every documented field is sent, and no other', async (row) => {
  const [method] = row.call.split(' ');
  // Whether the rest of what a row does comes to an end is not asked here: its call is what counts.
  await Promise.resolve(row.send(createTestChanjing())).catch(() => undefined);
  const seen = calls.get(row.call) ?? [];
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen.map((one) => one.method))).toEqual(new Set([method]));
  const sent = new Set(seen.flatMap(({ query, body }) => [...Object.keys(query), ...namesIn(body)]));
  expect([...sent].sort()).toEqual([...row.request].sort());
  count(row.call, 'request', sent.size);
});

/** The fields of a body: `{ a: { b: 1 }, c: [{ d: 1 }] }` has `a.b` and `c[].d`. */
function namesIn(body: unknown, prefix = ''): string[] {
  if (Array.isArray(body) && body.some((item) => typeof item === 'object')) return body.flatMap((item) => namesIn(item, `${prefix}[]`));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return prefix === '' ? [] : [prefix];
  return Object.entries(body).flatMap(([name, value]) => namesIn(value, prefix === '' ? name : `${prefix}.${name}`));
}

const pageNames = ['page', 'size', 'total_count', 'total_page'];

test.each(coverageTable)('$number $call: every documented field of the reply changes what is read', async (row) => {
  for (const [field, { values, given = {} }] of Object.entries(row.reply)) {
    const [one, other] = values;
    const first = await read(row, { ...given, [field]: one });
    expect({ field, read: await read(row, { ...given, [field]: other }) }).not.toEqual({ field, read: first });
    expect({ field, read: await read(row, { ...given, [field]: one }) }).toEqual({ field, read: first });
    count(row.call, 'reply');
  }
  if (row.list !== 'paged') return;
  for (const name of pageNames) {
    const first = await read(row, {}, { [name]: 3 });
    expect({ name, read: await read(row, {}, { [name]: 4 }) }).not.toEqual({ name, read: first });
    count(row.call, 'reply');
  }
});

test.each(coverageTable.filter(({ list }) => list === 'paged'))('C24: $call: the list is read under each of its names', async (row) => {
  const expected = await read(row, {});
  for (const [list, info] of [
    ['List', 'PageInfo'],
    ['list', 'pageInfo'],
  ] as const) {
    expect(await read(row, {}, {}, { list, info })).toEqual(expected);
  }
});

/** What the adapter makes of a reply that holds every documented field, with some of them changed. */
async function read(
  row: CoverageRow,
  change: Readonly<Record<string, Json>>,
  pageChange: Readonly<Record<string, Json>> = {},
  names = { list: 'list', info: 'page_info' },
): Promise<unknown> {
  const flat = { ...Object.fromEntries(Object.entries(row.reply).map(([field, { values }]) => [field, values[0]])), ...change };
  const item = '' in row.reply ? (flat[''] ?? null) : nested(flat);
  const page = { page: 1, size: 10, total_count: 1, total_page: 1, ...pageChange };
  const data: Json = row.list === 'paged' ? { [names.list]: [item], [names.info]: page } : row.list === 'bare' ? [item] : item;
  answer(pathOf(row), () => envelope(data as never));
  const reply: Reply = { data, envelope: { data }, traceId: 'trace' };
  return row.read({ chanjing: createTestChanjing(), http, reply });
}

/** `{ 'a.b': 1, 'c[].d': 2 }` as `{ a: { b: 1 }, c: [{ d: 2 }] }`. */
function nested(flat: Readonly<Record<string, Json>>): Json {
  const root: Record<string, Json> = {};
  for (const [path, value] of Object.entries(flat)) place(root, path.split('.'), value);
  return root;
}

function place(into: Record<string, Json>, [name = '', ...rest]: readonly string[], value: Json): void {
  const key = name.replace('[]', '');
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const known = into[key];
  const inner = { ...(Array.isArray(known) ? known[0] : isJsonObject(known) ? known : {}) } as Record<string, Json>;
  place(inner, rest, value);
  into[key] = name.endsWith('[]') ? [inner] : inner;
}

test.each(coverageTable.filter(({ states }) => states !== undefined))(
  '$number $call: every documented state is understood',
  async (row) => {
    const { field, values } = row.states ?? { field: '', values: [] };
    for (const value of values) {
      const answerText = JSON.stringify(await read(row, { [field]: value }));
      expect(answerText).not.toMatch(/"status -?\d+"|"unknown"/);
      count(row.call, 'states');
    }
  },
);

/** What a code means without any words, for a start and for everything else. */
const meanings: Readonly<Record<string, readonly [ProviderErrorClass, ProviderErrorClass]>> = {
  '400': ['bad-input', 'bad-input'],
  '10400': ['auth', 'auth'],
  '10401': ['auth', 'auth'],
  '40000': ['bad-input', 'bad-input'],
  '40001': ['rate-limit', 'rate-limit'],
  '40002': ['quota', 'quota'],
  '50000': ['uncertain', 'transient'],
  '50011': ['rejected-content', 'rejected-content'],
  '51000': ['uncertain', 'transient'],
};

test.each(coverageTable)('C18: $number $call: every documented code is understood, whatever the call', async (row) => {
  for (const code of documentedCodes) {
    answer(pathOf(row), () => refusal(Number(code), ''));
    const error = await failureOf(Promise.resolve(row.send(createTestChanjing())));
    expect(error).toMatchObject({ provider: 'chanjing', wire: { code, call: expect.stringContaining(pathOf(row)) } });
    const [onStart, otherwise] = meanings[code] ?? [];
    const isLogin = pathOf(row) === 'access_token' && otherwise === 'bad-input';
    const isStart = /^POST \/(create_|video_lip_sync\/create)/.test(row.call);
    expect([row.call, code, error.errorClass]).toEqual([row.call, code, isLogin ? 'auth' : isStart ? onStart : otherwise]);
    count(row.call, 'errors');
  }
});

test('C9: every documented field of a file of captions changes what is read', () => {
  const base = Object.fromEntries(Object.entries(captionsFileFields).map(([field, { values }]) => [field, values[0]]));
  for (const [field, { values, given = {} }] of Object.entries(captionsFileFields)) {
    const [one, other] = values.map((value) => readCaptionsLine({ ...base, ...given, [field]: value }));
    expect({ field, read: one }).not.toEqual({ field, read: other });
  }
});

afterAll(() => {
  const lines = coverageTable.map(({ number, call, request, reply, list, states }) => {
    const tally = tallies.get(call) ?? { request: 0, reply: 0, states: 0, errors: 0 };
    const fields = Object.keys(reply).length + (list === 'paged' ? pageNames.length : 0);
    const cells = [
      `${tally.request}/${request.length}`,
      `${tally.reply}/${fields}`,
      `${tally.states}/${states?.values.length ?? 0}`,
      `${tally.errors}/${documentedCodes.length}`,
    ];
    return `| ${String(number).padEnd(2)} | ${call.padEnd(34)} | ${cells.map((cell) => cell.padEnd(7)).join(' | ')} |`;
  });
  const head = `| #  | ${'endpoint'.padEnd(34)} | ${['request', 'reply', 'states', 'errors'].map((cell) => cell.padEnd(7)).join(' | ')} |`;
  process.stdout.write(`\n${[head, ...lines].join('\n')}\n`);
});
