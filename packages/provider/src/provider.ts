import type { ErrorCode } from '@reelwright/errors';
import type { Catalogue } from './catalogue.ts';
import type { Json, MediumFacts, MediumPurpose, StagedMedium, TaskInput, TaskKind, TaskRef } from './task.ts';
import type { StagedStatus, TaskStatus } from './task-status.ts';

/**
 * One cloud provider. No loops, timers, retries or files inside: the runner owns waiting, so a run can resume from a `TaskRef`.
 * Every method that calls out throws `ProviderError`.
 */
export interface Provider {
  /** The name recipes use: `chanjing`. */
  readonly id: string;
  /** Enters every fingerprint; raised when equal inputs would no longer give an equal result. */
  readonly keyVersion: number;
  /** Names the account without revealing it: state that belongs to an account is kept under this. */
  readonly accountKey: string;
  readonly capabilities: Capabilities;
  readonly limits: readonly RateLimit[];
  readonly pacing: Pacing;
  /**
   * How media reach it: it takes `uploads`, or fetches from `addresses` only. To the latter a link of another provider's result
   * is passed on while it is fresh, so that no bridge is needed.
   */
  readonly media: 'uploads' | 'addresses';
  /** What the account can choose from, has made and has left; absent where the service tells none of it. */
  readonly catalogue?: Catalogue;
  /** JSON Schema (2020-12) of `vendor.<id>` per kind of step. */
  readonly vendorSchemas: Readonly<Partial<Record<TaskKind, Json>>>;

  /** Offline. What the provider would refuse, as far as can be known here. */
  check(input: CheckInput): readonly Finding[];
  /**
   * Costs money. Called once per task and never inside a blind retry.
   *
   * @throws {ProviderError} `uncertain` when the request may have arrived and no readable answer came back.
   */
  start(input: TaskInput, options: StartOptions): Promise<Started>;
  /** One status each, in the order asked. One round trip for many where the provider has a list call. */
  poll(refs: readonly TaskRef[], options: CallOptions): Promise<readonly TaskStatus[]>;
  /** After a lost answer: the task that `start` may have created. */
  find(query: FindQuery, options: CallOptions): Promise<FindResult>;
  /** The newest thing of this kind that the provider lists, noted in the intent before a start; undefined where there is no list. */
  highWaterMark(kind: TaskKind, options: CallOptions): Promise<string | undefined>;
  /** Brings one local medium to the provider. Free of charge, so it may be repeated. Streams; never holds the file in memory. */
  stage(medium: LocalMedium, options: CallOptions): Promise<StagedMedium>;
  /** Whether staged media can be used yet; one status each, in the order asked. */
  pollStaged(staged: readonly StagedMedium[], options: CallOptions): Promise<readonly StagedStatus[]>;
  /** Takes back what `stage` made reachable, when no task can need it any more; absent where it goes by itself. */
  unstage?(staged: StagedMedium, options: CallOptions): Promise<void>;
  /** A callback body is a hint to poll now, never a verdict. Undefined when it is not one of ours. */
  decodeCallback(body: unknown): CallbackHint | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface StartOptions extends CallOptions {
  /** Our fingerprint, sent in whatever field the provider will carry (name, title), so that a lost task can be found. */
  readonly label: string;
  /** Where the provider may report the end of the task. */
  readonly callbackUrl?: string;
}

export interface Started {
  readonly task: TaskRef;
  /** What the answer told besides, for people. */
  readonly warnings: readonly string[];
}

/** The inputs of a step as far as they are known before it runs; media appear with their facts, upstream outputs as `undefined`. */
export type CheckInput = {
  readonly kind: TaskKind;
  readonly text?: string;
  readonly speed?: number;
  readonly pitch?: number;
  readonly volume?: number;
  readonly name?: string;
  readonly sex?: 'female' | 'male';
  readonly size?: { readonly widthPx: number; readonly heightPx: number };
  readonly media: readonly {
    readonly field: string;
    readonly purpose: MediumPurpose;
    readonly facts?: MediumFacts;
    readonly url?: string;
  }[];
  /**
   * Every other field of the step by its name in recipes (`captions`, `quality`, `background`, `language`), also `avatar` as the id that it
   * is or is bound to, `figure` of a bound avatar, `consent: { statement }`, and `vendor` as this provider's own options. Absent keys were
   * not asked for; upstream outputs are left out.
   */
  readonly options?: Readonly<Record<string, Json>>;
  /**
   * The outputs that somebody reads, of a kind that does not always leave all of them (`captions`, `audio`); absent where nobody has said.
   * A finding about one is of the field `outputs.captions`, and is told where the output is read.
   */
  readonly outputs?: readonly string[];
};

/** A diagnostic without its place: `field` says which key of `with` it belongs to. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  readonly field: string;
  readonly message: string;
  readonly hint?: string;
}

export interface LocalMedium {
  readonly path: string;
  readonly purpose: MediumPurpose;
  readonly facts: MediumFacts;
}

export interface FindQuery {
  readonly kind: TaskKind;
  readonly label: string;
  readonly input: TaskInput;
  /** Wall time in ms of the intent. */
  readonly since: number;
  readonly highWaterMark?: string;
}

export type FindResult =
  | { readonly kind: 'certain'; readonly task: TaskRef }
  /** Everything that it may be: when none of them is the one, nothing was made. The runner leaves out those that it knows as others. */
  | { readonly kind: 'candidates'; readonly tasks: readonly FoundTask[] }
  /** Certain that nothing was made. */
  | { readonly kind: 'none' }
  /** The provider offers no way to know. */
  | { readonly kind: 'unknowable' };

export interface FoundTask {
  readonly task: TaskRef;
  readonly createdAt?: number;
  readonly description: string;
}

export interface CallbackHint {
  readonly kind: TaskKind;
  readonly id: string;
  /** The body that the provider wants to hear back; absent where any success will do. */
  readonly answer?: Json;
}

/** Whether and how a provider does a kind of step. */
export type Capability =
  | { readonly support: 'native' }
  | { readonly support: 'compiled'; readonly to: readonly TaskKind[]; readonly note: string }
  | { readonly support: 'absent'; readonly note: string };

export type Capabilities = Readonly<Record<TaskKind, Capability>>;

/** What a limit counts: the starts of a task kind, or calls that several operations share. `find` stands for `highWaterMark`, too. */
export type RateLimitScope = `start:${TaskKind}` | `poll:${TaskKind}` | `find:${TaskKind}` | 'stage' | 'poll-staged';

/** At most `count` calls in any sliding window of `windowMs`, counted from the answer; scopes of one limit share it. */
export interface RateLimit {
  readonly id: string;
  readonly scopes: readonly RateLimitScope[];
  readonly count: number;
  readonly windowMs: number;
}

/** When to look at a task and when to stop waiting. All milliseconds. */
export interface PollPacing {
  /** Before this has passed since the start, looking is pointless. */
  readonly firstAfterMs: number;
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
  /** The interval grows by this factor while nothing changes. */
  readonly growth: number;
  readonly deadlineMs: number;
  /** How many refs one round trip of `poll` answers: 1 where the provider has no list call. The runner hands over no more. */
  readonly batchSize: number;
}

export interface Pacing {
  readonly tasks: Readonly<Partial<Record<TaskKind, PollPacing>>>;
  readonly staged: PollPacing;
  /** A create that has not been answered after this long can no longer be on its way. */
  readonly startTimeoutMs: number;
}
