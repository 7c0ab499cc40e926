import { type CallOptions, isProviderError } from '@reelwright/provider';
import { createMemoryTokenStore, createProviderHttp, type ProviderHttp } from '@reelwright/provider-http';
import { logIn } from './guiji-auth.ts';
import { guijiDialect } from './guiji-dialect.ts';
import type { Body } from './guiji-encode.ts';
import type { Endpoint } from './guiji-endpoints.ts';
import type { GuijiAccess, GuijiSettings } from './guiji-settings.ts';
import type { GuijiPage } from './page-wire.ts';
import { ShapeError } from './wire-fields.ts';

/** What a call carries: a body, or an id in the path. */
export interface Request {
  readonly id?: string;
  readonly json?: Body;
}

/** The service, call by call, with decoded answers. */
export interface GuijiClient {
  /**
   * @throws {ProviderError} As `ProviderHttp.call`; also when `data` is not what the call should answer: `uncertain` for a create,
   * since something was made whose id we do not know.
   */
  call<Data>(endpoint: Endpoint<Data>, request?: Request, options?: CallOptions): Promise<Data>;
  /** The pages of a list, one call each, until the last, and at most `pages` of them. */
  pages<Item extends { readonly id: string }>(list: Endpoint<GuijiPage<Item>>, options?: PageOptions): AsyncGenerator<ListedPage<Item>>;
  readonly fail: ProviderHttp['fail'];
  readonly scrub: ProviderHttp['scrub'];
  readonly hide: ProviderHttp['hide'];
  readonly fetchText: ProviderHttp['fetchText'];
}

export interface PageOptions extends CallOptions {
  readonly filter?: Body;
  readonly size?: number;
  readonly first?: number;
  readonly pages?: number;
}

export interface ListedPage<Item> extends GuijiPage<Item> {
  /** Nothing follows. */
  readonly isLast: boolean;
}

/** The largest page that clients of the service are known to ask for. */
export const largestPage = 100;

/** More pages than any account should have; beyond, "not found" would be a guess. */
export const mostPages = 200;

export function createGuijiClient(settings: GuijiSettings, { base, credentials, accountKey }: GuijiAccess): GuijiClient {
  const http = createProviderHttp({
    provider: 'guiji',
    name: 'Guiji',
    base,
    clock: settings.clock,
    dialect: guijiDialect,
    secrets: [settings.apiKey, settings.apiSecret, settings.accessToken].flatMap((secret) => secret?.trim() || []),
    // A token that somebody handed in is not ours to share, and an older one must not stand in its way.
    tokenStore: (credentials.kind === 'pair' ? settings.tokens : undefined) ?? createMemoryTokenStore(),
    tokenKey: `guiji:${accountKey}`,
    login: (self) => logIn(self, credentials, settings.clock),
  });

  const call: GuijiClient['call'] = async (endpoint, { id, json } = {}, options) => {
    const operation = id === undefined ? endpoint : { ...endpoint, path: endpoint.path.replace('{id}', encodeURIComponent(id)) };
    const reply = await http.call(operation, json === undefined ? {} : { json }, options);
    try {
      return endpoint.decode(reply.data);
    } catch (error) {
      throw error instanceof ShapeError ? http.undecodable(operation, reply, error.path) : error;
    }
  };

  return {
    call,
    fail: http.fail,
    scrub: http.scrub,
    hide: http.hide,
    fetchText: http.fetchText,
    async *pages(list, { filter, size = largestPage, first = 1, pages = Number.POSITIVE_INFINITY, signal } = {}) {
      let seen = (first - 1) * size;
      let previous: string | undefined;
      for (let page = first; page < first + pages; page++) {
        const answer = await call(list, { json: { ...filter, page, size } }, signal === undefined ? {} : { signal });
        const head = answer.items[0]?.id;
        // A service that always answers the same page would keep us here for ever.
        if (head !== undefined && head === previous) return;
        previous = head;
        seen += answer.items.length;
        const isLast = answer.items.length === 0 || (answer.total === undefined ? answer.items.length < size : seen >= answer.total);
        yield { ...answer, isLast };
        if (isLast) return;
      }
    },
  };
}

/** Whether the service says that a thing does not exist. */
export function isMissing(error: unknown): boolean {
  return isProviderError(error) && error.errorClass === 'missing-resource';
}
