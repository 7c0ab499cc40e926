import type { LocalMedium, Provider } from '../provider.ts';
import type { Json, MediumPurpose, TaskKind } from '../task.ts';

/**
 * An adapter under test and the service that it talks to: an emulator, or an account whose tasks cost nothing. The suite opens one per
 * test and closes it afterwards.
 */
export interface ConformanceRig extends AsyncDisposable {
  readonly provider: Provider;
  /** Tokens, keys, signatures: what may appear in nothing that the adapter returns or throws. Asked for at the end of a test. */
  secrets(): readonly string[];
  /** Two voices and two avatars that the service knows from the start. */
  readonly voices: readonly [string, string];
  readonly avatars: readonly [AvatarChoice, AvatarChoice];
  /** Of the account's own, to be authorized; needed where `authorize` is native. */
  clones?(): Promise<{ readonly voices: readonly [string, string]; readonly avatar: string }>;
  /** Another figure of the first avatar; absent where avatars have but one. */
  readonly otherFigure?: string;
  /** Two different files of this machine for each use that the adapter has for one. */
  medium(use: MediumUse, which: 0 | 1): LocalMedium;
  /** Has the service work for this long, in ms of its own clock. */
  pass(ms: number): Promise<void>;
  /** Every request that reached the service's API since it was last asked, oldest first. */
  sent(): readonly SentRequest[];
  /** How many tasks the service has made for this account. */
  tasksMade(): number;
  /** For every property of `vendorSchemas[kind]`: a value that the service takes and that is not its default. */
  vendorSamples(kind: TaskKind): Readonly<Record<string, Json>>;
  /** Has the next call of this sort end badly. */
  trouble(trouble: Trouble, call: { readonly kind: TaskKind; readonly does: 'create' | 'read' }): void;
}

/** What a file is for. A consent is heard for a voice and seen for a face. */
export type MediumUse = Exclude<MediumPurpose, 'consent'> | 'voice-consent' | 'face-consent';

export interface AvatarChoice {
  readonly id: string;
  readonly figure?: string;
}

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** As it was sent. */
  readonly body: string;
}

export type Trouble =
  /** The work is done, and the connection breaks before the answer. */
  | 'answer-lost'
  /** A gateway's HTML page, and nothing was done. */
  | 'gateway-page'
  /** Something that is not the service's language, with a status of success. */
  | 'unreadable'
  /** The service refuses the credentials, from now on. */
  | 'login-refused';

export type OpenRig = () => Promise<ConformanceRig>;
