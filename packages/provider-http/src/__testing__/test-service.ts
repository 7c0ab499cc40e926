import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import type { TokenStore } from '@reelwright/provider';
import { createMemoryTokenStore, createProviderHttp, type Dialect, isJsonObject, type Operation, parseBaseUrl, textOf } from '../index.ts';

/** A small service of its own: token in a header, `{ code, msg, data }`, code 1 refuses the token, code 2 the input. */
const dialect: Dialect = {
  open(body) {
    if (!isJsonObject(body)) return undefined;
    const code = textOf(body.code);
    if (code === undefined) return undefined;
    const traceId = textOf(body.trace);
    return code === '0' ? { data: body.data, envelope: body, traceId } : { code, message: textOf(body.msg) ?? '', traceId };
  },
  refusesToken: ({ code }) => code === '1',
  judge: ({ code }, operation) =>
    code === '1'
      ? { errorClass: 'auth', hint: 'Check the key.' }
      : code === '2'
        ? { errorClass: 'bad-input' }
        : { errorClass: operation.creates ? 'uncertain' : 'provider' },
  placeToken: (token) => ({ headers: { 'x-token': token } }),
};

export const read: Operation = { method: 'GET', path: '/state', title: 'for the state of a task' };
export const create: Operation = { method: 'POST', path: '/create', title: 'to start a task', creates: true };
const login: Operation = { method: 'POST', path: '/login', title: 'for an access token', isAnonymous: true };

export interface TestServiceSettings {
  readonly baseUrl: string;
  readonly tokenStore?: TokenStore;
  readonly clock?: VirtualClock;
}

export function createTestHttp({
  baseUrl,
  tokenStore = createMemoryTokenStore(),
  clock = createVirtualClock({ auto: false }),
}: TestServiceSettings) {
  return createProviderHttp({
    provider: 'test',
    name: 'Testing',
    base: parseBaseUrl(baseUrl, 'Testing'),
    clock,
    dialect,
    secrets: ['test-secret'],
    tokenStore,
    tokenKey: 'test:account',
    login: async (http) => {
      const { data } = await http.call(login, { json: { key: 'test-key', secret: 'test-secret' } });
      return { token: String(data), expiresAt: clock.now() + 24 * 3_600_000 };
    },
  });
}

/** A store that already holds a good token, so that a test sees its own call alone. */
export function storeWith(token: string): TokenStore {
  const store = createMemoryTokenStore();
  store.write('test:account', { token, expiresAt: Number.MAX_SAFE_INTEGER });
  return store;
}
