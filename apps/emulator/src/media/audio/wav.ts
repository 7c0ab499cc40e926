import { MediaError } from '../media-error.ts';
import type { Pcm } from './pcm.ts';

/** True when the bytes head a RIFF/WAVE file. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && tag(bytes, 0) === 'RIFF' && tag(bytes, 8) === 'WAVE';
}

/** A 16-bit mono WAV file of the samples. */
export function encodeWav({ samples, sampleRate }: Pcm): Uint8Array {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // one channel
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples.length * 2, 40);
  for (let i = 0; i < samples.length; i++) {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, samples[i] ?? 0)) * 32767), 44 + i * 2);
  }
  return bytes;
}

/** What stands in the head of a WAV file. */
export interface WavFormat {
  readonly encoding: 'integer' | 'float';
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly dataOffset: number;
  /** As the head says; the file may hold less. */
  readonly dataBytes: number;
}

/**
 * Reads the head of a WAV file. Enough of the file must be given for its `fmt ` and `data` heads to lie within.
 *
 * @throws {MediaError} `input` when it is no WAV file or of a form that cannot be played.
 */
export function readWavFormat(bytes: Uint8Array): WavFormat {
  if (!isWav(bytes)) throw new MediaError('input', 'The audio is not a WAV file.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Omit<WavFormat, 'dataOffset' | 'dataBytes'> | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(bytes, at) === 'fmt ' && at + 24 <= bytes.length) format = readFormatChunk(view, at + 8, size);
    if (tag(bytes, at) === 'data') {
      if (format === undefined) break;
      return { ...format, dataOffset: at + 8, dataBytes: size };
    }
    at += 8 + size + (size % 2);
  }
  throw new MediaError('input', 'The WAV file has no playable sound in it.');
}

/**
 * Decodes a WAV file; several channels are mixed to one.
 *
 * @throws {MediaError} `input` as `readWavFormat`, or when it holds no samples.
 */
export function decodeWav(bytes: Uint8Array): Pcm {
  const format = readWavFormat(bytes);
  const { channels, bitsPerSample, dataOffset, sampleRate } = format;
  const available = Math.min(format.dataBytes, bytes.length - dataOffset);
  const frameBytes = channels * (bitsPerSample / 8);
  const count = Math.floor(available / frameBytes);
  if (count === 0) throw new MediaError('input', 'The WAV file holds no sound.');
  const read = sampleReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), format);
  const samples = new Float32Array(count);
  for (let i = 0, at = dataOffset; i < count; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += bitsPerSample / 8) sum += read(at);
    samples[i] = sum / channels;
  }
  return { samples, sampleRate };
}

function readFormatChunk(view: DataView, at: number, size: number): Omit<WavFormat, 'dataOffset' | 'dataBytes'> {
  const extensible = 0xfffe;
  const code = view.getUint16(at, true);
  const kind = code === extensible && size >= 26 && at + 26 <= view.byteLength ? view.getUint16(at + 24, true) : code;
  const [channels, sampleRate, bitsPerSample] = [view.getUint16(at + 2, true), view.getUint32(at + 4, true), view.getUint16(at + 14, true)];
  const known = (kind === 1 && [8, 16, 24, 32].includes(bitsPerSample)) || (kind === 3 && [32, 64].includes(bitsPerSample));
  if (!known || channels < 1 || sampleRate < 1000 || sampleRate > 384_000) {
    throw new MediaError(
      'input',
      `The WAV file is of a form that cannot be played (format ${kind}, ${bitsPerSample} bits, ${channels} channels).`,
    );
  }
  return { encoding: kind === 3 ? 'float' : 'integer', channels, sampleRate, bitsPerSample };
}

function sampleReader(view: DataView, { encoding, bitsPerSample }: WavFormat): (at: number) => number {
  if (encoding === 'float')
    return bitsPerSample === 32 ? (at) => finite(view.getFloat32(at, true)) : (at) => finite(view.getFloat64(at, true));
  if (bitsPerSample === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bitsPerSample === 16) return (at) => view.getInt16(at, true) / 32768;
  if (bitsPerSample === 24) return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65536) / 8388608;
  return (at) => view.getInt32(at, true) / 2147483648;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
}
