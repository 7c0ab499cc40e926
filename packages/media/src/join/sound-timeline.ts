import { EncodedPacket } from 'mediabunny';
import type { Silence } from './sound-packet.ts';

/**
 * Lays the sound of one film behind that of another. Packets of sound have a fixed length, so those of the second film rarely
 * begin where those of the first end; and players do not follow gaps and overlaps of times, they play one packet after the other.
 * So the packets are kept without a gap: the one at a joint moves by at most half its length, what overlaps by more is left
 * out, and what is missing becomes silence. Each packet is placed by the time where it belongs, so that nothing adds up.
 */
export class SoundTimeline {
  readonly #packetSeconds: number;
  readonly #silence: Silence | undefined;
  /** Where the sound so far ends. */
  #end: number | undefined;
  #isAtJoint = false;

  constructor(packetSeconds: number, silence: Silence | undefined) {
    this.#packetSeconds = packetSeconds;
    this.#silence = silence;
  }

  /** From here on another film sounds, whose first packets may overlap with what there is. */
  beginPart(): void {
    this.#isAtJoint = this.#end !== undefined;
  }

  /** The packet at the time where it is to stand, behind the silence that it takes; nothing when it does not fit. */
  *place(packet: EncodedPacket, wanted: number): Generator<EncodedPacket> {
    const half = this.#packetSeconds / 2;
    // Inside a film its own packets follow each other; what its container rounds away must not cost one.
    const tolerance = this.#isAtJoint ? half : this.#packetSeconds;
    if (this.#end !== undefined && wanted < this.#end - tolerance) return;
    yield* this.silenceUntil(wanted, tolerance);
    const timestamp = this.#end !== undefined && Math.abs(wanted - this.#end) <= tolerance ? this.#end : wanted;
    this.#isAtJoint = false;
    // Where no silence is known, packets have no length of their own but what their container says.
    this.#end = timestamp + (this.#silence === undefined ? packet.duration : this.#packetSeconds);
    yield packet.clone({ timestamp });
  }

  /** Silence up to a time, where more than `tolerance` is missing and it can be made. */
  *silenceUntil(time: number, tolerance = this.#packetSeconds / 2): Generator<EncodedPacket> {
    if (this.#silence === undefined || this.#end === undefined || time - this.#end <= tolerance) return;
    const { data, seconds } = this.#silence;
    for (let count = Math.round((time - this.#end) / seconds); count > 0; count--) {
      yield new EncodedPacket(data, 'key', this.#end, seconds);
      this.#end += seconds;
    }
  }

  /** Sound begins here, with silence if need be. */
  startAt(time: number): void {
    this.#end ??= time;
  }
}
