import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import { canShareTrack } from './avc-settings.ts';
import { descriptionBytes } from './description-bytes.ts';
import type { FilmPart, PictureFacts, SoundFacts } from './film-part.ts';
import { silenceFor } from './sound-packet.ts';

/**
 * Packets of several films can stand in one film only when the same decoder reads them all.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID`, with the first film that is not like the one before it, and everything that differs.
 */
export function assertJoinable(parts: readonly FilmPart[]): void {
  const [first] = parts;
  const voiced = parts.find((part) => part.sound !== undefined);
  for (const part of parts) {
    if (first === undefined || part === first) continue;
    const picture = differences([
      [family(part.container), family(first.container), 'a container of kind'],
      ...pictureTraits(part.picture, first.picture),
    ]);
    if (picture.length > 0) throw unlike(part, first, picture);
    if (part.sound === undefined || voiced?.sound === undefined) continue;
    const sound = differences(soundTraits(part.sound, voiced.sound));
    if (sound.length > 0) throw unlike(part, voiced, sound);
  }
  assertSilenceCanBeMade(parts, voiced);
}

function assertSilenceCanBeMade(parts: readonly FilmPart[], voiced: FilmPart | undefined): void {
  const mute = parts.find((part) => part.sound === undefined);
  if (mute === undefined || voiced?.sound === undefined) return;
  const { codec, decoder, packetSeconds } = voiced.sound;
  if (silenceFor(codec, decoder, packetSeconds) !== undefined) return;
  throw new ReelwrightError(
    'RUN_RESULT_INVALID',
    `The film ${basename(mute.path)} has no sound and ${basename(voiced.path)} has sound in ${codec}, for which no silence can be made here.`,
    { hint: 'Give every film of a join sound, or none.' },
  );
}

function family(container: string): string {
  return container === 'mp4' || container === 'mov' ? 'MP4' : 'WebM';
}

type Trait = readonly [own: string | number, other: string | number, what: string];

function pictureTraits(own: PictureFacts, other: PictureFacts): Trait[] {
  return [
    [sizeOf(own), sizeOf(other), 'a frame of'],
    [own.codec, other.codec, 'a picture in'],
    [turnOf(own), turnOf(other), 'a picture'],
    [own.isTransparent ? 'transparent' : 'opaque', other.isTransparent ? 'transparent' : 'opaque', 'a picture that is'],
    ...decoderTraits(own, other),
  ];
}

/** What a decoder is told before the first packet stands in a film once, and so must fit all packets that do not bring their own. */
function decoderTraits(own: PictureFacts, other: PictureFacts): Trait[] {
  if (own.codec !== other.codec || sizeOf(own) !== sizeOf(other) || haveSameSettings(own, other)) return [];
  if (codedSize(own) === codedSize(other) && canShareTrack(own, other)) return [];
  const [one, two] = [descriptionBytes(own.decoder), descriptionBytes(other.decoder)];
  const settings = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  return [[`${own.decoder.codec} (${settings(one)})`, `${other.decoder.codec} (${settings(two)})`, 'a picture encoded with the settings']];
}

export function haveSameSettings(one: PictureFacts, other: PictureFacts): boolean {
  return descriptionBytes(one.decoder).equals(descriptionBytes(other.decoder));
}

function codedSize({ decoder: { codedWidth, codedHeight } }: PictureFacts): string {
  return `${codedWidth}x${codedHeight}`;
}

function soundTraits(own: SoundFacts, other: SoundFacts): Trait[] {
  return [
    [own.codec, other.codec, 'sound in'],
    [`${own.decoder.sampleRate} Hz`, `${other.decoder.sampleRate} Hz`, 'sound at'],
    [own.decoder.numberOfChannels, other.decoder.numberOfChannels, 'sound with this number of channels:'],
    ...(own.codec === other.codec ? [[own.decoder.codec, other.decoder.codec, 'sound encoded as'] as const] : []),
  ];
}

function sizeOf({ widthPx, heightPx }: PictureFacts): string {
  return `${widthPx}x${heightPx}`;
}

function turnOf({ rotation, isFlipped }: PictureFacts): string {
  return `turned by ${rotation} degrees${isFlipped ? ' and flipped' : ''}`;
}

function differences(traits: readonly Trait[]): string[] {
  return traits.filter(([own, other]) => own !== other).map(([own, other, what]) => `${what} ${own} instead of ${other}`);
}

function unlike(part: FilmPart, other: FilmPart, what: readonly string[]): ReelwrightError {
  return new ReelwrightError(
    'RUN_RESULT_INVALID',
    `The film ${basename(part.path)} cannot be joined to ${basename(other.path)}: it has ${what.join(', ')}.`,
    {
      hint: 'Films are joined as they are, without encoding them again: render all of them with the same provider, size and quality, or encode your own the way the others are.',
    },
  );
}
