import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { World } from '../world.ts';
import { answer, type Exchange } from './answer.ts';
import type { App } from './listener.ts';
import { type Reply, textReply, toResponse } from './reply.ts';

export type CallContext = Context<{ Bindings: HttpBindings }>;

/** One call of a provider. */
export interface ProviderCall {
  readonly method: 'GET' | 'POST';
  /** Its name in faults, counts and the report. */
  readonly name: string;
  /** Where it is served. */
  readonly route: string;
  /** Answers rightly, refusals included. */
  reply(context: CallContext, text: string): Promise<Reply>;
}

export interface ProviderAppSettings {
  readonly world: World;
  readonly provider: string;
  readonly calls: readonly ProviderCall[];
  /** A refusal in the provider's own form. */
  readonly refuse: Exchange['refuse'];
}

/** The routes of a provider. What is common to all: calls are counted, tasks brought up to date, faults let happen. */
export function createProviderApp({ world, provider, calls, refuse }: ProviderAppSettings): App {
  const app: App = new Hono();
  for (const call of calls) app.on(call.method, call.route, (context) => exchange(world, call, context, refuse));
  app.onError((error) => {
    world.onDefect(provider, error);
    return toResponse(textReply('Internal Server Error', 500));
  });
  return app;
}

async function exchange(world: World, call: ProviderCall, context: CallContext, refuse: Exchange['refuse']): Promise<Response> {
  const text = await context.req.text().catch(() => undefined);
  if (text === undefined) return toResponse(textReply('', 400)); // the client has gone in the middle of its request; nobody reads this
  const fault = world.transact((now) => {
    world.store.add(`calls:${call.name}`);
    world.keeper.catchUp(now);
    world.files.sweep(now);
    return world.faults.take(call.name);
  });
  const work = async () => {
    const release = world.clock.hold();
    try {
      return await call.reply(context, text);
    } finally {
      release();
    }
  };
  return answer({ bindings: context.env, fault, work, refuse });
}

/** The body of a POST as JSON; an empty one is `{}`. @returns `undefined` when it is none. */
export function parseBody(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: text.trim() === '' ? {} : JSON.parse(text) };
  } catch {
    return undefined;
  }
}
