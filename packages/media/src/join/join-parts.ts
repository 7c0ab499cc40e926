import type { FileHandle } from 'node:fs/promises';
import { isReelwrightError } from '@reelwright/errors';
import { type EncodedPacket, EncodedPacketSink, type InputTrack } from 'mediabunny';
import { openInput } from '../open-input.ts';
import { avcSettings, beginsAnew, headOfAll, withSettings } from './avc-settings.ts';
import { assertJoinable, haveSameSettings } from './compare-parts.ts';
import { cacheBytes, type FilmPart, inspectPart, notJoinable, type SoundFacts } from './film-part.ts';
import { createFilmWriter, type FilmWriter } from './film-writer.ts';
import { type Silence, silenceFor } from './sound-packet.ts';
import { SoundTimeline } from './sound-timeline.ts';

/**
 * Writes the packets of several films one film after the other, none of them encoded anew. One film is open at a time, and of
 * its packets only those that are on their way.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID` for a film that is not whole or not like the others, `RUN_DISK`.
 */
export async function joinParts(paths: readonly string[], file: FileHandle, onReading: (path: string) => void): Promise<void> {
  const parts: FilmPart[] = [];
  for (const path of paths) {
    onReading(path);
    parts.push(await inspectPart(path));
  }
  assertJoinable(parts);
  const [first, ...others] = parts;
  if (first === undefined) return;
  const isMixed = others.some((part) => !haveSameSettings(part.picture, first.picture));
  const pictureDecoder = isMixed ? headOfAll([first.picture, ...others.map(({ picture }) => picture)]) : first.picture.decoder;
  const sound = parts.find((part) => part.sound !== undefined)?.sound;
  const silence = sound && silenceFor(sound.codec, sound.decoder, sound.packetSeconds);
  const writer = await createFilmWriter(file, { first, pictureDecoder, sound, mostPackets: mostPacketsOf(parts, sound, silence) });
  try {
    await copyParts(parts, { writer, timeline: sound && new SoundTimeline(sound.packetSeconds, silence), isMixed }, onReading);
    await writer.finish().catch((error: unknown) => {
      throw isReelwrightError(error) ? error : notJoinable(first.path, 'and the films behind it do not make up a whole one', error);
    });
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** What comes from the films, and for each the silence that may be put before, into and behind its sound. */
function mostPacketsOf(parts: readonly FilmPart[], sound: SoundFacts | undefined, silence: Silence | undefined) {
  const silent = (part: FilmPart) => {
    const voiced = part.sound === undefined ? 0 : (part.sound.packets - 1) * part.sound.packetSeconds;
    return silence === undefined ? 2 : Math.ceil(Math.max(0, part.seconds - voiced) / silence.seconds) + 2;
  };
  const sum = (count: (part: FilmPart) => number) => parts.reduce((total, part) => total + count(part), 0);
  return {
    picture: sum((part) => part.picture.packets),
    sound: sound === undefined ? 0 : sum((part) => (part.sound?.packets ?? 0) + silent(part)),
  };
}

async function copyParts(parts: readonly FilmPart[], copying: Copying, onReading: (path: string) => void): Promise<void> {
  let startsAt = 0;
  for (const [index, part] of parts.entries()) {
    const span = { startsAt, isFirst: index === 0, isLast: index === parts.length - 1 };
    onReading(part.path);
    await copyPart(part, span, copying).catch((error: unknown) => {
      // What the writer refuses (times that go backwards, a beginning that cannot be decoded) is the film's fault.
      throw isReelwrightError(error) ? error : notJoinable(part.path, 'is damaged: its packets do not make up a film', error);
    });
    startsAt += part.seconds;
  }
}

/** Where a film stands in the joined one. */
interface Span {
  readonly startsAt: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface Copying {
  readonly writer: FilmWriter;
  readonly timeline: SoundTimeline | undefined;
  /** Whether films of several settings come together, so that packets have to bring theirs. */
  readonly isMixed: boolean;
}

async function copyPart(part: FilmPart, span: Span, { writer, timeline, isMixed }: Copying): Promise<void> {
  using input = await openInput(part.path, { cacheBytes });
  const pictures = picturesOf(await input.getPrimaryVideoTrack(), part, span, isMixed);
  const sounds = timeline === undefined ? noPackets() : soundsOf(await input.getPrimaryAudioTrack(), part, span, timeline);
  // The two tracks by turns, in order of time, as players read them.
  let [picture, sound] = [await pictures.next(), await sounds.next()];
  while (!picture.done || !sound.done) {
    if (!picture.done && (sound.done || picture.value.timestamp <= sound.value.timestamp)) {
      await writer.addPicture(picture.value);
      picture = await pictures.next();
    } else if (!sound.done) {
      await writer.addSound(sound.value);
      sound = await sounds.next();
    }
  }
}

/** Frames before the beginning are there to be decoded, not seen. Behind another film they get the last moment of its last frame. */
async function* picturesOf(
  track: InputTrack | null,
  { path, picture }: FilmPart,
  { startsAt, isFirst }: Span,
  isMixed: boolean,
): AsyncGenerator<EncodedPacket, void> {
  const settings = isMixed ? avcSettings(picture) : undefined;
  let isBegun = false;
  const squeeze = isFirst || picture.startsAt >= 0 ? 1 : Math.min(1, picture.frameSeconds / 2 / -picture.startsAt);
  for await (const packet of wholeTrack(track, path, picture.packets)) {
    const { timestamp } = packet;
    if (settings !== undefined && !isBegun && !beginsAnew(packet, settings)) {
      throw notJoinable(path, 'is encoded with other settings than the rest and begins with a picture that cannot be decoded alone');
    }
    isBegun = true;
    const complete = settings === undefined ? packet : withSettings(packet, settings);
    yield complete.clone({ timestamp: startsAt + (timestamp < 0 ? timestamp * squeeze : timestamp) });
  }
}

async function* soundsOf(
  track: InputTrack | null,
  part: FilmPart,
  { startsAt, isFirst, isLast }: Span,
  timeline: SoundTimeline,
): AsyncGenerator<EncodedPacket, void> {
  const endsAt = startsAt + part.seconds;
  timeline.beginPart();
  if (part.sound === undefined) {
    timeline.startAt(startsAt);
    return yield* timeline.silenceUntil(endsAt);
  }
  // The first film's sound may begin before its picture (what an encoder needs to start) or behind it, as it always did.
  if (!isFirst) timeline.startAt(startsAt);
  for await (const packet of wholeTrack(track, part.path, part.sound.packets)) {
    // Packets that lie behind the end for the most part are padding.
    if (packet.timestamp >= part.seconds - part.sound.packetSeconds / 2) continue;
    for (const placed of timeline.place(packet, startsAt + packet.timestamp)) {
      const rest = endsAt - placed.timestamp;
      // A packet moves by half its length at most, but the whole must not outlast its parts.
      yield isLast && placed.duration > rest ? placed.clone({ duration: Math.max(0, rest) }) : placed;
    }
  }
  if (!isLast) yield* timeline.silenceUntil(endsAt);
}

async function* noPackets(): AsyncGenerator<EncodedPacket, void> {}

/** All packets of a track. Reading ends without a word where a file does, so they are counted. */
async function* wholeTrack(track: InputTrack | null, path: string, count: number): AsyncGenerator<EncodedPacket, void> {
  if (track === null) return;
  // One after the other: the sink's own iterator reads ahead by as much as a second takes, which is a lot where disks are fast.
  const sink = new EncodedPacketSink(track);
  const read = (packet: Promise<EncodedPacket | null>) =>
    packet.catch((error: unknown) => {
      throw notJoinable(path, 'cannot be read to its end', error);
    });
  let seen = 0;
  for (let packet = await read(sink.getFirstPacket()); packet !== null; packet = await read(sink.getNextPacket(packet))) {
    seen += 1;
    // Damaged films may lead back to where they began.
    if (seen > count) break;
    yield packet;
  }
  if (seen !== count) throw notJoinable(path, 'does not hold the packets that it has announced');
}
