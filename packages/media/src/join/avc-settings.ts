import { EncodedPacket } from 'mediabunny';
import { descriptionBytes } from './description-bytes.ts';
import type { PictureFacts } from './film-part.ts';

/**
 * What a decoder of H.264 is told before it begins (`avcC`, ISO 14496-15, 5.3.3.1): the parameter sets, and how many bytes
 * the length before each unit of a packet takes.
 */
export interface AvcSettings {
  readonly profile: number;
  readonly level: number;
  readonly lengthBytes: number;
  readonly sets: readonly Buffer[];
}

/** Undefined for another codec, and where the packets hold their settings themselves. */
export function avcSettings({ codec, decoder }: PictureFacts): AvcSettings | undefined {
  const bytes = descriptionBytes(decoder);
  if (codec !== 'avc' || bytes.length < 7) return undefined;
  const sets: Buffer[] = [];
  let at = 5;
  // First those of sequences, whose number has five bits, then those of pictures.
  for (const mask of [31, 255]) {
    const count = (bytes[at++] ?? 0) & mask;
    for (let index = 0; index < count; index++) {
      if (at + 2 > bytes.length) return undefined;
      const end = at + 2 + bytes.readUInt16BE(at);
      if (end > bytes.length) return undefined;
      sets.push(bytes.subarray(at + 2, end));
      at = end;
    }
  }
  return { profile: bytes.readUInt8(1), level: bytes.readUInt8(3), lengthBytes: 1 + (bytes.readUInt8(4) & 3), sets };
}

/** Baseline, Main and High: pictures of the same kind, 8 bits with halved colour. */
const usualProfiles = new Set([66, 77, 100]);

/** Whether packets of both can stand in one track, when each picture that can be decoded alone brings its settings with it. */
export function canShareTrack(one: PictureFacts, other: PictureFacts): boolean {
  const [own, others] = [avcSettings(one), avcSettings(other)];
  if (own === undefined || others === undefined || own.lengthBytes !== others.lengthBytes) return false;
  return usualProfiles.has(own.profile) && usualProfiles.has(others.profile);
}

/** Settings at the head of the film, under which none of the others is more than it announces. */
export function headOfAll(pictures: readonly [PictureFacts, ...PictureFacts[]]): VideoDecoderConfig {
  const [{ decoder }] = pictures;
  const all = pictures.map((picture) => avcSettings(picture)).filter((settings) => settings !== undefined);
  const description = Uint8Array.from(descriptionBytes(decoder));
  description[1] = Math.max(...all.map(({ profile }) => profile));
  description[3] = Math.max(...all.map(({ level }) => level));
  return { ...decoder, description };
}

const unitTypes = { picture: 5, delimiter: 9 };

/**
 * The packet with the settings before its picture. Every packet that can be decoded alone gets them, those of the first film, too:
 * a player that jumps back would go on with the settings it has read last.
 */
export function withSettings(packet: EncodedPacket, settings: AvcSettings): EncodedPacket {
  if (packet.type !== 'key') return packet;
  const { data } = packet;
  const units = settings.sets.flatMap((set) => [lengthOf(set, settings.lengthBytes), set]);
  const at = firstUnit(data, settings.lengthBytes) === unitTypes.delimiter ? endOfFirstUnit(data, settings.lengthBytes) : 0;
  const whole = Buffer.concat([data.subarray(0, at), ...units, data.subarray(at)]);
  return new EncodedPacket(whole, packet.type, packet.timestamp, packet.duration, packet.sequenceNumber);
}

/** Whether a decoder can begin anew with it (IDR): only there may the settings change. */
export function beginsAnew({ data }: EncodedPacket, { lengthBytes }: AvcSettings): boolean {
  for (let at = 0; at + lengthBytes < data.length; at = endOfUnit(data, at, lengthBytes)) {
    if (((data[at + lengthBytes] ?? 0) & 31) === unitTypes.picture) return true;
  }
  return false;
}

function firstUnit(data: Uint8Array, lengthBytes: number): number {
  return (data[lengthBytes] ?? 0) & 31;
}

function endOfFirstUnit(data: Uint8Array, lengthBytes: number): number {
  return Math.min(data.length, endOfUnit(data, 0, lengthBytes));
}

function endOfUnit(data: Uint8Array, at: number, lengthBytes: number): number {
  return at + lengthBytes + Buffer.from(data.buffer, data.byteOffset, data.byteLength).readUIntBE(at, lengthBytes);
}

function lengthOf(unit: Buffer, lengthBytes: number): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  bytes.writeUIntBE(unit.length, 0, lengthBytes);
  return bytes;
}
