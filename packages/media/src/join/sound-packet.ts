import type { AudioCodec, EncodedPacket } from 'mediabunny';
import { descriptionBytes } from './description-bytes.ts';

/**
 * Seconds of sound that come out of every packet of a track, by the codec's own rules: containers round them and cut the last.
 *
 * @param meanSeconds What the container makes of its packets on average.
 */
export function soundPacketSeconds(codec: AudioCodec, sampleRate: number, first: EncodedPacket, meanSeconds: number): number {
  // A frame of AAC is 1024 samples; with SBR (HE-AAC) twice as many come out of it.
  if (codec === 'aac') return (meanSeconds * sampleRate > 1536 ? 2048 : 1024) / sampleRate;
  if (codec === 'opus') return opusSeconds(first.data);
  return meanSeconds;
}

/** RFC 6716, section 3.1: the first byte tells the length of a frame and how many there are. */
function opusSeconds(packet: Uint8Array): number {
  const head = packet[0] ?? 0;
  const configuration = head >> 3;
  const count = [1, 2, 2, (packet[1] ?? 1) & 63][head & 3] ?? 1;
  return (frameMs(configuration) * count) / 1000;
}

function frameMs(configuration: number): number {
  if (configuration < 12) return [10, 20, 40, 60][configuration % 4] ?? 20; // SILK
  if (configuration < 16) return [10, 20][configuration % 2] ?? 20; // hybrid
  return [2.5, 5, 10, 20][configuration % 4] ?? 20; // CELT
}

/** A packet that a decoder turns into silence, and its length; undefined for codecs of which none is known here. */
export interface Silence {
  readonly data: Uint8Array;
  readonly seconds: number;
}

export function silenceFor(codec: AudioCodec, decoder: AudioDecoderConfig, packetSeconds: number): Silence | undefined {
  // An empty CELT frame of 20 ms, mono or stereo as the track is.
  if (codec === 'opus') return { data: Uint8Array.of(decoder.numberOfChannels > 1 ? 0xfc : 0xf8, 0xff, 0xfe), seconds: 0.02 };
  if (codec !== 'aac') return undefined;
  const data = silentAac(channelConfiguration(descriptionBytes(decoder)));
  return data === undefined ? undefined : { data, seconds: packetSeconds };
}

/** ISO 14496-3, table 1.16: five bits of object type, four of rate (15: 24 more follow), four of channels. */
function channelConfiguration(description: Buffer): number {
  const bits = [...description.subarray(0, 8)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const objectType = Number.parseInt(bits.slice(0, 5), 2);
  if (objectType === 31) return 0; // an extended type, none of which is AAC as it is used for films
  const at = bits.slice(5, 9) === '1111' ? 33 : 9;
  return Number.parseInt(bits.slice(at, at + 4), 2);
}

/** Per channel configuration the elements of a frame: single channels, pairs, and the low-frequency one. */
const layouts: Readonly<Record<number, readonly ('single' | 'pair' | 'low')[]>> = {
  1: ['single'],
  2: ['pair'],
  3: ['single', 'pair'],
  4: ['single', 'pair', 'single'],
  5: ['single', 'pair', 'pair'],
  6: ['single', 'pair', 'pair', 'low'],
};

const elementIds = { single: '000', pair: '001', low: '011' };

/**
 * A raw data block of AAC whose channels hold no scale factor band, which is silence (ISO 14496-3, 4.4.2): for each element
 * its id and number, for a pair that it shares no window, and then per channel gain, window and the absence of everything else.
 */
function silentAac(configuration: number): Uint8Array | undefined {
  const layout = layouts[configuration];
  if (layout === undefined) return undefined;
  const counts = { single: 0, pair: 0, low: 0 };
  // 8 bits of gain; 11 of window: long, sine, no band; and no pulses, noise shaping or gain control.
  const channel = '0'.repeat(8 + 11 + 3);
  const elements = layout.map((kind) => {
    const number = counts[kind]++;
    const head = elementIds[kind] + number.toString(2).padStart(4, '0');
    return kind === 'pair' ? `${head}0${channel}${channel}` : head + channel;
  });
  const end = '111';
  const bits = elements.join('') + end;
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}
