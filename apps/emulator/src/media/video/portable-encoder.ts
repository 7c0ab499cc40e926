import { BufferSource, type EncodedPacket, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import type { I420 } from '../drawing/i420.ts';
import { colorSpace, type EncoderSettings, type FrameEncoder, keyFrameSeconds } from './video-encoder.ts';

/** `speed` 0 (best) to 10 (quickest; flat drawings lose next to nothing by it), `quantizer` 10 (best) to 51 (smallest). */
export interface PortableQuality {
  readonly speed: number;
  readonly quantizer: number;
}

const quick: PortableQuality = { speed: 10, quantizer: 28 };

/** H.264 by minih264 as WebAssembly: no native code, about four times the work. It writes an MP4 in memory, from which the packets are taken. */
export async function createPortableEncoder(settings: EncoderSettings, quality = quick): Promise<FrameEncoder> {
  const { default: library } = await import('h264-mp4-encoder');
  const encoder = await library.createH264MP4Encoder();
  const { widthPx, heightPx, framesPerSecond } = settings;
  Object.assign(encoder, { width: widthPx, height: heightPx, frameRate: framesPerSecond });
  Object.assign(encoder, { speed: quality.speed, quantizationParameter: quality.quantizer });
  encoder.groupOfPictures = keyFrameSeconds * framesPerSecond;
  encoder.initialize();
  let open = true;
  const close = () => {
    if (open) encoder.delete();
    open = false;
  };
  return {
    async add(picture: I420) {
      encoder.addFrameYuv(picture.bytes);
    },
    async finish() {
      encoder.finalize();
      const file = encoder.FS.readFile(encoder.outputFilename).slice();
      encoder.FS.unlink(encoder.outputFilename);
      close();
      return readPackets(file, framesPerSecond);
    },
    close,
  };
}

async function readPackets(file: Uint8Array<ArrayBuffer>, framesPerSecond: number) {
  using input = new Input({ source: new BufferSource(file), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (!track || !decoderConfig) throw new Error('The encoder left no video.');
  const packets: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    packets.push(packet.clone({ timestamp: packets.length / framesPerSecond, duration: 1 / framesPerSecond }));
  }
  return { packets, decoderConfig: { ...decoderConfig, colorSpace } };
}
