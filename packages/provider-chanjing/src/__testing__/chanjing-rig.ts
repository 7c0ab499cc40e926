import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import type { MediumFacts, MediumInput, MediumPurpose, TokenStore } from '@reelwright/provider';
import { createMemoryTokenStore, createProviderHttp, type ProviderHttp, parseBaseUrl } from '@reelwright/provider-http';
import { envelope } from '@reelwright/test-kit/envelope';
import { type DefaultBodyType, HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { accountKeyOf } from '../chanjing-auth.ts';
import { createChanjing } from '../chanjing-provider.ts';
import { judgeRefusal, refusesToken } from '../chanjing-refusals.ts';
import { openEnvelope } from '../chanjing-wire.ts';

/** A request as it came in. */
export interface Seen {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly token: string | null;
  readonly body: unknown;
}

export const baseUrl = 'https://open-api.chanjing.cc';
const tokenKeyAt = (url: string) => `chanjing:${accountKeyOf(url, 'test-app')}`;
export const tokenKey = tokenKeyAt(baseUrl);

/** Chanjing as msw plays it for the tests of one file; a call that no test has arranged fails the test. */
export function createRig() {
  const server = setupServer();
  let unexpected = 0;
  // An unarranged call looks like a broken network to the adapter, and a test of those would not notice: so they are counted.
  beforeAll(() =>
    server.listen({
      onUnhandledFrame({ defaults }) {
        unexpected += 1;
        defaults.error();
      },
    }),
  );
  afterEach(() => {
    server.resetHandlers();
    const count = unexpected;
    unexpected = 0;
    expect(count, 'calls that no test has arranged').toBe(0);
  });
  afterAll(() => server.close());

  /** Answers one call (`video_lip_sync/list`) and records who asked. Without a reply function, success with these data. */
  const answer = (path: string, reply: DefaultBodyType | ((seen: Seen, call: number) => Response | Promise<Response>), host = baseUrl) => {
    const calls: Seen[] = [];
    server.use(
      http.all(`${host}/open/v1/${path}`, async ({ request }) => {
        const text = await request.text();
        const seen: Seen = {
          method: request.method,
          query: Object.fromEntries(new URL(request.url).searchParams),
          token: request.headers.get('access_token'),
          body: text === '' ? undefined : JSON.parse(text),
        };
        calls.push(seen);
        return typeof reply === 'function' ? reply(seen, calls.length) : envelope(reply);
      }),
    );
    return calls;
  };
  /** Answers one call with a reply of the documentation. */
  const answerWith = (path: string, fixture: DefaultBodyType) => answer(path, () => HttpResponse.json(fixture));
  return { server, answer, answerWith };
}

export interface TestChanjing {
  readonly clock?: VirtualClock;
  readonly tokens?: TokenStore;
  readonly baseUrl?: string;
}

/** The adapter with a good token in its store, so that a test sees its own calls alone. */
export function createTestChanjing({
  clock = createVirtualClock({ auto: false }),
  baseUrl: url = baseUrl,
  tokens = storeWith('test-token', url),
}: TestChanjing = {}) {
  return createChanjing({ appId: 'test-app', secretKey: 'test-secret', clock, tokens, baseUrl: url });
}

/** What decoders are handed; it makes no calls. */
export function createTestHttp(): ProviderHttp {
  return createProviderHttp({
    provider: 'chanjing',
    name: 'Chanjing',
    base: parseBaseUrl(baseUrl, 'Chanjing'),
    clock: createVirtualClock({ auto: false }),
    dialect: { open: openEnvelope, refusesToken, judge: judgeRefusal, placeToken: () => ({}) },
    secrets: [],
    tokenStore: createMemoryTokenStore(),
    tokenKey: 'test',
    login: () => Promise.reject(new Error('no calls here')),
  });
}

export function storeWith(token: string, url = baseUrl): TokenStore {
  const store = createMemoryTokenStore();
  store.write(tokenKeyAt(url), { token, expiresAt: Number.MAX_SAFE_INTEGER });
  return store;
}

export const facts: MediumFacts = {
  sha256: 'a'.repeat(64),
  sizeBytes: 1000,
  extension: 'mp4',
  durationMs: 8000,
  widthPx: 1280,
  heightPx: 720,
};

export function staged(purpose: MediumPurpose, id: string, url?: string, content: MediumFacts = facts): MediumInput {
  return { kind: 'staged', staged: { provider: 'chanjing', purpose, id, ...(url === undefined ? {} : { url }) }, content };
}
