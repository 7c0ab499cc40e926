import { registerAacEncoder } from '@mediabunny/aac-encoder';
import { AudioSample, AudioSampleSource, type EncodedPacket, Mp4OutputFormat, NullTarget, Output } from 'mediabunny';
import { durationMsOf, type Pcm } from './pcm.ts';
import { resample } from './resample.ts';

/** Encoded sound, ready to be put into a film. Packets before time 0 hold the encoder's run-in and are not played. */
export interface AacTrack {
  readonly packets: readonly EncodedPacket[];
  readonly decoderConfig: AudioDecoderConfig;
  readonly durationMs: number;
}

/** Samples the encoder puts before the sound; without accounting for them the lips would be early. */
const runIn = 1024;
const bitsPerSecond = 96_000;

/**
 * Encodes with FFmpeg's AAC encoder as WebAssembly: the same bytes on every machine, and none of the trouble of
 * node-webcodecs, whose encoder needs chunks of exactly 1024 samples. Six seconds take a fifth of a second.
 */
export async function encodeAac(pcm: Pcm): Promise<AacTrack> {
  registerAacEncoder();
  const { samples, sampleRate } = resample(pcm, rateFor(pcm.sampleRate));
  const packets: EncodedPacket[] = [];
  let decoderConfig: AudioDecoderConfig | undefined;
  const source = new AudioSampleSource({
    codec: 'aac',
    bitrate: bitsPerSecond,
    onEncodedPacket: (packet, meta) => {
      decoderConfig ??= meta?.decoderConfig;
      packets.push(packet);
    },
  });
  const output = new Output({ format: new Mp4OutputFormat(), target: new NullTarget() });
  output.addAudioTrack(source);
  await output.start();
  await addInPieces(source, samples, sampleRate);
  await output.finalize();
  if (decoderConfig === undefined) throw new Error('The AAC encoder gave no configuration.');
  const durationMs = durationMsOf(pcm);
  return { packets: trimmed(packets, sampleRate, durationMs), decoderConfig, durationMs };
}

/** Rates that players know well; speech at low rates is raised, since the run-in grows as the rate falls. */
function rateFor(sampleRate: number): number {
  if ([32_000, 44_100, 48_000].includes(sampleRate)) return sampleRate;
  return 44_100 % sampleRate === 0 ? 44_100 : 48_000;
}

async function addInPieces(source: AudioSampleSource, samples: Float32Array, sampleRate: number): Promise<void> {
  const piece = runIn * 32;
  for (let at = 0; at < samples.length; at += piece) {
    const data = samples.subarray(at, at + piece);
    using sample = new AudioSample({ data, format: 'f32', numberOfChannels: 1, sampleRate, timestamp: at / sampleRate });
    await source.add(sample);
  }
}

/** Moves the run-in before time 0 and ends the last packet where the sound ends. */
function trimmed(packets: readonly EncodedPacket[], sampleRate: number, durationMs: number): EncodedPacket[] {
  const end = durationMs / 1000;
  const kept: EncodedPacket[] = [];
  packets.forEach((packet, index) => {
    const timestamp = ((index - 1) * runIn) / sampleRate;
    if (timestamp >= end) return;
    kept.push(packet.clone({ timestamp, duration: Math.min(runIn / sampleRate, end - timestamp) }));
  });
  return kept;
}
