import type { SourceLocation } from '@reelwright/errors';
import type { Sourced } from '../recipe.ts';

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

export interface ProviderSettings {
  readonly id: string;
  /** Without a prototype. Secrets are pointers. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Place of the value of each setting. */
  readonly locations: Readonly<Record<string, SourceLocation>>;
  /** The provider's key. */
  readonly location: SourceLocation;
}

/** The project file `reelwright.yaml`, as far as this version knows it. */
export interface Project {
  readonly file: string;
  readonly provider: Sourced<string> | undefined;
  readonly providers: ReadonlyMap<string, ProviderSettings>;
}
