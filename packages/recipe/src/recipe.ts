import type { SourceLocation } from '@reelwright/errors';

/** What flows between steps. `duration` is milliseconds. */
export type OutputKind = 'voice' | 'avatar' | 'audio' | 'captions' | 'video' | 'image' | 'duration';

/** A kind of step: the word after `uses:`. */
export type StepUses = 'clone-voice' | 'clone-avatar' | 'tts' | 'lip-sync' | 'avatar-video' | 'authorize' | 'captions' | 'join';

/** A value that knows where it was written. */
export interface Sourced<T> {
  readonly value: T;
  readonly location: SourceLocation;
}

/** A path inside `${{ }}`: `['steps', 'speech', 'audio']`. */
export type ReferencePath = readonly string[];

/** A path and the place of its first to last letter; of the whole value where the exact place is not to be had. */
export interface Reference {
  readonly path: ReferencePath;
  readonly location: SourceLocation;
}

/** An entry of a map of the author's: the place of its key, and its value. */
export interface RecipeEntry {
  readonly keyLocation: SourceLocation;
  readonly value: RecipeValue;
}

/** A value of the author's text before instances are made. */
export type RecipeValue =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null; readonly location: SourceLocation }
  /** `${{ path }}` and nothing else: keeps the type of what it leads to. */
  | { readonly type: 'reference'; readonly path: ReferencePath; readonly location: SourceLocation }
  /** Text with references inside, or with a `$${{` that stands for `${{`. */
  | { readonly type: 'template'; readonly parts: readonly (string | Reference)[]; readonly location: SourceLocation }
  /** `{ by: inputs.lang, cn: …, en: … }`, as a value of `with` only. */
  | {
      readonly type: 'choice';
      readonly by: Reference;
      readonly entries: ReadonlyMap<string, RecipeEntry>;
      readonly location: SourceLocation;
    }
  | { readonly type: 'list'; readonly items: readonly RecipeValue[]; readonly location: SourceLocation }
  | { readonly type: 'map'; readonly entries: ReadonlyMap<string, RecipeEntry>; readonly location: SourceLocation };

export interface InputDeclaration {
  readonly name: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean';
  readonly default: string | number | boolean | undefined;
  readonly description: string | undefined;
  readonly pattern: string | undefined;
  readonly enum: readonly (string | number | boolean)[] | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly location: SourceLocation;
}

export interface RecipeStep {
  readonly id: string;
  readonly uses: StepUses;
  readonly with: ReadonlyMap<string, RecipeValue>;
  /** `needs:` as written; what references demand comes on top of it. */
  readonly needs: readonly Sourced<string>[];
  /** A step may pin its own provider. */
  readonly provider: Sourced<string> | undefined;
  /** The step's key. */
  readonly location: SourceLocation;
}

/** A recipe that has been checked as far as its own text allows. Read-only; defaults of the language filled in on instances. */
export interface Recipe {
  /**
   * False when the text has errors: then this is what could be understood. `instantiateRecipe` judges it further (files, inputs),
   * so that everything is told at once, and makes no instances of it.
   */
  readonly sound: boolean;
  readonly name: string;
  /** Path of the file as shown to people. */
  readonly file: string;
  /** In the order in which they are tried; empty where the recipe leaves it to project and command line. */
  readonly providers: readonly Sourced<string>[];
  readonly inputs: ReadonlyMap<string, InputDeclaration>;
  readonly steps: ReadonlyMap<string, RecipeStep>;
  /** Output name to the value that names a step's output. */
  readonly outputs: ReadonlyMap<string, RecipeEntry>;
}

/** Where a medium of a step comes from, once everything but other steps' results is known. */
export type MediumSource =
  | {
      readonly type: 'file';
      /** Absolute, symbolic links resolved: the very file that was checked. */
      readonly path: string;
      /** From the recipe's folder, with `/`. */
      readonly relativePath: string;
      readonly location: SourceLocation;
    }
  | { readonly type: 'url'; readonly url: string; readonly location: SourceLocation }
  | StepOutput;

/** Another step's output, to be filled in while running. */
export interface StepOutput {
  readonly type: 'step-output';
  readonly step: string;
  readonly output: string;
  readonly kind: OutputKind;
  readonly location: SourceLocation;
}

/** `${{ cast.mei.voice }}`: what it stands for depends on the provider that runs the step, so a plan looks it up. */
export interface CastReference {
  readonly type: 'cast';
  readonly member: string;
  readonly part: 'voice' | 'avatar';
  readonly location: SourceLocation;
}

/** A voice: the provider's own id as text, a step's output, or a member of the cast. */
export type VoiceSource = { readonly type: 'id'; readonly id: string; readonly location: SourceLocation } | StepOutput | CastReference;

/** An avatar, and which of its figures where it has several. */
export type AvatarSource =
  | { readonly type: 'id'; readonly id: string; readonly figure: string | undefined; readonly location: SourceLocation }
  | StepOutput
  | CastReference;

/** Speech that a film follows. */
export type SpeechSource =
  | { readonly type: 'audio'; readonly audio: MediumSource }
  | { readonly type: 'text'; readonly voice: VoiceSource; readonly text: SpokenText; readonly speed: number; readonly pitch: number };

/** What is behind an avatar: `#RRGGBB` in upper case, or a medium that is an image. */
export type Background =
  | { readonly type: 'color'; readonly color: string; readonly location: SourceLocation }
  | { readonly type: 'image'; readonly image: MediumSource };

