import type { TokenStore } from '@reelwright/provider';
import type { TextStream } from './host.ts';

/** Shorter values are words, not secrets: hiding them would garble every message. */
const minimumLength = 6;
const mask = '***';

/** The one list of values that may never be shown. Every sink of the command line writes through it. */
export interface SecretRegistry {
  add(value: string): void;
  /** The text with every known secret masked: as it is, URL-encoded, JSON-escaped or in base64. */
  scrub(text: string): string;
}

export function createSecretRegistry(): SecretRegistry {
  const shapes = new Set<string>();
  return {
    add(value) {
      if (value.length < minimumLength) return;
      for (const shape of shapesOf(value)) shapes.add(shape);
    },
    scrub(text) {
      let scrubbed = text;
      for (const shape of shapes) if (scrubbed.includes(shape)) scrubbed = scrubbed.replaceAll(shape, mask);
      return scrubbed;
    },
  };
}

/** A stream that masks every secret in what is written. */
export function scrubbing(stream: TextStream, secrets: SecretRegistry): TextStream {
  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: (text) => stream.write(secrets.scrub(text)),
  };
}

/** Logins made on the way are secrets like those that they were made with. */
export function hidingTokens(store: TokenStore, secrets: SecretRegistry): TokenStore {
  return {
    read(key) {
      const lease = store.read(key);
      if (lease !== undefined) secrets.add(lease.token);
      return lease;
    },
    write(key, lease) {
      secrets.add(lease.token);
      store.write(key, lease);
    },
    remove: (key, token) => store.remove(key, token),
  };
}

function shapesOf(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), base64, base64.replace(/=+$/, '')];
}
