/** A token as it is kept between calls, runs and processes. A secret: it belongs in a file of mode 0600 and in no log. */
export interface TokenLease {
  readonly token: string;
  /** Wall time in ms at which the provider stops taking it. */
  readonly expiresAt: number;
}

/**
 * Where tokens are shared. Some services let one token live per account, so that every process must use the same one.
 * `key` names provider and account without revealing either secret. Synchronous: a look costs less than a call.
 */
export interface TokenStore {
  read(key: string): TokenLease | undefined;
  write(key: string, lease: TokenLease): void;
  /** Forgets the lease only while it still holds `token`: another process may have written a newer one. */
  remove(key: string, token: string): void;
}
