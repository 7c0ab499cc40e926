import type { SourceLocation } from '@reelwright/errors';
import type { MediumSource, Sourced } from '../recipe.ts';

/** A setting of a provider: a plain value, or a pointer to where a secret is to be found. Maps and lists hold settings again. */
export type SettingValue =
  | string
  | number
  | boolean
  | null
  | SecretPointer
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/** Where a secret is: a variable of the environment, or a file, whose path is relative to the project file. */
export type SecretPointer = { readonly env: string } | { readonly file: string };

/** An account at a provider, under the name that recipes use. */
export interface ProviderSettings {
  readonly id: string;
  /** The adapter behind it: `uses: chanjing` under another name is another account. Default: the name itself. */
  readonly uses: Sourced<string>;
  /** Without a prototype and without `uses`. Secrets are pointers. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Place of the value of each setting, of those inside others by a path with dots: `bridge.endpoint`. */
  readonly locations: Readonly<Record<string, SourceLocation>>;
  /** The provider's key. */
  readonly location: SourceLocation;
}

/** What a person has agreed to. */
export interface Consent {
  readonly name: string;
  readonly subject: string | undefined;
  /** Default: both. */
  readonly grants: readonly ('voice' | 'face')[];
  /** The words as they are spoken; undefined where the record has none. */
  readonly statement: string | undefined;
  /** The person saying them: heard, for a voice; seen, for a face. One path stands for what it is. */
  readonly recording: { readonly voice: MediumSource | undefined; readonly face: MediumSource | undefined };
  /** The last day on which it holds, `2027-06-30`, in UTC. */
  readonly expires: Sourced<string> | undefined;
  /** The record's key. */
  readonly location: SourceLocation;
}

/** The voice or avatar of a cast member. */
export interface CastPart {
  /** By account, else by adapter: see `Project.providers`. */
  readonly bindings: ReadonlyMap<string, CastBinding>;
  /** For providers without a binding: cloned once per account. */
  readonly clone: CastClone | undefined;
  readonly location: SourceLocation;
}

export interface CastBinding {
  readonly id: string;
  /** Which figure of an avatar. */
  readonly figure: string | undefined;
  readonly location: SourceLocation;
}

/** `clone: assets/omar.wav`, or a map with `sample` (for an avatar `video`) and what else the step kind takes. */
export interface CastClone {
  readonly medium: MediumSource;
  readonly language: 'cn' | 'en' | undefined;
  readonly sex: 'female' | 'male' | undefined;
  readonly location: SourceLocation;
}

export interface CastMember {
  readonly name: string;
  /** Covers every use of voice and avatar. */
  readonly consent: Sourced<string> | undefined;
  readonly voice: CastPart | undefined;
  readonly avatar: CastPart | undefined;
  readonly location: SourceLocation;
}

/** `--profile draft`: what it says stands before project and recipe. */
export interface Profile {
  readonly name: string;
  readonly emulate: boolean | undefined;
  /** In the order in which they are tried; empty where it says nothing. */
  readonly providers: readonly Sourced<string>[];
  /** Keys of `with` (`quality`, `size`, …) that take the place of what steps say, wherever a step's kind has the key. */
  readonly fields: ReadonlyMap<string, Sourced<string | number | boolean>>;
  /** `values:`, for `${{ profile.name }}`, which otherwise finds the key among `fields`. */
  readonly values: ReadonlyMap<string, Sourced<string | number | boolean>>;
  readonly budget: Budget | undefined;
  readonly location: SourceLocation;
}

/** The most that one run may start. */
export interface Budget {
  /** `12m`, `90s`: milliseconds of film. */
  readonly videoMs: Sourced<number> | undefined;
  /** Characters of speech. */
  readonly speechCharacters: Sourced<number> | undefined;
}

/** `store:`: where results wait for other machines. What its kinds take is judged by whoever opens it. */
export interface StoreWords {
  /** Without a prototype. Secrets are pointers. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** As those of an account. */
  readonly locations: Readonly<Record<string, SourceLocation>>;
  /** The key. */
  readonly location: SourceLocation;
}

/** The project file `reelwright.yaml`. */
export interface Project {
  readonly file: string;
  /** In the order in which they are tried; empty where it says nothing. */
  readonly providers: readonly Sourced<string>[];
  /** By name. */
  readonly accounts: ReadonlyMap<string, ProviderSettings>;
  readonly consents: ReadonlyMap<string, Consent>;
  readonly cast: ReadonlyMap<string, CastMember>;
  readonly profiles: ReadonlyMap<string, Profile>;
  /** Absent where there is none. */
  readonly store?: StoreWords;
}
