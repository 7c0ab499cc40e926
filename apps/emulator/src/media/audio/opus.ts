import { EncodedPacket } from 'mediabunny';
import { inCall, type NativeCodecs } from '../video/native-codecs.ts';
import { durationMsOf, type Pcm } from './pcm.ts';
import { resample } from './resample.ts';

/** Encoded sound for a WebM, which knows no AAC. */
export interface OpusTrack {
  readonly packets: readonly EncodedPacket[];
  readonly decoderConfig: AudioDecoderConfig;
}

const sampleRate = 48_000;
/** Samples of a packet: 20 ms. */
const perPacket = 960;
const bitsPerSecond = 64_000;

/** Encodes with node-webcodecs' libopus. What the encoder needs to run in is told in the configuration and left out by players. */
export async function encodeOpus(codecs: NativeCodecs, pcm: Pcm): Promise<OpusTrack> {
  const { samples } = resample(pcm, sampleRate);
  const packets: EncodedPacket[] = [];
  let [failure, decoderConfig]: [unknown, AudioDecoderConfig | undefined] = [undefined, undefined];
  const encoder = new codecs.AudioEncoder({
    output(chunk, meta) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      decoderConfig ??= meta?.decoderConfig;
      packets.push(new EncodedPacket(data, 'key', (packets.length * perPacket) / sampleRate, perPacket / sampleRate));
    },
    error: (error) => (failure = error),
  });
  try {
    encoder.configure({ codec: 'opus', sampleRate, numberOfChannels: 1, bitrate: bitsPerSecond, ...inCall });
    for (let at = 0; at < samples.length; at += perPacket) {
      const data = new Float32Array(perPacket);
      data.set(samples.subarray(at, at + perPacket));
      const piece = new codecs.AudioData({
        format: 'f32',
        sampleRate,
        numberOfFrames: perPacket,
        numberOfChannels: 1,
        timestamp: Math.round((at * 1e6) / sampleRate),
        data,
      });
      encoder.encode(piece);
      piece.close();
    }
    await encoder.flush();
    if (failure !== undefined) throw failure;
    if (decoderConfig === undefined) throw new Error('The Opus encoder gave no configuration.');
    return { packets: packets.filter(({ timestamp }) => timestamp < durationMsOf(pcm) / 1000), decoderConfig };
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
}
