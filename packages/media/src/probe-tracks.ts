import type { Input, InputAudioTrack, InputTrack, InputVideoTrack } from 'mediabunny';
import { invalidMedium } from './invalid-medium.ts';
import { openInput } from './open-input.ts';
import type { MediaFacts } from './probe-media.ts';

/**
 * Looks into a file of sound or film, to its last packet. It may take for ever: see `thread/`.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID`.
 */
export async function probeTracks(path: string): Promise<MediaFacts> {
  try {
    using input = await openInput(path);
    return await factsOf(input);
  } catch (error) {
    throw invalidMedium(path, 'cannot be read as sound or film', error);
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
  'MPEG Transport Stream': 'ts',
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
