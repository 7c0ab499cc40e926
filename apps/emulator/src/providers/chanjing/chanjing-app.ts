import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { answer } from '../../server/answer.ts';
import type { App } from '../../server/listener.ts';
import { type Reply, textReply, toResponse } from '../../server/reply.ts';
import type { ChanjingWorld, Endpoint } from './call.ts';
import { codes, Refusal, refusal, success } from './envelope.ts';
import type { ExampleBook } from './examples.ts';
import type { Limits } from './limits.ts';

export interface ChanjingAppSettings {
  readonly world: ChanjingWorld;
  readonly endpoints: readonly Endpoint[];
  readonly limits: Limits;
  readonly examples: ExampleBook;
}

type CallContext = Context<{ Bindings: HttpBindings }>;

/** The routes below `/open/v1`. */
export function createChanjingApp(settings: ChanjingAppSettings): App {
  const app: App = new Hono();
  for (const endpoint of settings.endpoints) {
    app.on(endpoint.method, `/open/v1/${endpoint.path}`, (context) => exchange(settings, endpoint, context));
  }
  app.onError((error) => {
    settings.world.onDefect('chanjing', error);
    return toResponse(textReply('Internal Server Error', 500));
  });
  return app;
}

/** Counts the call, brings every task up to date, then answers: rightly, or with the fault that waits for this call. */
async function exchange(settings: ChanjingAppSettings, endpoint: Endpoint, context: CallContext): Promise<Response> {
  const { world } = settings;
  const text = await context.req.text().catch(() => undefined);
  if (text === undefined) return toResponse(textReply('', 400)); // the client has gone in the middle of its request; nobody reads this
  const fault = world.transact((now) => {
    world.store.add(`calls:${endpoint.path}`);
    world.keeper.catchUp(now);
    world.files.sweep(now);
    return world.faults.take(endpoint.path);
  });
  const work = async () => {
    const release = world.clock.hold();
    try {
      return await reply(settings, endpoint, context, text);
    } finally {
      release();
    }
  };
  return answer({ bindings: context.env, fault, work, refuse: (code, msg, data) => refusal(code, msg, (data ?? null) as null) });
}

async function reply(settings: ChanjingAppSettings, endpoint: Endpoint, context: CallContext, text: string): Promise<Reply> {
  const { world, examples } = settings;
  try {
    const owner = admit(settings, endpoint, context.req.header('access_token'));
    const query = new URL(context.req.url).searchParams;
    const body = endpoint.method === 'POST' ? parse(text) : {};
    await examples.prepare(`${text} ${query}`);
    return success(await endpoint.handle({ world, owner, query, body }));
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
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(codes.format, '参数格式错误');
  }
}
