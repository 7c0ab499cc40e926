import type { Exchange } from '../../server/answer.ts';
import type { App } from '../../server/listener.ts';
import { type CallContext, createProviderApp, parseBody } from '../../server/provider-app.ts';
import type { Reply } from '../../server/reply.ts';
import type { Call, Endpoint, GuijiWorld } from './call.ts';
import { codes, Refusal, refusal, success } from './envelope.ts';
import type { ExampleBook } from './examples.ts';

export interface GuijiAppSettings {
  readonly world: GuijiWorld;
  readonly endpoints: readonly Endpoint[];
  readonly examples: ExampleBook;
}

/** The routes below `/openapi`. */
export function createGuijiApp(settings: GuijiAppSettings): App {
  const form = settings.world.quirks.codes;
  const calls = settings.endpoints.map((endpoint) => ({
    method: endpoint.method,
    name: endpoint.path,
    route: `/openapi/${endpoint.path.replace(/\{\w+\}/, ':id')}`,
    reply: (context: CallContext, text: string) => reply(settings, endpoint, context, text),
  }));
  const refuse: Exchange['refuse'] = (code, message, data) => {
    const told = (data ?? null) as null; // JSON, since it came as a fault
    return code === 0 ? success(told, form) : refusal(String(code), message, form, told);
  };
  return createProviderApp({ world: settings.world, provider: 'guiji', calls, refuse });
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
  const body = parseBody(text);
  if (body === undefined) throw new Refusal(codes.parameter, 'The body is no JSON');
  return body.value;
}
