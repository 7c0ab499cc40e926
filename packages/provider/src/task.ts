/** Kinds of task that live at a provider. A step of a recipe is carried out by one of them, or compiled to several. */
export type TaskKind = 'clone-voice' | 'clone-avatar' | 'tts' | 'lip-sync' | 'avatar-video' | 'authorize';

/** JSON, as handed to and from the journal. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A medium as an adapter receives it. Local files have been staged by `Provider.stage` first; `content` is the SHA-256 of the bytes.
 * `staged` is what the adapter itself returned for the file and purpose, untouched.
 */
export type MediumInput =
  | { readonly kind: 'staged'; readonly staged: StagedMedium; readonly content: MediumFacts }
  | { readonly kind: 'url'; readonly url: string };

/** What is known of a local medium before it leaves this machine. Absent facts could not be probed. */
export interface MediumFacts {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Lower case, without the dot: `wav`, `mp4`. */
  readonly extension: string;
  readonly durationMs?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** The file could not be read as sound or film on this machine. */
  readonly unreadable?: true;
}

/** Where a medium is going to be used; a provider may store each apart. */
export type MediumPurpose = 'voice-sample' | 'footage' | 'driving-audio' | 'avatar-footage' | 'avatar-audio' | 'background' | 'consent';

/** A medium that is at the provider. JSON-safe: it is kept in the state and used again for equal bytes and purpose. */
export interface StagedMedium {
  readonly provider: string;
  readonly purpose: MediumPurpose;
  /** The provider's id of the file, opaque. */
  readonly id: string;
  /** An address the provider itself can read, where the service hands one out. */
  readonly url?: string;
  /** Wall time in ms after which the provider may have removed it. */
  readonly expiresAt?: number;
}

/** What a person has agreed to, as a provider wants to see it: the words, and a recording of the person saying them. */
export interface ConsentInput {
  readonly statement: string;
  readonly recording: MediumInput;
}

export interface CloneVoiceInput {
  readonly kind: 'clone-voice';
  readonly sample: MediumInput;
  readonly name: string;
  readonly language?: 'cn' | 'en';
  readonly sex?: 'female' | 'male';
  readonly consent?: ConsentInput;
  readonly vendor?: Json;
}

export interface TtsInput {
  readonly kind: 'tts';
  /** The provider's own id of the voice. */
  readonly voice: string;
  readonly text: string;
  /** 1 is the voice's own pace. */
  readonly speed: number;
  readonly pitch: number;
  /** An audible or embedded sign that a machine speaks. */
  readonly watermark: boolean;
  readonly vendor?: Json;
}

/** Speech that a film follows: a sound file, or text for a voice. */
export type SpeechInput =
  | { readonly kind: 'audio'; readonly audio: MediumInput }
  | { readonly kind: 'text'; readonly text: string; readonly voice: string; readonly speed: number; readonly pitch: number };

export interface LipSyncInput {
  readonly kind: 'lip-sync';
  readonly video: MediumInput;
  readonly speech: SpeechInput;
  /** The frame asked for, or absent for the footage's own. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number };
  readonly quality: 'basic' | 'high';
  readonly playback: 'forward' | 'reverse';
  readonly frames: 'sequential' | 'random';
  /** Percent, 1 to 100. */
  readonly volume: number;
  readonly vendor?: Json;
}

export interface CloneAvatarInput {
  readonly kind: 'clone-avatar';
  readonly video: MediumInput;
  readonly name: string;
  readonly consent?: ConsentInput;
  /** Train a voice from the same footage, too. */
  readonly trainVoice: boolean;
  readonly language?: 'cn' | 'en';
  readonly vendor?: Json;
}

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

export interface AvatarVideoInput {
  readonly kind: 'avatar-video';
  /** The provider's own id of the avatar, and which of its figures, where it has several. */
  readonly avatar: string;
  readonly figure?: string;
  readonly speech: SpeechInput;
  readonly size?: { readonly widthPx: number; readonly heightPx: number };
  /** Where the figure stands in the frame. */
  readonly position?: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number };
  readonly background?: { readonly kind: 'color'; readonly color: string } | { readonly kind: 'image'; readonly image: MediumInput };
  readonly captions: boolean;
  readonly quality: 'basic' | 'high';
  readonly playback: 'forward' | 'reverse';
  readonly frames: 'sequential' | 'random';
  readonly transparent: boolean;
  /** A visible sign that a machine made it; as a corner, or `true` where the provider chooses one. */
  readonly watermark: boolean | Corner;
  readonly volume: number;
  readonly language?: 'cn' | 'en';
  readonly vendor?: Json;
}

export interface AuthorizeInput {
  readonly kind: 'authorize';
  readonly target: { readonly kind: 'voice' | 'avatar'; readonly id: string };
  readonly consent: ConsentInput;
}

/** Everything one start needs. A union by `kind`. An adapter refuses kinds that its capabilities call absent. */
export type TaskInput = CloneVoiceInput | CloneAvatarInput | TtsInput | LipSyncInput | AvatarVideoInput | AuthorizeInput;

/** Our JSON-safe handle to a task. `id` is opaque text: 19 digits, negative numbers and hex all occur. */
export interface TaskRef {
  readonly provider: string;
  readonly kind: TaskKind;
  readonly id: string;
}

/** A file that a finished task left at the provider. Addresses are temporary: fetch at once, never store. */
export interface RemoteFile {
  readonly url: string;
  /** What it must turn out to be when it has been fetched. */
  readonly media: 'audio' | 'video' | 'image';
  /** Milliseconds as the provider tells them; absent or 0 means unknown. */
  readonly durationMs?: number;
}

/** One line of speech. Milliseconds from the start of the sound. */
export interface CaptionCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** What a finished task gives. Only the keys of its kind are set. */
export interface TaskOutputs {
  /** The provider's id of a voice or avatar. */
  readonly voice?: string;
  readonly avatar?: string;
  readonly audio?: RemoteFile;
  readonly video?: RemoteFile;
  readonly cover?: RemoteFile;
  readonly captions?: readonly CaptionCue[];
}
