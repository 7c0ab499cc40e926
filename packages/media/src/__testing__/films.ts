import { createHash } from 'node:crypto';
import {
  ALL_FORMATS,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  type InputTrack,
  type MetadataTags,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type Rotation,
  WebMOutputFormat,
} from 'mediabunny';

/** A packet as tests compare it. Seconds. */
export interface SeenPacket {
  readonly type: string;
  readonly timestamp: number;
  readonly digest: string;
  readonly bytes: Buffer;
}

/** Everything that stands in a film, in the order of decoding. */
export async function filmPackets(
  path: string,
): Promise<{ video: SeenPacket[]; audio: SeenPacket[]; tags: MetadataTags; rotation: Rotation | undefined }> {
  using input = open(path);
  return {
    video: (await packetsOf(await input.getPrimaryVideoTrack())).map(seen),
    audio: (await packetsOf(await input.getPrimaryAudioTrack())).map(seen),
    tags: await input.getMetadataTags(),
    rotation: await (await input.getPrimaryVideoTrack())?.getRotation(),
  };
}

export interface Rewriting {
  readonly keepPicture?: (packet: EncodedPacket, index: number) => boolean;
  readonly keepSound?: (packet: EncodedPacket, index: number) => boolean;
  readonly soundFrom?: string;
  readonly tags?: MetadataTags;
  readonly rotation?: Rotation;
}

/** A film like another with some of its packets, the sound of a third one, or other tags: for cases that need no file of their own. */
export async function rewriteFilm(
  source: string,
  target: string,
  { keepPicture, keepSound, soundFrom, tags = {}, rotation = 0 }: Rewriting,
): Promise<void> {
  using input = open(source);
  using other = open(soundFrom ?? source);
  const [video, audio] = [await input.getPrimaryVideoTrack(), await other.getPrimaryAudioTrack()];
  if (video === null || audio === null) throw new Error('A film to be rewritten has a picture and sound.');
  const [pictures, sounds] = [
    (await packetsOf(video)).filter(keepPicture ?? Boolean),
    (await packetsOf(audio)).filter(keepSound ?? Boolean),
  ];
  const formats = {
    MP4: () => new Mp4OutputFormat(),
    WebM: () => new WebMOutputFormat(),
    'QuickTime File Format': () => new MovOutputFormat(),
  };
  const format = formats[(await input.getFormat()).name as keyof typeof formats]();
  const output = new Output({ format, target: new FilePathTarget(target) });
  const [pictureSource, soundSource] = [
    new EncodedVideoPacketSource((await video.getCodec()) ?? 'avc'),
    new EncodedAudioPacketSource((await audio.getCodec()) ?? 'aac'),
  ];
  output.addVideoTrack(pictureSource, { rotation });
  if (sounds.length > 0) output.addAudioTrack(soundSource);
  output.setMetadataTags(tags);
  await output.start();
  const [pictureMeta, soundMeta] = [await video.getDecoderConfig(), await audio.getDecoderConfig()];
  for (const packet of pictures) await pictureSource.add(packet, pictureMeta === null ? {} : { decoderConfig: pictureMeta });
  for (const packet of sounds) await soundSource.add(packet, soundMeta === null ? {} : { decoderConfig: soundMeta });
  await output.finalize();
}

function open(path: string): Input {
  return new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) });
}

async function packetsOf(track: InputTrack | null): Promise<EncodedPacket[]> {
  const packets: EncodedPacket[] = [];
  if (track !== null) for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  return packets;
}

function seen({ type, timestamp, data }: EncodedPacket): SeenPacket {
  return { type, timestamp, digest: createHash('sha256').update(data).digest('hex'), bytes: Buffer.from(data) };
}
