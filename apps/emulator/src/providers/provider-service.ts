import type { App } from '../server/listener.ts';
import type { PublicMaker } from '../storage/storage-app.ts';
import type { World } from '../world.ts';

/** What the folder of a provider gives to the registry: all that the rest of the emulator knows of it. */
export interface EmulatedProvider<Settings extends object, Handle extends object, Caps extends object, Timings extends object> {
  /** How long things take and live at this provider alone, in milliseconds, unless the settings say otherwise. */
  readonly timings: Timings;
  readonly capWords: CapWords;
  /** @param settings The emulator's: whatever is this provider's own among them. */
  create(shared: World, settings: Settings): ProviderService<Handle, Caps>;
}

/** What `caps` of a fault command may set at a provider: these numbers, `below` a name if there is one. */
export interface CapWords {
  readonly below?: string;
  readonly names: readonly string[];
}

/** One emulated provider, as the emulator starts it. */
export interface ProviderService<Handle extends object, Caps extends object> {
  /** The names of its calls, as faults and the report use them. */
  readonly calls: readonly string[];
  /** Its routes, to be mounted under the base path. */
  readonly app: App;
  /** Files it makes when they are first asked for. */
  readonly publicMakers: readonly PublicMaker[];
  /** Where it is, and how to log in, for code. */
  handle(baseUrl: string): Handle;
  /** The same as variables that point a client of this provider here. */
  environment(baseUrl: string): Readonly<Record<string, string>>;
  /** Opens accounts and the like again after everything was forgotten. */
  open(): void;
  /** Ends every live token. */
  killTokens(): void;
  /** Refuses every token until told otherwise. */
  refuseTokens(refuse: boolean): void;
  /** Sets balance and caps of all accounts. There may be other providers' among them. */
  setCaps(caps: Caps): void;
}
