import { EncodedPacket } from 'mediabunny';
import type { I420 } from '../drawing/i420.ts';
import { inCall, type NativeCodecs } from './native-codecs.ts';
import { colorSpace, type EncoderSettings, type FrameEncoder, keyFrameSeconds } from './video-encoder.ts';

const bitsPerPixel = 0.07;

/**
 * H.264 by OpenH264 through node-webcodecs.
 *
 * The colours must be told to `configure`, else the stream is marked as RGB of full range.
 */
export function createNativeEncoder(codecs: NativeCodecs, { widthPx, heightPx, framesPerSecond }: EncoderSettings): FrameEncoder {
  const packets: EncodedPacket[] = [];
  let failure: unknown;
  let added = 0;
  const encoder = new codecs.VideoEncoder({
    output(chunk) {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      packets.push(new EncodedPacket(data, chunk.type, packets.length / framesPerSecond, 1 / framesPerSecond));
    },
    error(error) {
      failure = error;
    },
  });
  const settings = { codec: codecFor(widthPx, heightPx), width: widthPx, height: heightPx, framerate: framesPerSecond };
  const bitrate = Math.round(Math.max(150_000, widthPx * heightPx * framesPerSecond * bitsPerPixel));
  encoder.configure({
    ...settings,
    bitrate,
    latencyMode: 'quality',
    hardwareAcceleration: 'prefer-software',
    ...{ colorSpace },
    ...inCall,
  });
  const assertSound = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    async add(picture: I420) {
      const frame = new codecs.VideoFrame(picture.bytes, {
        format: 'I420',
        codedWidth: widthPx,
        codedHeight: heightPx,
        timestamp: Math.round((added * 1_000_000) / framesPerSecond),
      });
      encoder.encode(frame, { keyFrame: added % (keyFrameSeconds * framesPerSecond) === 0 });
      frame.close();
      added++;
      assertSound();
    },
    async finish() {
      await encoder.flush();
      assertSound();
      if (packets.length !== added) throw new Error(`The encoder made ${packets.length} packets of ${added} frames.`);
      return { packets, decoderConfig: { codec: settings.codec, codedWidth: widthPx, codedHeight: heightPx, colorSpace } };
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}

/** High profile at the lowest level that holds the size; the encoder writes its own into the stream. */
function codecFor(widthPx: number, heightPx: number): string {
  const blocks = Math.ceil(widthPx / 16) * Math.ceil(heightPx / 16);
  return blocks <= 3600 ? 'avc1.64001f' : blocks <= 8192 ? 'avc1.640028' : 'avc1.640033';
}
