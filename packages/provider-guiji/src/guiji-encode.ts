import type {
  AuthorizeInput,
  AvatarVideoInput,
  CloneAvatarInput,
  CloneVoiceInput,
  ConsentInput,
  Json,
  MediumInput,
  StartOptions,
  TtsInput,
} from '@reelwright/provider';
import { ProviderError } from '@reelwright/provider';
import { sexNumber } from './voice-wire.ts';
import { compact } from './wire-fields.ts';

/** A request body: JSON without absent keys. */
export type Body = { readonly [key: string]: Json };

/** What a start sends besides the input: our label, and where the end may be reported. */
export type Sending = Pick<StartOptions, 'label' | 'callbackUrl'>;

/** `POST /speaker/v3/clone` */
export function encodeVoiceClone(input: CloneVoiceInput, { label, callbackUrl }: Sending): Body {
  return compact({
    name: labelled(label, input.name),
    audioUrl: addressOf(input.sample),
    ...consentFields(input.consent),
    sex: input.sex === undefined ? undefined : sexNumber(input.sex),
    callbackUrl,
  });
}

/** `POST /video/v3/create/training`. `level` 1, rapid cloning, is the only one described. */
export function encodeTraining(input: CloneAvatarInput, { label, callbackUrl }: Sending): Body {
  const { id, level = 1, compress } = vendorOf(input.vendor);
  return compact({
    id: id === undefined ? undefined : numberIfSafe(String(id)),
    name: labelled(label, input.name),
    videoUrl: addressOf(input.video),
    ...consentFields(input.consent),
    level,
    compress,
    callbackUrl,
  });
}

/** `POST /video/v3/simpleCreate`. One of both ways to speak, never both: an address would silence the text. `sceneId` is text here (G2). */
export function encodeVideo(input: AvatarVideoInput, { label, callbackUrl }: Sending): Body {
  const { speech } = input;
  if (speech.kind === 'text' && (speech.text.trim() === '' || speech.voice.trim() === '')) {
    throw badInput('Guiji renders a film from a sound, or from a text and a voice; one of the two is empty.');
  }
  return compact({
    videoName: label,
    sceneId: input.avatar,
    ...(speech.kind === 'audio' ? { audioUrl: addressOf(speech.audio) } : { text: speech.text, speakerId: speech.voice }),
    pn: input.playback === 'reverse' ? 1 : 0,
    callbackUrl,
  });
}

/** `POST /speaker/v3/fastTts`. There is no field that would carry our label. */
export function encodeSpeech(input: TtsInput, { callbackUrl }: Sending): Body {
  if (input.voice.trim() === '') throw badInput('Guiji needs a voice to speak with, and its id is empty.');
  return compact({ speakerId: input.voice, content: input.text, callbackUrl });
}

/** `POST /video/v3/authorize` (where `sceneId` is a number, G2) and `POST /speaker/v3/authorize`. */
export function encodeAuthorization({ target, consent }: AuthorizeInput): Body {
  const what: Body = target.kind === 'voice' ? { speakerId: target.id } : { sceneId: numberIfSafe(target.id) };
  return { ...what, ...consentFields(consent) };
}

/** Our label first: whatever a service cuts off a long name, it cuts at the end. */
export function labelled(label: string, name: string): string {
  return name.trim() === '' ? label : `${label} ${name.trim()}`;
}

function consentFields(consent: ConsentInput | undefined): { authorizeUrl: string; authorizeText: string } {
  if (consent === undefined) throw badInput('Guiji clones nothing without the consent of the person.');
  return { authorizeUrl: addressOf(consent.recording), authorizeText: consent.statement };
}

/** The public address of a medium: its own, or the one that the bridge gave it. */
function addressOf(medium: MediumInput): string {
  if (medium.kind === 'url') return medium.url;
  if (medium.staged.url === undefined) throw badInput('A medium has no public address from which Guiji could fetch it.');
  return medium.staged.url;
}

interface CloneAvatarOptions {
  readonly id?: string | number;
  readonly level?: number;
  readonly compress?: boolean;
}

function vendorOf(vendor: Json | undefined): CloneAvatarOptions {
  // The runner has checked it against `vendorSchemas` before.
  return typeof vendor === 'object' && vendor !== null && !Array.isArray(vendor) ? (vendor as CloneAvatarOptions) : {};
}

/** A number as tables ask for it, unless it would lose digits: then its text. */
function numberIfSafe(id: string): number | string {
  return /^-?\d+$/.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

function badInput(message: string): ProviderError {
  return new ProviderError('guiji', 'bad-input', message);
}
