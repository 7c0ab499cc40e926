import { randomBytes } from 'node:crypto';
import { jsonReply, type Reply } from '../../server/reply.ts';
import type { Json } from '../../state/json.ts';

/** The codes of the provider's pages. */
export const codes = {
  success: 0,
  format: 400,
  token: 10400,
  parameter: 40000,
  rate: 40001,
  quota: 40002,
  internal: 50000,
  content: 50011,
} as const;

/** A business refusal: HTTP 200 and a code that is not 0. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number, msg: string) {
    super(msg);
    this.code = code;
  }
}

/** The envelope around every reply and around the callback of a lip-sync task. */
export function envelope(data: Json, code: number = codes.success, msg = 'success'): { readonly [key: string]: Json } {
  return { trace_id: randomBytes(16).toString('hex'), code, msg, data };
}

export function success(data: Json): Reply {
  return jsonReply(envelope(data));
}

export function refusal(code: number, msg: string, data: Json = null): Reply {
  return jsonReply(envelope(data, code, msg));
}
