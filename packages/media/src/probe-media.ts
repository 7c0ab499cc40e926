import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import type { Input, InputAudioTrack, InputTrack, InputVideoTrack } from 'mediabunny';
import { findTruncation } from './find-truncation.ts';
import { type ImageFacts, readImageFacts } from './image-facts.ts';

/** What a media file turned out to be. Lengths in milliseconds, sizes in pixels as displayed. */
export interface MediaFacts {
  /** `mp4`, `mov`, `webm`, `wav`, `mp3`, `m4a`, `ogg`, `flac`, `jpeg`, `png`. */
  readonly container: string;
  /** What a file of this kind is called, without the dot: `jpg` for JPEG, `m4a` for an MP4 that only sounds. */
  readonly extension: string;
  /** 0 for a picture. */
  readonly durationMs: number;
  readonly video?: { readonly codec: string; readonly widthPx: number; readonly heightPx: number; readonly framesPerSecond: number };
  readonly audio?: { readonly codec: string; readonly sampleRate: number; readonly channels: number };
}

/**
 * Looks into a file by its content; the name counts for nothing. The file is read to its last packet, so that one which
 * was cut short does not pass for whole.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID` when it is no medium that is known here, or not whole.
 */
export async function probeMedia(path: string): Promise<MediaFacts> {
  const head = await readHead(path);
  const image = readImageFacts(head.bytes, head.tail);
  if (image !== undefined) return factsOfImage(image, path);
  const truncation = await findTruncation(path, head);
  if (truncation !== undefined) throw invalid(path, truncation);
  return await probeTracks(path);
}

/** The first and last bytes of a file, and how long it is. */
export interface FileHead {
  readonly bytes: Buffer;
  readonly tail: Buffer;
  readonly sizeBytes: number;
}

const headBytes = 256 * 1024;

async function readHead(path: string): Promise<FileHead> {
  await using file = await open(path, 'r').catch((cause: unknown) => {
    throw invalid(path, 'cannot be opened', cause);
  });
  const { size } = await file.stat();
  if (size === 0) throw invalid(path, 'is empty');
  const read = async (from: number, length: number) => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, from);
    return buffer.subarray(0, bytesRead);
  };
  return { bytes: await read(0, Math.min(size, headBytes)), tail: await read(Math.max(0, size - 64), Math.min(size, 64)), sizeBytes: size };
}

function factsOfImage(image: ImageFacts, path: string): MediaFacts {
  if (!image.whole) throw invalid(path, `ends in the middle of a ${image.container.toUpperCase()} picture`);
  return {
    container: image.container,
    extension: image.container === 'jpeg' ? 'jpg' : image.container,
    durationMs: 0,
    video: { codec: image.container, widthPx: image.widthPx, heightPx: image.heightPx, framesPerSecond: 0 },
  };
}

async function probeTracks(path: string): Promise<MediaFacts> {
  // Loaded here, since it costs a tenth of a second that a run without media need not pay.
  const { ALL_FORMATS, FilePathSource, Input: MediaInput, Logging, LogLevel } = await import('mediabunny');
  Logging.level = LogLevel.Silent; // what it has to say about a damaged file, it says by throwing, too
  using input = new MediaInput({ formats: ALL_FORMATS, source: new FilePathSource(path, { handleUnhandledError: () => undefined }) });
  try {
    return await factsOf(input);
  } catch (error) {
    throw invalid(path, 'cannot be read as sound or film', error);
  }
}

async function factsOf(input: Input): Promise<MediaFacts> {
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  if (video === null && audio === null) throw new Error('It has neither a picture nor a sound track.');
  for (const track of [video, audio]) if (track !== null) await readLastPacket(track);
  const container = containerNames[(await input.getFormat()).name] ?? 'unknown';
  return {
    container,
    extension: container === 'mp4' && video === null ? 'm4a' : container === 'matroska' ? 'mkv' : container,
    durationMs: Math.round((await input.computeDuration()) * 1000),
    ...(video === null ? {} : { video: await videoFacts(video) }),
    ...(audio === null ? {} : { audio: await audioFacts(audio) }),
  };
}

/** Names by mediabunny, lower-case names here. */
const containerNames: Readonly<Record<string, string>> = {
  MP4: 'mp4',
  'QuickTime File Format': 'mov',
  WebM: 'webm',
  Matroska: 'matroska',
  WAVE: 'wav',
  MP3: 'mp3',
  Ogg: 'ogg',
  FLAC: 'flac',
  ADTS: 'aac',
};

async function readLastPacket(track: InputTrack): Promise<void> {
  const { EncodedPacketSink } = await import('mediabunny');
  const last = await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY);
  if (last === null || last.byteLength === 0) throw new Error('A track ends before its last packet.');
}

async function videoFacts(track: InputVideoTrack): Promise<NonNullable<MediaFacts['video']>> {
  const { averagePacketRate } = await track.computePacketStats(100);
  return {
    codec: (await track.getCodec()) ?? 'unknown',
    widthPx: await track.getDisplayWidth(),
    heightPx: await track.getDisplayHeight(),
    framesPerSecond: Math.round(averagePacketRate * 100) / 100,
  };
}

async function audioFacts(track: InputAudioTrack): Promise<NonNullable<MediaFacts['audio']>> {
  return {
    codec: (await track.getCodec()) ?? 'unknown',
    sampleRate: await track.getSampleRate(),
    channels: await track.getNumberOfChannels(),
  };
}

function invalid(path: string, what: string, cause?: unknown): ReelwrightError {
  return new ReelwrightError('RUN_RESULT_INVALID', `The file ${basename(path)} ${what}.`, { cause });
}
