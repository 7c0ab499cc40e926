import { BufferTarget, EncodedAudioPacketSource, type EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';
import type { OpusTrack } from '../audio/opus.ts';

export interface WebmParts {
  readonly video: {
    readonly codec: 'vp8' | 'vp9';
    /** With the alpha channel as side data. */
    readonly packets: readonly EncodedPacket[];
    readonly decoderConfig: VideoDecoderConfig;
  };
  readonly audio?: OpusTrack;
  readonly title: string;
  readonly comment: string;
}

/** Muxes to WebM. Packets go in by time, so that equal parts give equal bytes. */
export async function muxWebm({ video, audio, title, comment }: WebmParts): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const videoSource = new EncodedVideoPacketSource(video.codec);
  output.addVideoTrack(videoSource);
  const audioSource = audio === undefined ? undefined : new EncodedAudioPacketSource('opus');
  if (audioSource !== undefined) output.addAudioTrack(audioSource);
  output.setMetadataTags({ title, comment });
  await output.start();
  const queue = [
    ...video.packets.map((packet) => ({ packet, send: () => videoSource.add(packet, { decoderConfig: video.decoderConfig }) })),
    ...(audio?.packets ?? []).map((packet) => ({
      packet,
      send: () => audioSource?.add(packet, audio && { decoderConfig: audio.decoderConfig }),
    })),
  ].sort((a, b) => a.packet.timestamp - b.packet.timestamp);
  for (const { send } of queue) await send();
  await output.finalize();
  if (target.buffer === null) throw new Error('The muxer left nothing.');
  return new Uint8Array(target.buffer);
}
