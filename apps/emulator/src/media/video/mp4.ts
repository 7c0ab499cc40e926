import { BufferTarget, EncodedAudioPacketSource, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import type { AacTrack } from '../audio/aac.ts';
import type { VideoTrack } from './video-encoder.ts';

export interface Mp4Parts {
  readonly video: VideoTrack;
  readonly audio?: AacTrack;
  readonly title: string;
  readonly comment: string;
}

/**
 * Muxes to MP4 with the index in front (`moov` before `mdat`), so that it plays while it loads.
 * Equal parts give equal bytes: packets go in by time, and the clock that mediabunny writes is taken out again.
 */
export async function muxMp4({ video, audio, title, comment }: Mp4Parts): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const videoSource = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(videoSource);
  const audioSource = audio === undefined ? undefined : new EncodedAudioPacketSource('aac');
  if (audioSource !== undefined) output.addAudioTrack(audioSource);
  output.setMetadataTags({ title, comment });
  await output.start();
  const queue = [
    ...video.packets.map((packet) => ({ packet, send: () => videoSource.add(packet, { decoderConfig: video.decoderConfig }) })),
    ...(audio?.packets ?? []).map((packet) => ({ packet, send: () => audioSource?.add(packet, metaOf(audio)) })),
  ].sort((a, b) => a.packet.timestamp - b.packet.timestamp);
  for (const { send } of queue) await send();
  await output.finalize();
  if (target.buffer === null) throw new Error('The muxer left nothing.');
  return withoutClock(new Uint8Array(target.buffer));
}

function metaOf(audio: AacTrack | undefined): EncodedAudioChunkMetadata {
  return audio === undefined ? {} : { decoderConfig: audio.decoderConfig };
}

const containers = new Set(['moov', 'trak', 'mdia']);
const dated = new Set(['mvhd', 'tkhd', 'mdhd']);

/** Sets creation and modification time to zero ("not known") wherever a box has them. */
function withoutClock(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      const size = view.getUint32(at) || to - at;
      const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
      if (containers.has(type)) walk(at + 8, at + size);
      if (dated.has(type)) file.fill(0, at + 12, at + 12 + (view.getUint8(at + 8) === 1 ? 16 : 8));
      if (size < 8) return;
      at += size;
    }
  };
  walk(0, file.length);
  return file;
}
