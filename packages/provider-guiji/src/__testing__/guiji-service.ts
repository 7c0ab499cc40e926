import { createHash } from 'node:crypto';
import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import type { GuijiSettings } from '../index.ts';

export const baseUrl = 'https://guiji.test';
export const apiKey = 'test-api-key';
export const apiSecret = 'test-api-secret';

/** One request as it arrived. */
export interface SentCall {
  /** `POST /video/v2/pageList`: without the prefix that all calls share, and without the query. */
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  readonly json: unknown;
}

/** `data` of a success, a whole `Response`, or a function that makes either of the request. */
export type Answer = ((sent: SentCall) => unknown) | object | string | number | boolean | null;

/** The other side, as far as a test needs it: answers by call, and what was sent. Tokens are `token-1`, `token-2`, … */
export interface GuijiService {
  readonly sent: readonly SentCall[];
  /** @param call `GET /video/v2/get/{id}`; `{id}` stands for one piece of a path. */
  on(call: string, answer: Answer): void;
  /** What was sent to one call, `{id}` as above. */
  bodies(call: string): readonly unknown[];
  handle(request: Request): Promise<Response>;
}

export function createGuijiService(): GuijiService {
  const sent: SentCall[] = [];
  const answers = new Map<string, Answer>();
  let tokens = 0;
  const logIn = ({ query }: SentCall) => {
    const expected = createHash('md5').update(`${apiKey}${query.timestamp}${apiSecret}`).digest('hex');
    if (query.appId !== apiKey || query.sign !== expected) return refusal('40002', 'token无效');
    tokens += 1;
    return { access_token: `token-${tokens}`, expires_in: 7199 };
  };
  answers.set('GET /oauth/token', logIn);

  return {
    sent,
    on: (call, answer) => void answers.set(call, answer),
    bodies: (call) => sent.filter((one) => matches(call, one.call)).map(({ json }) => json),
    async handle(request) {
      const url = new URL(request.url);
      const text = await request.text();
      const call = `${request.method} ${url.pathname.replace(/^\/openapi/, '')}`;
      const json: unknown = text === '' ? undefined : JSON.parse(text);
      const arrived = { call, query: Object.fromEntries(url.searchParams), json };
      sent.push(arrived);
      const key = answers.has(call) ? call : [...answers.keys()].find((one) => matches(one, call));
      if (key === undefined) return new Response(`no answer is prepared for ${call}`, { status: 404 });
      const prepared = answers.get(key);
      const answer: unknown = typeof prepared === 'function' ? prepared(arrived) : prepared;
      return answer instanceof Response ? answer.clone() : success(answer);
    },
  };
}

export function success(data: unknown): Response {
  return Response.json({ code: '0', success: true, message: 'Request successful', data });
}

export function refusal(code: string | number, message: string, status = 200): Response {
  return Response.json({ code, success: false, message, data: null }, { status });
}

/** One page that is the whole list. */
export function page(...records: readonly unknown[]) {
  return { pageSize: 100, pageNo: 1, totalRecord: records.length, records };
}

/** A list that is really paged: newest first, as the service's samples are. */
export function paged(records: readonly unknown[]): Answer {
  return ({ json }: SentCall) => {
    const { page: pageNo, size } = json as { readonly page: number; readonly size: number };
    return { pageSize: size, pageNo, totalRecord: records.length, records: records.slice((pageNo - 1) * size, pageNo * size) };
  };
}

export function testSettings(clock: VirtualClock = createVirtualClock({ auto: false, startMs: 1_741_572_705_000 })) {
  return { baseUrl, apiKey, apiSecret, clock } satisfies GuijiSettings;
}

function matches(pattern: string, call: string): boolean {
  const [before = '', after] = pattern.split('{id}');
  if (after === undefined) return pattern === call;
  return call.startsWith(before) && call.endsWith(after) && !call.slice(before.length, call.length - after.length).includes('/');
}

/** Everything that a list gives. */
export async function collect<Item>(list: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}
