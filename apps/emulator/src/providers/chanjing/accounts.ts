import type { Collection, Store } from '../../state/store.ts';

/** An app at the provider: its credentials, its money, its caps. */
export interface Account {
  readonly appId: string;
  readonly secretKey: string;
  readonly name: string;
  /** Balance. Speech and films are paid after they are made. */
  readonly beans: number;
  readonly videoSeconds: number;
  readonly videoSecondsLimit: number;
  readonly speechSeconds: number;
  readonly speechSecondsLimit: number;
  readonly voicesLimit: number;
  readonly avatarsLimit: number;
}

export interface AccountSettings {
  readonly appId: string;
  readonly secretKey: string;
  readonly beans?: number;
}

/** The caps that a create call answers with 40002 once they are reached, and the balance. */
export const capNames = ['beans', 'videoSecondsLimit', 'speechSecondsLimit', 'voicesLimit', 'avatarsLimit'] as const;

/** What can be set from outside while the service runs. */
export type AccountCaps = Partial<Pick<Account, (typeof capNames)[number]>>;

/** A live token; an app has one at a time. */
interface Token {
  readonly token: string;
  readonly expiresAt: number;
}

export class Accounts {
  readonly #store: Store;
  readonly #accounts: Collection<Account>;
  readonly #tokens: Collection<Token>;

  constructor(store: Store) {
    this.#store = store;
    this.#accounts = store.collection('chanjing-account');
    this.#tokens = store.collection('chanjing-token');
  }

  /** Opens an account unless it is there from an earlier run. */
  open({ appId, secretKey, beans = 100_000 }: AccountSettings): void {
    const used = { videoSeconds: 0, speechSeconds: 0 };
    const limits = { videoSecondsLimit: 1_000_000, speechSecondsLimit: 1_000_000, voicesLimit: 10_000, avatarsLimit: 1_000 };
    this.#store.transaction(() => {
      const known = this.#accounts.get(appId);
      this.#accounts.put(appId, { appId, name: appId, beans, ...used, ...limits, ...known, secretKey });
    });
  }

  get(appId: string): Account | undefined {
    return this.#accounts.get(appId);
  }

  change(appId: string, change: (account: Account) => Partial<Account>): void {
    this.#store.transaction(() => {
      const account = this.#accounts.get(appId);
      if (account !== undefined) this.#accounts.put(appId, { ...account, ...change(account) });
    });
  }

  /** Sets balance or caps of all accounts, and nothing else that is there besides. */
  setCaps(caps: AccountCaps): void {
    const own: AccountCaps = Object.fromEntries(capNames.filter((name) => name in caps).map((name) => [name, caps[name]]));
    for (const { appId } of this.#accounts.all()) this.change(appId, () => own);
  }

  /** Gives an app its new token; the one before is dead from now on. */
  issueToken(appId: string, token: string, expiresAt: number): void {
    this.#tokens.put(appId, { token, expiresAt });
    this.#store.add('tokens-issued');
  }

  killTokens(): void {
    for (const { appId } of this.#accounts.all()) this.#tokens.delete(appId);
  }

  refuseTokens(refuse: boolean): void {
    this.#store.collection<boolean>('chanjing-switch').put('refuse-tokens', refuse);
  }

  /** The app behind a token that is live. */
  ownerOf(token: string, now: number): string | undefined {
    if (this.#store.collection<boolean>('chanjing-switch').get('refuse-tokens')) return undefined;
    const accounts = this.#accounts.all();
    return accounts.find(({ appId }) => {
      const live = this.#tokens.get(appId);
      return live !== undefined && live.token === token && now < live.expiresAt;
    })?.appId;
  }
}
