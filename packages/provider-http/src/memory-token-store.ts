import type { TokenLease, TokenStore } from '@reelwright/provider';

/** Tokens that one process keeps for itself, until it ends. */
export function createMemoryTokenStore(): TokenStore {
  const leases = new Map<string, TokenLease>();
  return {
    read: (key) => leases.get(key),
    write: (key, lease) => void leases.set(key, lease),
    remove(key, token) {
      if (leases.get(key)?.token === token) leases.delete(key);
    },
  };
}
