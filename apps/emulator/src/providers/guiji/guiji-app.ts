import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { answer } from '../../server/answer.ts';
import type { App } from '../../server/listener.ts';
import { type Reply, textReply, toResponse } from '../../server/reply.ts';
import type { Call, Endpoint, GuijiWorld } from './call.ts';
import { codes, Refusal, refusal, success } from './envelope.ts';
import type { ExampleBook } from './examples.ts';

export interface GuijiAppSettings {
  readonly world: GuijiWorld;
  readonly endpoints: readonly Endpoint[];
  readonly examples: ExampleBook;
}

type CallContext = Context<{ Bindings: HttpBindings }>;

/** The routes below `/openapi`. */
export function createGuijiApp(settings: GuijiAppSettings): App {
  const app: App = new Hono();
  for (const endpoint of settings.endpoints) {
    const route = endpoint.path.replace(/\{\w+\}/, ':id');
    app.on(endpoint.method, `/openapi/${route}`, (context) => exchange(settings, endpoint, context));
  }
  app.onError((error) => {
    settings.world.onDefect('guiji', error);
    return toResponse(textReply('Internal Server Error', 500));
  });
  return app;
}

/** Counts the call, brings every task up to date, then answers: rightly, or with the fault that waits for this call. */
async function exchange(settings: GuijiAppSettings, endpoint: Endpoint, context: CallContext): Promise<Response> {
  const { world } = settings;
  const text = await context.req.text().catch(() => undefined);
  if (text === undefined) return toResponse(textReply('', 400)); // the client has gone in the middle of its request; nobody reads this
  const fault = world.transact((now) => {
    world.store.add(`calls:${endpoint.path}`);
    world.keeper.catchUp(now);
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
  const refuse = (code: number, message: string, data?: unknown) => {
    const told = (data ?? null) as null; // JSON, since it came as a fault
    return code === 0 ? success(told, world.quirks.codes) : refusal(String(code), message, world.quirks.codes, told);
  };
  return answer({ bindings: context.env, fault, work, refuse });
}

async function reply({ world, examples }: GuijiAppSettings, endpoint: Endpoint, context: CallContext, text: string): Promise<Reply> {
  const form = world.quirks.codes;
  try {
    const query = new URL(context.req.url).searchParams;
    const owner = endpoint.open ? '' : admit(world, query.get('access_token') ?? '');
    const body = endpoint.method === 'POST' ? parse(text) : {};
    const call: Call = { world, owner, query, body, id: context.req.param('id') ?? '' };
    await examples.prepare(call);
    return success(await endpoint.handle(call), form);
  } catch (error) {
    const refused = error instanceof Refusal && error.code === codes.concurrency;
    world.store.add(`${refused ? 'refused' : 'failed'}:${endpoint.path}`);
    if (error instanceof Refusal) return refusal(error.code, error.message, form);
    world.onDefect(endpoint.path, error);
    return refusal(codes.internal, 'Internal exception', form);
  }
}

/** @returns the account behind a token; it counts in the query alone. */
function admit(world: GuijiWorld, token: string): string {
  const state = world.transact((now) => world.accounts.tokenState(token, now));
  if (state === 'invalid') throw new Refusal(codes.tokenInvalid, 'The access_token is invalid');
  if (state === 'expired') throw new Refusal(codes.tokenExpired, 'The access_token has expired');
  return state.owner;
}

function parse(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(codes.parameter, 'The body is no JSON');
  }
}
