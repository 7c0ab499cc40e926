import { open, readFile } from 'node:fs/promises';
import type { EncodedPacket, InputAudioTrack } from 'mediabunny';
import type { MouthShape } from '../drawing/mouth.ts';
import { MediaError } from '../media-error.ts';
import type { AacTrack } from './aac.ts';
import { mouthTrack, shapesOf } from './mouth-track.ts';
import { durationMsOf, type Pcm } from './pcm.ts';
import { decodeWav, isWav } from './wav.ts';

/** The sound of a film and what the mouth does to it. */
export interface Sound {
  readonly track: AacTrack;
  /** One a video frame. */
  readonly mouths: readonly MouthShape[];
}

export interface SoundOptions {
  readonly framesPerSecond: number;
  /** 1 to 100. */
  readonly volume: number;
  /** Whether WebCodecs are there (`installCodecs`); without them AAC is taken over as it is, at its own volume. */
  readonly canDecode: boolean;
}

/** Longer sound is refused: it would be held in memory whole. */
const maxDurationMs = 30 * 60_000;

/**
 * Reads wav, mp3 or anything mediabunny knows (m4a, mp4, mov, webm, ogg).
 *
 * @throws {MediaError} `input` when there is no sound in it that can be read.
 */
export async function readSound(path: string, options: SoundOptions): Promise<Sound> {
  const pcm = await readPcm(path, options.canDecode);
  if (pcm === undefined) return copiedSound(path, options.framesPerSecond);
  assertLength(durationMsOf(pcm));
  const { encodeAac } = await import('./aac.ts');
  const samples = options.volume === 100 ? pcm.samples : pcm.samples.map((sample) => (sample * options.volume) / 100);
  const mouths = mouthTrack(pcm, options.framesPerSecond, frameCountOf(durationMsOf(pcm), options.framesPerSecond));
  return { track: await encodeAac({ samples, sampleRate: pcm.sampleRate }), mouths };
}

/**
 * The sound as samples, or undefined where it cannot be decoded here.
 *
 * @throws {MediaError} `input` when there is no sound in it that can be read.
 */
export async function readPcm(path: string, canDecode: boolean): Promise<Pcm | undefined> {
  const head = await readHead(path);
  if (isWav(head)) return decodeWav(await readFile(path));
  if (isMp3(head)) return decodeMp3(await readFile(path));
  return canDecode ? withAudioTrack(path, decodeTrack) : undefined;
}

/** Frames that cover the sound: never fewer, at most one more. */
export function frameCountOf(durationMs: number, framesPerSecond: number): number {
  return Math.max(1, Math.ceil((durationMs * framesPerSecond) / 1000 - 0.01));
}

async function readHead(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new MediaError('input', 'The audio file cannot be read.', cause);
  }
}

function isMp3(head: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = head;
  const isId3 = a === 0x49 && b === 0x44 && c === 0x33;
  const isLayer3Frame = a === 0xff && (b & 0xe6) === 0xe2;
  return isId3 || isLayer3Frame;
}

async function decodeMp3(bytes: Uint8Array): Promise<Pcm> {
  const { MPEGDecoder } = await import('mpg123-decoder');
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    const { channelData, samplesDecoded, sampleRate } = decoder.decode(bytes);
    if (samplesDecoded === 0) throw new MediaError('input', 'The MP3 file holds no sound.');
    return { samples: mixed(channelData.map((channel) => channel.subarray(0, samplesDecoded))), sampleRate };
  } finally {
    decoder.free();
  }
}

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = channels;
  if (others.length === 0) return first.slice();
  return first.map((sample, i) => others.reduce((sum, channel) => sum + (channel[i] ?? 0), sample) / channels.length);
}

async function withAudioTrack<T>(path: string, use: (track: InputAudioTrack) => Promise<T>): Promise<T> {
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny');
  using input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  let track: InputAudioTrack | null;
  try {
    track = await input.getPrimaryAudioTrack();
  } catch (cause) {
    throw new MediaError('input', 'The audio is of no kind that can be read.', cause);
  }
  if (track === null) throw new MediaError('input', 'There is no sound in the audio file.');
  return await use(track); // the input is open until then
}

async function decodeTrack(track: InputAudioTrack): Promise<Pcm> {
  const { AudioSampleSink } = await import('mediabunny');
  assertLength((await track.computeDuration()) * 1000);
  const pieces: Float32Array[] = [];
  let sampleRate = 0;
  try {
    for await (const sample of new AudioSampleSink(track).samples()) {
      const channels = Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
        const plane = new Float32Array(sample.numberOfFrames);
        sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
        return plane;
      });
      sampleRate = sample.sampleRate;
      pieces.push(mixed(channels));
      sample.close();
    }
  } catch (cause) {
    throw new MediaError('input', 'The sound in the audio file cannot be decoded.', cause);
  }
  if (pieces.length === 0) throw new MediaError('input', 'The audio file holds no sound.');
  return { samples: joined(pieces), sampleRate };
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

/** AAC that cannot be decoded here is taken over packet by packet; the size of a packet tells roughly how much there is to hear. */
async function copiedSound(path: string, framesPerSecond: number): Promise<Sound> {
  return withAudioTrack(path, async (track) => {
    const { EncodedPacketSink } = await import('mediabunny');
    const decoderConfig = await track.getDecoderConfig();
    if ((await track.getCodec()) !== 'aac' || decoderConfig === null) {
      throw new MediaError('input', 'Without native codecs only wav, mp3 and AAC sound can be used.');
    }
    const packets: EncodedPacket[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
    const last = packets.at(-1);
    if (last === undefined) throw new MediaError('input', 'The audio file holds no sound.');
    const durationMs = (last.timestamp + last.duration) * 1000;
    assertLength(durationMs);
    return { track: { packets, decoderConfig, durationMs }, mouths: shapesOf(levelsOf(packets, framesPerSecond, durationMs)) };
  });
}

function levelsOf(packets: readonly EncodedPacket[], framesPerSecond: number, durationMs: number): number[] {
  const smallest = packets.reduce((size, packet) => Math.min(size, packet.byteLength), Infinity);
  const levels: number[] = [];
  let at = 0;
  for (let frame = 0; frame < frameCountOf(durationMs, framesPerSecond); frame++) {
    while (at + 1 < packets.length && (packets[at + 1]?.timestamp ?? Infinity) <= frame / framesPerSecond) at++;
    levels.push((packets[at]?.byteLength ?? 0) - smallest);
  }
  return levels;
}

function assertLength(durationMs: number): void {
  if (!(durationMs > 0)) throw new MediaError('input', 'The audio file holds no sound.');
  if (durationMs > maxDurationMs) throw new MediaError('input', `The audio is longer than ${maxDurationMs / 60_000} minutes.`);
}