export interface FrameSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Text to be spoken, read from its file already. `location` points into the recipe, never into the text file. */
export interface SpokenText {
  /** Without spaces and line ends at its beginning and end; line ends are LF. */
  readonly text: string;
  /** Absolute path of the file it was read from, if any. */
  readonly path: string | undefined;
  /** The same from the recipe's folder, with `/`. */
  readonly relativePath: string | undefined;
  readonly location: SourceLocation;
}

/** `with` of a step, typed per kind, defaults filled in, all references but those to steps resolved. */
export type StepWith =
  | {
      readonly uses: 'clone-voice';
      readonly sample: MediumSource;
      readonly name: string;
      readonly language: 'cn' | 'en' | undefined;
      readonly sex: 'female' | 'male' | undefined;
      readonly consent: Sourced<string> | undefined;
    }
  | {
      readonly uses: 'tts';
      readonly voice: VoiceSource;
      readonly text: SpokenText;
      readonly speed: number;
      readonly pitch: number;
      readonly watermark: boolean;
    }
  | {
      readonly uses: 'lip-sync';
      readonly video: MediumSource;
      readonly speech: SpeechSource;
      readonly size: FrameSize | undefined;
      readonly quality: 'basic' | 'high';
      readonly volume: number;
      readonly playback: 'forward' | 'reverse';
      readonly frames: 'sequential' | 'random';
      readonly consent: Sourced<string> | undefined;
    }
  | {
      readonly uses: 'clone-avatar';
      readonly video: MediumSource;
      readonly name: string;
      readonly language: 'cn' | 'en' | undefined;
      /** Train a voice from the same footage, too. Written `voice: true`. */
      readonly trainVoice: boolean;
      readonly consent: Sourced<string> | undefined;
    }
  | {
      readonly uses: 'avatar-video';
      readonly avatar: AvatarSource;
      readonly speech: SpeechSource;
      readonly size: FrameSize | undefined;
      /** `{ x, y, width, height }` in pixels of the frame. */
      readonly position: { readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number } | undefined;
      readonly background: Background | undefined;
      readonly captions: boolean;
      readonly quality: 'basic' | 'high';
      readonly playback: 'forward' | 'reverse';
      readonly frames: 'sequential' | 'random';
      readonly transparent: boolean;
      /** `true`, or the corner: `top-left`, `top-right`, `bottom-left`, `bottom-right`. */
      readonly watermark: boolean | 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';
      readonly volume: number;
      readonly language: 'cn' | 'en' | undefined;
    }
  | {
      readonly uses: 'authorize';
      readonly target: { readonly kind: 'voice'; readonly voice: VoiceSource } | { readonly kind: 'avatar'; readonly avatar: AvatarSource };
      readonly consent: Sourced<string>;
    }
  | { readonly uses: 'join'; readonly videos: readonly MediumSource[] }
  | {
      readonly uses: 'captions';
      readonly from: StepOutput;
      readonly format: 'srt' | 'vtt';
      /** Longest line in characters (wide characters count as one) and most lines of a cue. Undefined keeps cues as they are. */
      readonly maxLineLength: number | undefined;
      readonly maxLines: number | undefined;
    };

export interface StepInstance {
  readonly id: string;
  readonly with: StepWith;
  /** Steps that must be done first: references and `needs`, without repeats. */
  readonly needs: readonly string[];
  /** The provider that the step itself pins; nothing changes it. Undefined leaves it to the instance. */
  readonly provider: Sourced<string> | undefined;
  /** `vendor:` of `with` per provider, plain JSON, all references resolved. */
  readonly vendor: Readonly<Record<string, unknown>>;
  readonly location: SourceLocation;
  /**
   * The words and the recording that `with.consent` stands for. A recipe leaves it undefined; the plan fills it in from the project's
   * records, once it is known to be granted.
   */
  readonly granted?: GrantedConsent;
  /** Present on steps that stand in no recipe: a cast member that is cloned, or a part of a step that the provider lacks. */
  readonly origin?: StepOrigin;
  /** Place of the value of each key of `with` that is written, so that a provider's finding can point at it. */
  readonly fieldLocations: Readonly<Record<string, SourceLocation>>;
}

/** A consent as a provider wants to see it: the words, and a recording of the person saying them. */
export interface GrantedConsent {
  readonly name: string;
  readonly statement: string;
  readonly recording: MediumSource;
}

export type StepOrigin =
  /** `${{ cast.omar.voice }}` with `clone:`: made once per provider. */
  | { readonly type: 'cast'; readonly member: string; readonly part: 'voice' | 'avatar' }
  /** The step of the recipe that the provider has no call for. */
  | { readonly type: 'compiled'; readonly step: string; readonly uses: StepUses };

/** One concrete film-to-be: a recipe with its inputs given. */
export interface RecipeInstance {
  readonly recipe: Recipe;
  /** `default`, or the axis values of a matrix. A valid folder name. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  /** Of the recipe, in the order in which they are tried; empty leaves it to project and command line. */
  readonly providers: readonly Sourced<string>[];
  /** In an order in which every step comes after those that it needs. */
  readonly steps: readonly StepInstance[];
  readonly outputs: readonly { readonly name: string; readonly from: StepOutput }[];
}
