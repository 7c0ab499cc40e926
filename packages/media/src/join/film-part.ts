import { basename } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import type { AudioCodec, EncodedPacket, Input, InputAudioTrack, InputVideoTrack, MetadataTags, Rotation, VideoCodec } from 'mediabunny';
import { openInput } from '../open-input.ts';
import { probeHead } from '../probe-head.ts';
import { probeTracks } from '../probe-tracks.ts';
import { descriptionBytes } from './description-bytes.ts';
import { soundPacketSeconds } from './sound-packet.ts';

/** What must be known of a film before its packets can follow those of another. All times in seconds of its own timeline. */
export interface FilmPart {
  readonly path: string;
  readonly container: string;
  readonly picture: PictureFacts;
  /** Absent from a silent film. */
  readonly sound?: SoundFacts;
  readonly tags: MetadataTags;
  /** How long the film takes: its picture, or its sound where that goes on for more than the padding of its last packet. */
  readonly seconds: number;
}

export interface PictureFacts {
  readonly codec: VideoCodec;
  /** With the decoder's own settings (SPS and PPS of H.264), which a film holds only once. */
  readonly decoder: VideoDecoderConfig;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rotation: Rotation;
  readonly isFlipped: boolean;
  readonly isTransparent: boolean;
  readonly packets: number;
  /** Below 0 where an edit list hides the first frames. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly frameSeconds: number;
}

export interface SoundFacts {
  readonly codec: AudioCodec;
  readonly decoder: AudioDecoderConfig;
  readonly language: string;
  readonly packets: number;
  readonly endsAt: number;
  readonly packetSeconds: number;
}

/**
 * Reads what there is to know of a film, to its last packet; the film itself stays on the disk.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID` when it is no whole film.
 */
export async function inspectPart(path: string): Promise<FilmPart> {
  const { container, video } = (await probeHead(path)) ?? (await probeTracks(path));
  if (video === undefined || !containers.has(container)) throw notJoinable(path, 'is not a film in MP4, MOV, WebM or Matroska');
  using input = await openInput(path, { cacheBytes });
  try {
    const part = await factsOf(input, path, container);
    if (!(part.seconds > 0 && part.seconds <= mostSeconds)) throw notJoinable(path, `says that it lasts for ${Math.round(part.seconds)} s`);
    return part;
  } catch (error) {
    throw error instanceof ReelwrightError ? error : notJoinable(path, 'cannot be read as a film', error);
  }
}

/** Damaged films can claim any length, which would become as much silence. */
const mostSeconds = 6 * 3600;

/** A film is read from its front to its end: little of it needs to be kept. */
export const cacheBytes = 2 * 1024 * 1024;

const containers = new Set(['mp4', 'mov', 'webm', 'matroska']);

async function factsOf(input: Input, path: string, container: string): Promise<FilmPart> {
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  const picture = video === null ? undefined : await pictureFacts(video);
  if (picture === undefined) throw notJoinable(path, 'has a picture in a codec that is not known here');
  const sound = audio === null ? undefined : await soundFacts(audio);
  if (audio !== null && sound === undefined) throw notJoinable(path, 'has sound in a codec that is not known here');
  const soundEndsAt = sound === undefined ? 0 : sound.endsAt;
  const isPadding = soundEndsAt - picture.endsAt < (sound?.packetSeconds ?? 0);
  return {
    path,
    container,
    picture,
    ...(sound === undefined ? {} : { sound }),
    tags: await input.getMetadataTags(),
    seconds: isPadding ? picture.endsAt : Math.max(picture.endsAt, soundEndsAt),
  };
}

async function pictureFacts(track: InputVideoTrack): Promise<PictureFacts | undefined> {
  const [codec, decoder] = [await track.getCodec(), await track.getDecoderConfig()];
  if (codec === null || decoder === null) return undefined;
  const { packetCount, averagePacketRate } = await track.computePacketStats();
  const frameSeconds = averagePacketRate > 0 ? 1 / averagePacketRate : 0.04;
  return {
    codec,
    decoder: ownCopy(decoder),
    widthPx: await track.getDisplayWidth(),
    heightPx: await track.getDisplayHeight(),
    rotation: await track.getRotation(),
    isFlipped: await track.getFlip(),
    isTransparent: await track.canBeTransparent(),
    packets: packetCount,
    startsAt: await track.getFirstTimestamp(),
    endsAt: await endOf(track, frameSeconds),
    frameSeconds,
  };
}

async function soundFacts(track: InputAudioTrack): Promise<SoundFacts | undefined> {
  const [codec, decoder] = [await track.getCodec(), await track.getDecoderConfig()];
  const first = await firstPacketOf(track);
  if (codec === null || decoder === null || first === null) return undefined;
  const { packetCount } = await track.computePacketStats();
  const meanSeconds = ((await track.computeDuration()) - first.timestamp) / packetCount;
  const packetSeconds = soundPacketSeconds(codec, decoder.sampleRate, first, meanSeconds);
  return {
    codec,
    decoder: ownCopy(decoder),
    language: await track.getLanguageCode(),
    packets: packetCount,
    endsAt: await endOf(track, packetSeconds),
    packetSeconds,
  };
}

async function firstPacketOf(track: InputAudioTrack): Promise<EncodedPacket | null> {
  const { EncodedPacketSink } = await import('mediabunny');
  return await new EncodedPacketSink(track).getFirstPacket();
}

/** Where a track ends. Matroska may leave the length of its last packet open: it lasts as long as the others, then. */
async function endOf(track: InputVideoTrack | InputAudioTrack, usualSeconds: number): Promise<number> {
  const { EncodedPacketSink } = await import('mediabunny');
  const last = await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY, { metadataOnly: true });
  return Math.max(await track.computeDuration(), (last?.timestamp ?? 0) + (last?.duration || usualSeconds));
}

/** The settings without the file they were read from, which would stay in memory with them. */
function ownCopy<Config extends VideoDecoderConfig | AudioDecoderConfig>(config: Config): Config {
  const description = descriptionBytes(config);
  return description.length === 0 ? config : { ...config, description: Uint8Array.from(description) };
}

export function notJoinable(path: string, what: string, cause?: unknown): ReelwrightError {
  return new ReelwrightError('RUN_RESULT_INVALID', `The film ${basename(path)} cannot be joined: it ${what}.`, { cause });
}
