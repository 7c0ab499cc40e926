import { createHash, randomBytes } from 'node:crypto';
import type { Store } from './store.ts';

/** Names for new things: unguessable by default, the same ones in the same order with a fixed seed. */
export class Ids {
  readonly #store: Store;
  readonly #seed: string;

  constructor(store: Store, seed: string = randomBytes(16).toString('hex')) {
    this.#store = store;
    this.#seed = seed;
  }

  /** 32 hex digits. */
  hex(): string {
    return this.#digest().slice(0, 32);
  }

  /** Letters and digits, as tokens have them. */
  word(length: number): string {
    let word = '';
    while (word.length < length)
      word += Buffer.from(this.#digest(), 'hex')
        .toString('base64')
        .replace(/[^A-Za-z0-9]/g, '');
    return word.slice(0, length);
  }

  /** A decimal number of so many digits; more than a double can hold where there are many. */
  digits(length: number): string {
    const number = BigInt(`0x${this.#digest()}`) % 10n ** BigInt(length - 1);
    return `1${number.toString().padStart(length - 1, '0')}`;
  }

  #digest(): string {
    return createHash('sha256')
      .update(`${this.#seed}:${this.#store.add('ids')}`)
      .digest('hex');
  }
}

/** A number in [0, 1) that depends on the text alone. */
export function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
