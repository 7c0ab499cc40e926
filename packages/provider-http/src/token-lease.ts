import type { Clock } from '@reelwright/clock';
import type { TokenLease, TokenStore } from '@reelwright/provider';

export interface TokenLeaseSettings {
  readonly key: string;
  readonly store: TokenStore;
  readonly clock: Clock;
  /** Asks the service for a new token. It carries its own time limit: callers share its outcome, none may cut it short. */
  readonly login: () => Promise<TokenLease>;
  /** Told of every token before it is used, so that none is ever shown. */
  readonly onToken: (token: string) => void;
}

/** One account's token, shared by all calls of this process and, through the store, by all processes of a workspace. */
export interface TokenLeases {
  /** A token that is good for a while yet. */
  current(): Promise<string>;
  /**
   * Another token after the service has refused this one: what another process has stored meanwhile, else a new one.
   *
   * @returns The token, or how long to wait first, ms: two who take tokens from each other must not do so at full speed.
   */
  replace(refused: string): Promise<string | { readonly waitMs: number }>;
  /** What the store holds now. */
  shared(): string | undefined;
}

/** A token is not used in its last minutes: a call may take a while, and clocks differ. */
const marginMs = 5 * 60_000;
/** After a refusal has made us take a new token, the next refusal makes us do so only after this. */
const spacingMs = 10_000;

export function createTokenLeases({ key, store, clock, login, onToken }: TokenLeaseSettings): TokenLeases {
  let underWay: Promise<string> | undefined;
  let replacedAt = Number.NEGATIVE_INFINITY;

  const shared = () => {
    const lease = store.read(key);
    if (lease === undefined || lease.expiresAt - marginMs <= clock.now()) return undefined;
    onToken(lease.token);
    return lease.token;
  };
  const logIn = async () => {
    const lease = await login();
    onToken(lease.token);
    store.write(key, lease);
    return lease.token;
  };
  const logInOnce = () => {
    underWay ??= logIn().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return {
    shared,
    current: async () => shared() ?? logInOnce(),
    async replace(refused) {
      if (underWay !== undefined) return underWay;
      const other = shared();
      if (other !== undefined && other !== refused) return other;
      const waitMs = replacedAt + spacingMs - clock.monotonic();
      if (waitMs > 0) return { waitMs };
      replacedAt = clock.monotonic();
      store.remove(key, refused);
      return logInOnce();
    },
  };
}
