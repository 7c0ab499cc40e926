import { EncodedPacket } from 'mediabunny';
import type { AacTrack } from '../audio/aac.ts';

/**
 * One packet of a steady tone (437.5 Hz, 16 kHz mono AAC-LC), encoded once: its period divides a packet's 1024 samples,
 * so that the same packet over and over is the tone without end.
 */
const tone = Buffer.from(
  '00e8309096664908104424f87ffdc7ff94e789cc892a7d4800c0c0c0c0c0c0c0c74b4511ca5f039d8c45314c6e56d60851f1493f02d8a2a8ab96460b49105f91' +
    'd1d4cba8e966ecf8e18e18e18e18e18e0cecececececececececececececececececef3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3cf3dc0',
  'hex',
);
const sampleRate = 16_000;
const packetSeconds = 1024 / sampleRate;

/** A tone of exactly the length asked for. */
export function tinyAac(durationMs: number): AacTrack {
  const end = durationMs / 1000;
  const packets = Array.from({ length: Math.ceil(end / packetSeconds) }, (_, index) => {
    const timestamp = index * packetSeconds;
    return new EncodedPacket(tone, 'key', timestamp, Math.min(packetSeconds, end - timestamp));
  });
  const description = Uint8Array.from([0x14, 0x08]); // AAC-LC, 16 kHz, one channel
  return { packets, decoderConfig: { codec: 'mp4a.40.2', numberOfChannels: 1, sampleRate, description }, durationMs };
}
