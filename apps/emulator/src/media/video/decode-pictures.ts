import { EncodedPacketSink, type InputVideoTrack } from 'mediabunny';
import { createI420, type I420, toI420 } from '../drawing/i420.ts';
import { inCall, type NativeCodecs } from './native-codecs.ts';

/** What of a picture is decoded: its colours, or the alpha channel that WebM keeps beside them. */
export type PicturePart = 'color' | 'alpha';

/**
 * One picture for each time: the one that is on show then. Every packet is decoded at most once.
 *
 * The decoder is driven by hand. node-webcodecs stamps a picture with the time of the packet that went in last, which is
 * wrong as soon as the decoder looks ahead; what can be relied on is that pictures come out in the order they are shown.
 *
 * @param times Seconds, ascending.
 */
export async function* decodePictures(
  codecs: NativeCodecs,
  track: InputVideoTrack,
  times: readonly number[],
  part: PicturePart = 'color',
): AsyncGenerator<I420> {
  const shown = pictureClock(times);
  for await (const { frame, timestamp } of decodeFrom(codecs, track, times[0] ?? 0, part)) {
    yield* shown.until(timestamp, frame);
    if (shown.done()) return;
  }
  yield* shown.rest();
}

interface Decoded {
  readonly frame: VideoFrame;
  readonly timestamp: number;
}

/** Pictures in the order they are shown, from the last key picture before a time. Whoever takes a frame closes it. */
async function* decodeFrom(codecs: NativeCodecs, track: InputVideoTrack, start: number, part: PicturePart): AsyncGenerator<Decoded> {
  const config = await track.getDecoderConfig();
  if (config === null) throw new Error('The footage does not say how it is coded.');
  const frames: VideoFrame[] = [];
  let failure: unknown;
  const decoder = new codecs.VideoDecoder({ output: (frame) => frames.push(frame), error: (error) => (failure = error) });
  const waiting: number[] = [];
  const drain = function* (): Generator<Decoded> {
    if (failure !== undefined) throw failure;
    for (const frame of frames.splice(0)) yield { frame, timestamp: takeSmallest(waiting) };
  };
  try {
    decoder.configure({ ...config, ...inCall });
    const sink = new EncodedPacketSink(track);
    const first =
      (await sink.getKeyPacket(start, { verifyKeyPackets: true })) ?? (await sink.getFirstKeyPacket({ verifyKeyPackets: true }));
    for await (const packet of sink.packets(first ?? undefined)) {
      waiting.push(packet.timestamp);
      const data = part === 'color' ? packet.data : packet.sideData.alpha;
      if (data === undefined) throw new Error('The footage has no alpha channel.');
      decoder.decode(new codecs.EncodedVideoChunk({ type: packet.type, timestamp: packet.microsecondTimestamp, data }));
      yield* drain();
    }
    await decoder.flush();
    yield* drain();
  } finally {
    for (const frame of frames) frame.close();
    decoder.close();
  }
}

function takeSmallest(values: number[]): number {
  const smallest = Math.min(...values);
  values.splice(values.indexOf(smallest), 1);
  return smallest;
}

/** Hands out, for times that ascend, the picture that is on show at each. A frame is copied only when it is needed. */
function pictureClock(times: readonly number[]) {
  let next = 0;
  let before: VideoFrame | undefined;
  async function* handOut(isBefore: (time: number) => boolean): AsyncGenerator<I420> {
    let picture: I420 | undefined;
    while (next < times.length && isBefore(times[next] ?? 0) && before !== undefined) {
      picture ??= await toPicture(before);
      next++;
      yield picture;
    }
  }
  const tolerance = 0.0005;
  return {
    done: () => next >= times.length,
    /** A new frame has come that is shown from `timestamp` on; the one before is over. The first also stands for all time before it. */
    async *until(timestamp: number, frame: VideoFrame): AsyncGenerator<I420> {
      if (before !== undefined) {
        yield* handOut((time) => time < timestamp - tolerance);
        before.close();
      }
      before = frame;
      if (next >= times.length) frame.close();
    },
    async *rest(): AsyncGenerator<I420> {
      yield* handOut(() => true);
      before?.close();
    },
  };
}

/** The decoder's own I420 is taken as it is; whatever else it gives goes by way of RGB. An odd last row or column is left out. */
async function toPicture(frame: VideoFrame): Promise<I420> {
  const [width, height] = [frame.codedWidth, frame.codedHeight];
  if (frame.format === 'I420' && width % 2 === 0 && height % 2 === 0) {
    const picture = createI420(width, height);
    await frame.copyTo(picture.bytes);
    return picture;
  }
  const pixels = new Uint8ClampedArray(width * height * 4);
  await frame.copyTo(pixels, { format: 'RGBA' } as VideoFrameCopyToOptions); // the installed types are older than the option
  const [widthPx, heightPx] = [width - (width % 2), height - (height % 2)];
  if (widthPx === width) return toI420({ widthPx, heightPx, pixels });
  const cropped = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++) cropped.set(pixels.subarray(y * width * 4, (y * width + widthPx) * 4), y * widthPx * 4);
  return toI420({ widthPx, heightPx, pixels: cropped });
}
