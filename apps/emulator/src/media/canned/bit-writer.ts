/** Writes bits, most significant first, as H.264 and JPEG do. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #count = 0;

  bits(value: number, width: number): this {
    for (let i = width - 1; i >= 0; i--) this.#bit((value >>> i) & 1);
    return this;
  }

  /** Exp-Golomb, unsigned: the H.264 way to write small numbers in few bits. */
  ue(value: number): this {
    const width = Math.floor(Math.log2(value + 1));
    return this.bits(0, width).bits(value + 1, width + 1);
  }

  /** Exp-Golomb, signed. */
  se(value: number): this {
    return this.ue(value > 0 ? value * 2 - 1 : -value * 2);
  }

  /** Fills up the byte that was begun. */
  align(bit: 0 | 1): this {
    while (this.#count !== 0) this.#bit(bit);
    return this;
  }

  /** Whole bytes; only when aligned. */
  bytes(values: Iterable<number>): this {
    for (const value of values) this.#bytes.push(value);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  #bit(bit: number): void {
    this.#pending = (this.#pending << 1) | bit;
    if (++this.#count < 8) return;
    this.#bytes.push(this.#pending);
    this.#pending = 0;
    this.#count = 0;
  }
}
