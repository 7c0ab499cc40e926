import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { type Fault, isBytesFault } from '../control/fault.ts';
import { answer } from '../server/answer.ts';
import { jsonReply, type Reply } from '../server/reply.ts';
import { sendFile } from '../server/send-file.ts';
import type { World } from '../world.ts';
import { storeError } from './store-error.ts';

export type StorageContext = Context<{ Bindings: HttpBindings }>;

/** Bytes on disk that are to be sent. */
export interface StoredBytes {
  readonly path: string;
  readonly contentType: string;
}

/** What a route of the storage origin comes to: a reply, or bytes. */
export type Finding = Reply | StoredBytes;

/**
 * Counts the call, lets a fault that waits for it happen, sends what the route finds.
 *
 * @param call `upload`, `result` or `public-file`; faults may also wait for `result/mp4` and the like. HEAD is a call of its own.
 */
export async function storageExchange(
  world: World,
  context: StorageContext,
  call: string,
  find: () => Promise<Finding>,
): Promise<Response> {
  const name = context.req.method === 'HEAD' ? `${call}-head` : call;
  const extension = /\.([a-z0-9]+)$/i.exec(context.req.path)?.[1] ?? '';
  world.store.add(`calls:${name}`);
  const fault = world.faults.take(`${name}/${extension}`, name);
  const work = async () => {
    const release = world.clock.hold();
    try {
      return await send(context, await find(), fault);
    } finally {
      release();
    }
  };
  return answer({ bindings: context.env, fault, work, refuse: (code, msg) => jsonReply({ code, msg }) });
}

export function storageRefusal(world: World, code: Parameters<typeof storeError>[0]): Reply {
  return storeError(code, world.ids.hex().toUpperCase());
}

async function send(context: StorageContext, finding: Finding, fault: Fault | undefined): Promise<Reply | undefined> {
  if ('status' in finding) return finding;
  if (fault?.kind === 'redirect') return redirection(context, fault.location);
  await sendFile(context.env, { ...finding, fault: fault && isBytesFault(fault) ? fault : undefined });
  return undefined;
}

/** To another origin with the same bytes, unless told where to. */
function redirection(context: StorageContext, location: string | undefined): Reply {
  const here = new URL(context.req.url);
  const elsewhere = new URL(here);
  elsewhere.hostname = here.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  return { status: 302, headers: { location: location === 'self' ? here.href : (location ?? elsewhere.href) }, body: '' };
}
