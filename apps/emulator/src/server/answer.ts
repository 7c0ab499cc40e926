import { once } from 'node:events';
import { setTimeout as realTime } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Fault, WireFault } from '../control/fault.ts';
import { isWireFault } from '../control/fault.ts';
import { badGateway, type Reply, textReply, toResponse } from './reply.ts';

/** One exchange: what would be answered, and what is to go wrong with it. */
export interface Exchange {
  readonly bindings: HttpBindings;
  readonly fault: Fault | undefined;
  /** Does the work and says the answer; `undefined` when it has sent the answer itself. */
  readonly work: () => Promise<Reply | undefined>;
  /** A refusal in the service's own form; with code 0 a success. */
  readonly refuse: (code: number, msg: string, data?: unknown) => Reply;
}

const ballastBytes = 10_000_000;
const bracketDepth = 100_000;

/** Answers, with the fault if there is one. */
export async function answer({ bindings, fault, work, refuse }: Exchange): Promise<Response> {
  if (fault === undefined || !isWireFault(fault)) return send(await work());
  switch (fault.kind) {
    case 'drop-before':
      return drop(bindings);
    case 'drop-after':
      await work();
      return drop(bindings);
    case 'hang':
      if (fault.processed === true) await work();
      if (!bindings.outgoing.closed) await once(bindings.outgoing, 'close');
      return RESPONSE_ALREADY_SENT;
    case 'slow':
      return slow(fault, work);
    case 'bom':
    case 'huge-json':
    case 'deep-json':
    case 'wrong-types': {
      const reply = await work();
      return send(reply && { ...reply, body: bent(reply.body, fault) });
    }
    default:
      if (fault.processed === true) await work();
      return toResponse(spoilt(fault, refuse));
  }
}

function send(reply: Reply | undefined): Response {
  return reply === undefined ? RESPONSE_ALREADY_SENT : toResponse(reply);
}

function drop({ incoming }: HttpBindings): Response {
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function slow({ ms, processed = true }: Extract<WireFault, { kind: 'slow' }>, work: Exchange['work']): Promise<Response> {
  if (!processed) await realTime(ms);
  const reply = await work();
  if (processed) await realTime(ms);
  return send(reply);
}

type SpoiltKind = 'html-502' | 'http' | 'envelope' | 'malformed-json' | 'empty-body';

function spoilt(fault: Extract<WireFault, { kind: SpoiltKind }>, refuse: Exchange['refuse']): Reply {
  switch (fault.kind) {
    case 'html-502':
      return badGateway();
    case 'http':
      return { status: fault.status, headers: { 'content-type': 'text/plain; charset=utf-8', ...fault.headers }, body: fault.body ?? '' };
    case 'envelope':
      return refuse(fault.code, fault.msg, fault.data);
    case 'malformed-json':
      return cutOff(refuse(0, 'success', {}));
    case 'empty-body':
      return { ...textReply(''), headers: { 'content-type': 'application/json; charset=utf-8' } };
  }
}

/** The beginning of an answer, up to its last bracket. */
function cutOff(reply: Reply): Reply {
  return { ...reply, body: reply.body.slice(0, reply.body.lastIndexOf('{') + 1) };
}

type BendingKind = 'bom' | 'huge-json' | 'deep-json' | 'wrong-types';

function bent(body: string, fault: Extract<WireFault, { kind: BendingKind }>): string {
  switch (fault.kind) {
    case 'bom':
      return `\uFEFF${body}`;
    case 'huge-json':
      return withMember(body, 'debug', JSON.stringify('x'.repeat(fault.sizeBytes ?? ballastBytes)));
    case 'deep-json': {
      const depth = fault.depth ?? bracketDepth;
      return withMember(body, 'debug', `${'['.repeat(depth)}${']'.repeat(depth)}`);
    }
    case 'wrong-types': {
      const reply: unknown = JSON.parse(body);
      if (!isObject(reply)) return body;
      return JSON.stringify({ ...reply, data: fault.data === undefined ? otherType(reply.data) : fault.data });
    }
  }
}

function withMember(body: string, name: string, json: string): string {
  return body.endsWith('}') ? `${body.slice(0, -1)},"${name}":${json}}` : body;
}

/** The same facts in types nobody documented: texts as numbers, numbers as texts, lists as null. */
function otherType(value: unknown): unknown {
  if (typeof value === 'string') return 4_711;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return null;
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, otherType(member)]));
  return [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
