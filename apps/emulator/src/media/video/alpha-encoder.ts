import { EncodedPacket } from 'mediabunny';
import type { I420 } from '../drawing/i420.ts';
import { inCall, type NativeCodecs } from './native-codecs.ts';
import { colorSpace, type EncoderSettings, keyFrameSeconds } from './video-encoder.ts';

/** A picture and what of it can be seen: the luma of `alpha` is 0 where there is nothing, 255 where the picture is solid. */
export interface AlphaPicture {
  readonly color: I420;
  readonly alpha: I420;
}

const codec = 'vp09.00.51.08';
const bitsPerPixel = 0.08;

/** VP9 twice by libvpx through node-webcodecs: the colours, and the alpha channel as side data of each packet. */
export function createAlphaEncoder(codecs: NativeCodecs, settings: EncoderSettings) {
  const [color, alpha] = [openEncoder(codecs, settings), openEncoder(codecs, settings)];
  const { framesPerSecond, widthPx, heightPx } = settings;
  return {
    add(picture: AlphaPicture): void {
      color.add(picture.color);
      alpha.add(picture.alpha);
    },
    async finish() {
      const [pictures, masks] = [await color.finish(), await alpha.finish()];
      const packets = pictures.map(({ data, type }, index) => {
        const side = masks[index]?.data;
        if (side === undefined) throw new Error('The alpha channel is shorter than the picture.');
        return new EncodedPacket(data, type, index / framesPerSecond, 1 / framesPerSecond, undefined, undefined, { alpha: side });
      });
      return { packets, decoderConfig: { codec, codedWidth: widthPx, codedHeight: heightPx, colorSpace } };
    },
    close(): void {
      color.close();
      alpha.close();
    },
  };
}

interface Coded {
  readonly data: Uint8Array;
  readonly type: 'key' | 'delta';
}

function openEncoder(codecs: NativeCodecs, { widthPx, heightPx, framesPerSecond }: EncoderSettings) {
  const coded: Coded[] = [];
  let [failure, added]: [unknown, number] = [undefined, 0];
  const encoder = new codecs.VideoEncoder({
    output(chunk) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      coded.push({ data, type: chunk.type });
    },
    error: (error) => (failure = error),
  });
  const bitrate = Math.round(Math.max(150_000, widthPx * heightPx * framesPerSecond * bitsPerPixel));
  const common = { codec, width: widthPx, height: heightPx, framerate: framesPerSecond, bitrate };
  encoder.configure({ ...common, latencyMode: 'realtime', hardwareAcceleration: 'prefer-software', ...{ colorSpace }, ...inCall });
  return {
    add(picture: I420): void {
      const timestamp = Math.round((added * 1_000_000) / framesPerSecond);
      const frame = new codecs.VideoFrame(picture.bytes, { format: 'I420', codedWidth: widthPx, codedHeight: heightPx, timestamp });
      encoder.encode(frame, { keyFrame: added % (keyFrameSeconds * framesPerSecond) === 0 });
      frame.close();
      added++;
      if (failure !== undefined) throw failure;
    },
    async finish(): Promise<readonly Coded[]> {
      await encoder.flush();
      if (failure !== undefined) throw failure;
      if (coded.length !== added) throw new Error(`The encoder made ${coded.length} packets of ${added} frames.`);
      return coded;
    },
    close(): void {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}
