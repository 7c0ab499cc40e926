import type { TokenLease, TokenStore } from '@reelwright/provider';

/** A store that also notes every token that was ever kept in it: no test may find one of them where it does not belong. */
export function createRecordingTokenStore(store: TokenStore, leases: TokenLease[]): TokenStore {
  return {
    read: (key) => store.read(key),
    remove: (key, token) => store.remove(key, token),
    write(key, lease) {
      leases.push(lease);
      store.write(key, lease);
    },
  };
}
