import type { SourceLocation } from '@reelwright/errors';

/** What flows between steps. `duration` is milliseconds. */
export type OutputKind = 'voice' | 'avatar' | 'audio' | 'captions' | 'video' | 'image' | 'duration';

/** A kind of step: the word after `uses:`. */
export type StepUses = 'clone-voice' | 'tts' | 'lip-sync' | 'captions';

/** A value that knows where it was written. */
export interface Sourced<T> {
  readonly value: T;
  readonly location: SourceLocation;
}

/** A path inside `${{ }}`: `['steps', 'speech', 'audio']`. */
export type ReferencePath = readonly string[];

/** A value of the author's text before instances are made: literal, reference, text with references inside, list or map. */
export type RecipeValue =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null; readonly location: SourceLocation }
  | { readonly type: 'reference'; readonly path: ReferencePath; readonly location: SourceLocation }
  | {
      readonly type: 'template';
      readonly parts: readonly (string | { readonly path: ReferencePath; readonly location: SourceLocation })[];
      readonly location: SourceLocation;
    }
  | { readonly type: 'list'; readonly items: readonly RecipeValue[]; readonly location: SourceLocation }
  | {
      readonly type: 'map';
      readonly entries: ReadonlyMap<string, { readonly keyLocation: SourceLocation; readonly value: RecipeValue }>;
      readonly location: SourceLocation;
    };

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
  readonly with: ReadonlyMap<string, { readonly keyLocation: SourceLocation; readonly value: RecipeValue }>;
  /** `needs:` as written; what references demand comes on top of it. */
  readonly needs: readonly Sourced<string>[];
  /** A step may pin its own provider. */
  readonly provider: Sourced<string> | undefined;
  /** The step's key. */
  readonly location: SourceLocation;
}

/** A recipe that has been checked as far as its own text allows. Read-only; defaults of the language filled in on instances. */
export interface Recipe {
  readonly name: string;
  /** Path of the file as shown to people. */
  readonly file: string;
  readonly provider: Sourced<string> | undefined;
  readonly inputs: ReadonlyMap<string, InputDeclaration>;
  readonly steps: ReadonlyMap<string, RecipeStep>;
  /** Output name to the value that names a step's output. */
  readonly outputs: ReadonlyMap<string, { readonly keyLocation: SourceLocation; readonly value: RecipeValue }>;
}

/** Where a medium of a step comes from, once everything but other steps' results is known. */
export type MediumSource =
  | { readonly type: 'file'; readonly path: string; readonly location: SourceLocation }
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

/** A voice: the provider's own id as text, or a step's output. */
export type VoiceSource = { readonly type: 'id'; readonly id: string; readonly location: SourceLocation } | StepOutput;

/** Text to be spoken, read from its file already. `location` points into the recipe, never into the text file. */
export interface SpokenText {
  readonly text: string;
  /** Absolute path of the file it was read from, if any. */
  readonly path: string | undefined;
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
      readonly speech:
        | { readonly type: 'audio'; readonly audio: MediumSource }
        | { readonly type: 'text'; readonly voice: VoiceSource; readonly text: SpokenText; readonly speed: number; readonly pitch: number };
      readonly size: { readonly widthPx: number; readonly heightPx: number } | undefined;
      readonly quality: 'basic' | 'high';
      readonly volume: number;
      readonly playback: 'forward' | 'reverse';
      readonly frames: 'sequential' | 'random';
      readonly consent: Sourced<string> | undefined;
    }
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
  /** Provider named by step, or recipe; undefined leaves it to project and command line. */
  readonly provider: Sourced<string> | undefined;
  /** `vendor:` per provider, plain JSON. */
  readonly vendor: Readonly<Record<string, unknown>>;
  readonly location: SourceLocation;
  /** Place of each key of `with`, so that a provider's finding can point at it. */
  readonly fieldLocations: Readonly<Record<string, SourceLocation>>;
}

/** One concrete film-to-be: a recipe with its inputs given. */
export interface RecipeInstance {
  readonly recipe: Recipe;
  /** `default`, or the axis values of a matrix. A valid folder name. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  /** In an order in which every step comes after those that it needs. */
  readonly steps: readonly StepInstance[];
  readonly outputs: readonly { readonly name: string; readonly from: StepOutput }[];
}
