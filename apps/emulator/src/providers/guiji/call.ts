import type { Json } from '../../state/json.ts';
import type { World } from '../../world.ts';
import type { Accounts } from './accounts.ts';
import type { PublicAvatars } from './public-avatars.ts';
import type { PublicVoices } from './public-voices.ts';
import type { Quirks } from './quirks.ts';
import type { GuijiTimings } from './timings.ts';

/** What the calls of this provider share. */
export interface GuijiWorld extends World {
  readonly accounts: Accounts;
  readonly publicVoices: PublicVoices;
  readonly publicAvatars: PublicAvatars;
  readonly quirks: Quirks;
  readonly timings: World['timings'] & GuijiTimings;
}

/** One call that was let in: who calls, and with what. */
export interface Call {
  readonly world: GuijiWorld;
  /** The API key whose token was sent; empty for the token call. */
  readonly owner: string;
  readonly query: URLSearchParams;
  /** What stands for `{id}` or `{speakerId}` in the path; else empty. */
  readonly id: string;
  /** The parsed body of a POST; an empty one is `{}`. */
  readonly body: unknown;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Below `/openapi/`, as in the pages; also the name that faults, counts and the report use. */
  readonly path: string;
  /** Whether it can be called without a token. */
  readonly open?: true;
  /** @returns `data` of the reply. @throws {Refusal} for everything the service answers with a code. */
  handle(call: Call): Json | Promise<Json>;
}
