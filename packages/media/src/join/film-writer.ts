import type { FileHandle } from 'node:fs/promises';
import { ReelwrightError } from '@reelwright/errors';
import type { EncodedPacket, Output } from 'mediabunny';
import { whileWaiting } from '../thread/vital-signs.ts';
import type { FilmPart, SoundFacts } from './film-part.ts';

/** Takes packets of both tracks, in the order in which they are to stand in the file. */
export interface FilmWriter {
  addPicture(packet: EncodedPacket): Promise<void>;
  addSound(packet: EncodedPacket): Promise<void>;
  /** Completes the file. */
  finish(): Promise<void>;
  /** Lets go of the file, whatever is in it. */
  abandon(): Promise<void>;
}

export interface FilmWriterSettings {
  /** Its container, picture format and tags are those of the film. */
  readonly first: FilmPart;
  readonly pictureDecoder: VideoDecoderConfig;
  readonly sound: SoundFacts | undefined;
  /** At most this many packets will come: room for their index is kept at the head of the file, so that players can start at once. */
  readonly mostPackets: { readonly picture: number; readonly sound: number };
}

/** @throws {ReelwrightError} `RUN_DISK`, from every method, when the file cannot be written. */
export async function createFilmWriter(
  file: FileHandle,
  { first, pictureDecoder, sound, mostPackets }: FilmWriterSettings,
): Promise<FilmWriter> {
  const { EncodedAudioPacketSource, EncodedVideoPacketSource } = await import('mediabunny');
  const target = await createTarget(file);
  const output = await createOutput(first.container, target.target);
  const { picture } = first;
  const pictureSource = new EncodedVideoPacketSource(picture.codec);
  output.addVideoTrack(pictureSource, {
    rotation: picture.rotation,
    flip: picture.isFlipped,
    canBeTransparent: picture.isTransparent,
    maximumPacketCount: mostPackets.picture,
  });
  const soundSource = sound === undefined ? undefined : new EncodedAudioPacketSource(sound.codec);
  if (soundSource !== undefined && sound !== undefined) {
    output.addAudioTrack(soundSource, { languageCode: sound.language, maximumPacketCount: mostPackets.sound });
  }
  output.setMetadataTags(first.tags);
  const guard = (work: Promise<void>) => work.catch((error: unknown) => target.fail(error));
  await guard(output.start());
  return {
    addPicture: (packet) => guard(pictureSource.add(packet, { decoderConfig: pictureDecoder })),
    addSound: (packet) =>
      sound === undefined || soundSource === undefined
        ? Promise.resolve()
        : guard(soundSource.add(packet, { decoderConfig: sound.decoder })),
    finish: () => guard(output.finalize()),
    abandon: () => output.cancel().catch(() => undefined),
  };
}

const chunkBytes = 1024 * 1024;

/** A place in which mediabunny writes, and which knows whether a failure was the disk's. */
async function createTarget(file: FileHandle) {
  const { StreamTarget } = await import('mediabunny');
  let diskError: unknown;
  const writable = new WritableStream<{ readonly data: Uint8Array; readonly position: number }>({
    async write({ data, position }) {
      for (let done = 0; done < data.length; ) {
        const { bytesWritten } = await whileWaiting(file.write(data, done, data.length - done, position + done)).catch((error: unknown) => {
          diskError = error;
          throw error;
        });
        done += bytesWritten;
      }
    },
  });
  return {
    target: new StreamTarget(writable, { chunked: true, chunkSize: chunkBytes }),
    fail(error: unknown): never {
      if (diskError !== undefined) throw unwritable(diskError);
      throw error;
    },
  };
}

async function createOutput(container: string, target: InstanceType<typeof import('mediabunny').StreamTarget>): Promise<Output> {
  const { MkvOutputFormat, MovOutputFormat, Mp4OutputFormat, Output: MediaOutput, WebMOutputFormat } = await import('mediabunny');
  const formats = {
    mp4: () => new Mp4OutputFormat({ fastStart: 'reserve' }),
    mov: () => new MovOutputFormat({ fastStart: 'reserve' }),
    webm: () => new WebMOutputFormat(),
    matroska: () => new MkvOutputFormat(),
  };
  // `inspectPart` lets no other container through.
  return new MediaOutput({ format: formats[container as keyof typeof formats](), target });
}

export function unwritable(cause: unknown): ReelwrightError {
  return new ReelwrightError('RUN_DISK', 'The joined film could not be written.', {
    cause,
    hint: 'Check that the folder can be written to and that the disk has room for a film as large as its parts.',
  });
}
