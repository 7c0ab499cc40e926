import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { TokenStore } from '@reelwright/provider';

const cipher = 'aes-256-gcm';
const sizes = { key: 32, nonce: 12, tag: 16 } as const;

/**
 * Logins that can be read only by whoever could make them: they are kept under a key that is made of the account's own secrets, so that
 * a copy of the state folder is no login. What does not open (another secret, a damaged file) counts as not there.
 *
 * @param secrets Of the account, in a fixed order.
 */
export function sealedTokens(store: TokenStore, secrets: readonly string[]): TokenStore {
  const keyOf = (name: string) => Buffer.from(hkdfSync('sha256', JSON.stringify(secrets), name, 'reelwright token', sizes.key));
  const read: TokenStore['read'] = (name) => {
    const lease = store.read(name);
    const token = lease === undefined ? undefined : open(lease.token, keyOf(name));
    return lease === undefined || token === undefined ? undefined : { ...lease, token };
  };
  return {
    read,
    write: (name, lease) => store.write(name, { ...lease, token: seal(lease.token, keyOf(name)) }),
    remove(name, token) {
      const kept = store.read(name);
      if (kept !== undefined && open(kept.token, keyOf(name)) === token) store.remove(name, kept.token);
    },
  };
}

function seal(token: string, key: Buffer): string {
  const nonce = randomBytes(sizes.nonce);
  const sealing = createCipheriv(cipher, key, nonce);
  const sealed = Buffer.concat([sealing.update(token, 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64');
}

function open(sealed: string, key: Buffer): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < sizes.nonce + sizes.tag) return undefined;
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, sizes.nonce));
  opening.setAuthTag(bytes.subarray(sizes.nonce, sizes.nonce + sizes.tag));
  try {
    return Buffer.concat([opening.update(bytes.subarray(sizes.nonce + sizes.tag)), opening.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
