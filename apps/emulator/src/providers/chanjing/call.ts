import type { Json } from '../../state/json.ts';
import type { World } from '../../world.ts';
import type { Accounts } from './accounts.ts';
import type { Ledger } from './ledger.ts';
import type { PublicAvatars } from './public-avatars.ts';
import type { PublicVoices } from './public-voices.ts';
import type { Quirks } from './quirks.ts';
import type { ChanjingTimings } from './timings.ts';

/** What the calls of this provider share. */
export interface ChanjingWorld extends World {
  readonly accounts: Accounts;
  readonly publicVoices: PublicVoices;
  readonly publicAvatars: PublicAvatars;
  readonly ledger: Ledger;
  readonly quirks: Quirks;
  readonly timings: World['timings'] & ChanjingTimings;
}

/** One call that was let in: who calls, and with what. */
export interface Call {
  readonly world: ChanjingWorld;
  /** The app whose token was sent; empty for the token call. */
  readonly owner: string;
  readonly query: URLSearchParams;
  /** The parsed body of a POST; an empty one is `{}`. */
  readonly body: unknown;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Below `/open/v1/`; also the name that faults, counts and the report use. */
  readonly path: string;
  /** The rate window it takes a place in, if not one of its own name. */
  readonly limit?: string;
  /** Whether `data` is, or holds, the id of something new. */
  readonly creates?: true;
  /** Whether it can be called without a token. */
  readonly open?: true;
  /** @returns `data` of the reply. @throws {Refusal} for everything the service answers with a code. */
  handle(call: Call): Json | Promise<Json>;
}
