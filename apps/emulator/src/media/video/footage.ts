import type { InputVideoTrack } from 'mediabunny';
import type { I420 } from '../drawing/i420.ts';
import { decodePictures, type PicturePart } from './decode-pictures.ts';
import { type Rotation, rotated } from './fit.ts';
import { type FootageOrder, footageOrder, footageRuns } from './footage-order.ts';
import type { NativeCodecs } from './native-codecs.ts';

/** Footage that can be decoded here. */
export interface Footage {
  /** Upright and even. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** The pictures behind a film of that many frames, in its order. A picture is good until the next is asked for. */
  frames(filmFrames: number, order: FootageOrder): AsyncGenerator<I420>;
  close(): void;
}

/** Pictures held while a run is turned round. */
const maxHeldBytes = 64 * 1024 * 1024;

/**
 * Opens footage for decoding.
 *
 * @param part The picture itself, or its alpha channel as the luma of one.
 * @returns Undefined when there is no picture in it that can be decoded here.
 */
export async function openFootage(
  codecs: NativeCodecs,
  path: string,
  framesPerSecond: number,
  part: PicturePart = 'color',
): Promise<Footage | undefined> {
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny');
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryVideoTrack();
    const footage = track === null ? undefined : await describe({ codecs, part }, track, framesPerSecond, () => input.dispose());
    if (footage !== undefined) return footage;
  } catch {
    // Whatever is wrong with the footage, the film is made with the drawn presenter instead.
  }
  input.dispose();
  return undefined;
}

async function describe(
  { codecs, part }: { readonly codecs: NativeCodecs; readonly part: PicturePart },
  track: InputVideoTrack,
  framesPerSecond: number,
  close: () => void,
): Promise<Footage | undefined> {
  const first = await track.getFirstTimestamp();
  const rotation = (await track.getRotation()) as Rotation; // mediabunny gives these four values
  const count = Math.max(1, Math.floor(((await track.computeDuration()) - first) * framesPerSecond + 0.01));
  const decode = async function* (indexes: readonly number[]): AsyncGenerator<I420> {
    const times = indexes.map((index) => first + index / framesPerSecond);
    let [before, upright]: (I420 | undefined)[] = [];
    for await (const picture of decodePictures(codecs, track, times, part)) {
      if (picture !== before || upright === undefined) upright = rotated(picture, rotation);
      before = picture;
      yield upright;
    }
  };
  for await (const { widthPx, heightPx, bytes } of decode([0])) {
    const maxBackward = Math.max(8, Math.floor(maxHeldBytes / bytes.length));
    return {
      widthPx,
      heightPx,
      close,
      async *frames(filmFrames, order) {
        for (const { indexes, backwards } of footageRuns(footageOrder(filmFrames, count, order), maxBackward)) {
          if (backwards) yield* (await collected(decode(indexes))).reverse();
          else yield* decode(indexes);
        }
      },
    };
  }
  return undefined;
}

async function collected(frames: AsyncGenerator<I420>): Promise<I420[]> {
  const list: I420[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}
