import type { Json, ProviderErrorClass } from '@reelwright/provider';
import type { JsonObject } from './json.ts';

/** One call that a service offers, as data. What a failure of it means hangs on `creates`, never on the HTTP method. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  /** Below the base address: `/open/v1/create_audio_task`. */
  readonly path: string;
  /** Completes "asked …": `to start a speech task`. */
  readonly title: string;
  /** It starts something that costs money: an answer that cannot be read leaves its outcome unknown. */
  readonly creates?: boolean;
  /** It carries no token: the login itself. */
  readonly isAnonymous?: boolean;
  /** For the whole call, a renewed login included. */
  readonly timeoutMs?: number;
}

export interface CallParameters {
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: Json;
}

/** An answer in the service's own envelope that says no. Verbatim. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly traceId: string | undefined;
}

export interface Reply {
  /** What the envelope held, not yet decoded. */
  readonly data: Json | undefined;
  /** The whole envelope: some services put an id beside `data`. */
  readonly envelope: JsonObject;
  readonly traceId: string | undefined;
}

/** What a refusal means for us. */
export interface Verdict {
  readonly errorClass: ProviderErrorClass;
  readonly hint?: string | undefined;
}

/** How one service speaks. Numbers and words of one are never shared with another. */
export interface Dialect {
  /** Opens the envelope of a reply. Undefined when the body is not in this service's language. */
  open(body: Json): Reply | Refusal | undefined;
  /** Whether a refusal means the token, so that another one may help. */
  refusesToken(refusal: Refusal): boolean;
  judge(refusal: Refusal, operation: Operation): Verdict;
  /** Where the token goes. */
  placeToken(token: string): { readonly headers?: Readonly<Record<string, string>>; readonly query?: Readonly<Record<string, string>> };
}

export function isRefusal(opened: Reply | Refusal): opened is Refusal {
  return 'code' in opened;
}
