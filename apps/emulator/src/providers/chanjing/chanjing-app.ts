import type { Exchange } from '../../server/answer.ts';
import type { App } from '../../server/listener.ts';
import { type CallContext, createProviderApp, parseBody } from '../../server/provider-app.ts';
import type { Reply } from '../../server/reply.ts';
import type { ChanjingWorld, Endpoint } from './call.ts';
import { createdReply } from './created-id.ts';
import { codes, Refusal, refusal, success } from './envelope.ts';
import type { ExampleBook } from './examples.ts';
import type { Limits } from './limits.ts';

export interface ChanjingAppSettings {
  readonly world: ChanjingWorld;
  readonly endpoints: readonly Endpoint[];
  readonly limits: Limits;
  readonly examples: ExampleBook;
}

/** The routes below `/open/v1`. */
export function createChanjingApp(settings: ChanjingAppSettings): App {
  const calls = settings.endpoints.map((endpoint) => ({
    method: endpoint.method,
    name: endpoint.path,
    route: `/open/v1/${endpoint.path}`,
    reply: (context: CallContext, text: string) => reply(settings, endpoint, context, text),
  }));
  const refuse: Exchange['refuse'] = (code, msg, data) => refusal(code, msg, (data ?? null) as null); // JSON, since it came as a fault
  return createProviderApp({ world: settings.world, provider: 'chanjing', calls, refuse });
}

async function reply(settings: ChanjingAppSettings, endpoint: Endpoint, context: CallContext, text: string): Promise<Reply> {
  const { world, examples } = settings;
  try {
    const owner = admit(settings, endpoint, context.req.header('access_token'));
    const query = new URL(context.req.url).searchParams;
    const body = endpoint.method === 'POST' ? parse(text) : {};
    await examples.prepare(`${text} ${query}`);
    const data = await endpoint.handle({ world, owner, query, body });
    return endpoint.creates ? createdReply(data, world.quirks) : success(data);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      world.onDefect(endpoint.path, error);
      return refusal(codes.internal, '系统内部错误');
    }
    if (error.code === codes.rate) world.store.add(`refused:${endpoint.path}`);
    else world.store.add(`failed:${endpoint.path}`);
    return refusal(error.code, error.message);
  }
}

/** Token first, then the rate window: a call without a token takes no place in it. @returns the app that calls. */
function admit(
  { world, limits }: ChanjingAppSettings,
  { path, limit: limitName = path, open }: Endpoint,
  token: string | undefined,
): string {
  return world.transact((now) => {
    const owner = open ? '' : world.accounts.ownerOf(token ?? '', now);
    if (owner === undefined)
      throw new Refusal(codes.token, token === undefined || token === '' ? 'AccessToken验证失败' : 'AccessToken已失效');
    const limit = limits[limitName];
    if (limit !== undefined && !world.windows.admit(`chanjing/${owner}/${limitName}`, limit, now)) {
      throw new Refusal(codes.rate, limit.windowMs < 60_000 ? '超出QPS限制' : '超出RPM限制');
    }
    return owner;
  });
}

function parse(text: string): unknown {
  const body = parseBody(text);
  if (body === undefined) throw new Refusal(codes.format, '参数格式错误');
  return body.value;
}
