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
  readonly provider: Sourced<string> | undefined;
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

/** A voice: the provider's own id as text, or a step's output. */
export type VoiceSource = { readonly type: 'id'; readonly id: string; readonly location: SourceLocation } | StepOutput;

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
  /** `vendor:` of `with` per provider, plain JSON, all references resolved. */
  readonly vendor: Readonly<Record<string, unknown>>;
  readonly location: SourceLocation;
  /** Place of the value of each key of `with` that is written, so that a provider's finding can point at it. */
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
