import { createHash } from 'node:crypto';
import { fractionOf } from '../../state/ids.ts';
import type { Collection, Store } from '../../state/store.ts';

/** What is left of each quota, in the words of the pages. `fastDuration` counts milliseconds of video. */
export interface Quota {
  readonly fastTrainingAmount: number;
  readonly voiceCloneAmount: number;
  readonly fastDuration: number;
  readonly ttsWordsAmount: number;
}

/** An account at the provider: its secret, its quota, how many tasks it may have under way. */
export interface Account extends Quota {
  /** Who its tasks belong to: no other provider has such owners. */
  readonly owner: string;
  readonly apiSecret: string;
  readonly userId: number;
  readonly total: Quota;
  readonly parallelLimit: number;
}

export const capNames = ['fastTrainingAmount', 'voiceCloneAmount', 'fastDuration', 'ttsWordsAmount', 'parallelLimit'] as const;

/** What can be set from outside while the service runs. */
export type GuijiCaps = Partial<Pick<Account, (typeof capNames)[number]>>;

export interface GuijiAccountSettings extends GuijiCaps {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Begins with an avatar and a voice of its own from before consents were asked for. Default: with nothing. */
  readonly historicalClones?: boolean;
}

interface Token {
  readonly token: string;
  readonly owner: string;
  readonly expiresAt: number;
}

/** What a token opens: an account, or a code that says why none. */
export type TokenState = { readonly owner: string } | 'invalid' | 'expired';

const fullQuota: Quota = { fastTrainingAmount: 10_000, voiceCloneAmount: 10_000, fastDuration: 360_000_000, ttsWordsAmount: 10_000_000 };
const defaultParallelLimit = 20;

export class Accounts {
  readonly #store: Store;
  readonly #accounts: Collection<Account>;
  readonly #tokens: Collection<Token>;

  constructor(store: Store) {
    this.#store = store;
    this.#accounts = store.collection('guiji-account');
    this.#tokens = store.collection('guiji-token');
  }

  /** Opens an account unless it is there from an earlier run. @returns its owner when it is new. */
  open({
    apiKey,
    apiSecret,
    parallelLimit = defaultParallelLimit,
    historicalClones: _,
    ...quota
  }: GuijiAccountSettings): string | undefined {
    const owner = ownerOf(apiKey);
    const total = { ...fullQuota, ...quota };
    const userId = 1_000_000 + Math.floor(fractionOf(apiKey) * 9_000_000);
    return this.#store.transaction(() => {
      const known = this.#accounts.get(owner);
      this.#accounts.put(owner, known ? { ...known, apiSecret } : { owner, apiSecret, userId, total, parallelLimit, ...total });
      return known ? undefined : owner;
    });
  }

  get(owner: string): Account | undefined {
    return this.#accounts.get(owner);
  }

  /** Takes from a quota what a task has used. @returns false, and takes nothing, when there is not enough left. */
  use(owner: string, what: keyof Quota, amount: number): boolean {
    return this.#store.transaction(() => {
      const account = this.#accounts.get(owner);
      if (account === undefined) return true; // the pages' own examples belong to nobody
      if (account[what] < amount) return false;
      this.#accounts.put(owner, { ...account, [what]: account[what] - amount });
      return true;
    });
  }

  /** Sets quotas or the parallel limit of all accounts. */
  setCaps(caps: GuijiCaps): void {
    this.#store.transaction(() => {
      for (const account of this.#accounts.all()) this.#accounts.put(account.owner, { ...account, ...caps });
    });
  }

  /** The lowercase MD5 over key, time and secret, one after the other. */
  isSignature(apiKey: string, timestamp: string, sign: string): boolean {
    const secret = this.#accounts.get(ownerOf(apiKey))?.apiSecret;
    return secret !== undefined && sign === createHash('md5').update(`${apiKey}${timestamp}${secret}`).digest('hex');
  }

  /** Adds a token. Those before it stay valid: nothing says otherwise. */
  issueToken(apiKey: string, token: string, expiresAt: number): void {
    this.#tokens.put(token, { token, owner: ownerOf(apiKey), expiresAt });
    this.#store.add('tokens-issued');
  }

  killTokens(): void {
    this.#store.transaction(() => {
      for (const { token } of this.#tokens.all()) this.#tokens.delete(token);
    });
  }

  refuseTokens(refuse: boolean): void {
    this.#store.collection<boolean>('guiji-switch').put('refuse-tokens', refuse);
  }

  tokenState(token: string, now: number): TokenState {
    const known = this.#tokens.get(token);
    if (known === undefined || this.#store.collection<boolean>('guiji-switch').get('refuse-tokens')) return 'invalid';
    return now >= known.expiresAt ? 'expired' : { owner: known.owner };
  }
}

function ownerOf(apiKey: string): string {
  return `guiji/${apiKey}`;
}
