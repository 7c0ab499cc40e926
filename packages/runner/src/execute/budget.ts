import { ReelwrightError } from '@reelwright/errors';
import { type Provider, ProviderError, type Quota, type QuotaPrices, type TaskInput, type TaskKind } from '@reelwright/provider';
import { estimateInput } from '../plan/estimate-input.ts';
import type { StepResult } from '../plan/known.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { add, type Units } from '../state/spending-store.ts';
import type { TaskRecord } from '../state/task-store.ts';
import type { RunOptions } from './run-options.ts';

/** The most that a run may spend on its films. What is absent has no limit. */
export interface BudgetLimits {
  readonly videoMs?: number;
  readonly speechCharacters?: number;
  readonly clones?: number;
}

export interface BudgetBase {
  readonly limits: BudgetLimits | undefined;
  /** The films of the run, as `<recipe>/<instance>`. */
  readonly films: ReadonlySet<string>;
  readonly emulated: boolean;
  readonly state: Pick<RunnerState, 'spendings'>;
  readonly clock: RunOptions['clock'];
}

/** Who asks for something. */
export interface Buyer {
  readonly provider: Provider;
  /** The account's name. */
  readonly account: string;
  readonly kind: TaskKind;
  readonly node: string;
}

interface Balance {
  /** Wall time, ms. */
  readonly readAt: number;
  readonly quotas: readonly Quota[];
}

/** A balance that would refuse is asked for again when it is older: somebody may have paid in. */
const trustedForMs = 60_000;
/** What is taken for a film of which nothing tells the length. */
const unknownFilmMs = 60_000;
/** An estimate that was that near is left as it is. */
const nearEnoughMs = 1_000;

/**
 * What may still be spent, by the run's own limits and by what the account has left. A start is counted with its intent, in one
 * transaction among all processes; a run that was cut off is counted by the one that goes on with its films.
 */
export class Budget {
  readonly #base: BudgetBase;
  #run: number | undefined;
  readonly #balances = new Map<string, Promise<Balance | undefined>>();

  constructor(base: BudgetBase) {
    this.#base = base;
  }

  /** What a start would take. */
  unitsOf(input: TaskInput, soundMs: number): Units {
    const { videoMs, speechCharacters, clones } = estimateInput(input, soundMs);
    const isUnknown = videoMs === 0 && (input.kind === 'lip-sync' || input.kind === 'avatar-video');
    return { videoMs: isUnknown ? unknownFilmMs : videoMs, speechCharacters, clones };
  }

  /** Before a start: asks for the balance where it is not known, or would not do. */
  async prepare(units: Units, { provider, kind }: Buyer, signal: AbortSignal): Promise<void> {
    this.#run ??= this.#base.state.spendings.beginRun();
    const balance = await (this.#balances.get(provider.accountKey) ?? this.#read(provider, signal));
    if (balance === undefined || this.#base.clock.now() - balance.readAt < trustedForMs) return;
    if (this.#lacking(balance, units, provider, kind) !== undefined) await this.#read(provider, signal);
  }

  /**
   * Inside the transaction of the intent.
   *
   * @throws {ReelwrightError} `RUN_BUDGET` when the start would take more than there is.
   */
  assertRoom(units: Units, buyer: Buyer, balance: Balance | undefined): void {
    this.#assertLimits(units, buyer);
    const lacking = balance === undefined ? undefined : this.#lacking(balance, units, buyer.provider, buyer.kind);
    if (lacking !== undefined) throw balanceExceeded(buyer, lacking);
  }

  /** The balance as it was last read. */
  async balanceOf({ accountKey }: Provider): Promise<Balance | undefined> {
    return this.#balances.get(accountKey);
  }

  /** A film tells its length when it is done. */
  correct(record: TaskRecord, { outputs }: StepResult): void {
    const { duration } = outputs;
    if (duration?.kind !== 'duration' || (record.kind !== 'lip-sync' && record.kind !== 'avatar-video')) return;
    const reserved = this.unitsOf(record.input, 0);
    if (Math.abs(reserved.videoMs - duration.durationMs) < nearEnoughMs) return;
    this.#base.state.spendings.correct(record, { ...reserved, videoMs: duration.durationMs });
  }

  /** The run has come to an end that a later one does not go on from: that one begins with all of its budget. */
  close(): void {
    const { state, films, emulated, clock } = this.#base;
    state.spendings.close(films, emulated, clock.now());
  }

  #assertLimits(units: Units, { node }: Buyer): void {
    const { limits, state, films, emulated } = this.#base;
    if (limits === undefined) return;
    const spent = state.spendings.spentOn(films, emulated, this.#run ?? 0);
    const after = add(spent, units);
    for (const unit of unitNames) {
      const limit = limits[unit];
      if (limit === undefined || units[unit] === 0 || after[unit] <= limit) continue;
      const [has, wants, may] = [spent[unit], units[unit], limit].map((amount) => amountIn[unit](amount));
      throw new ReelwrightError(
        'RUN_BUDGET',
        `"${node}" was not started: it takes ${wants}, ${has} of the budget of ${may} are spent or reserved.`,
        { hint: 'Raise the budget, or make fewer films at a time. What has been made is kept.' },
      );
    }
  }

  #read(provider: Provider, signal: AbortSignal): Promise<Balance | undefined> {
    const reading = this.#ask(provider, signal);
    this.#balances.set(provider.accountKey, reading);
    return reading;
  }

  /** Whatever keeps an account from telling its balance, a start is refused by the account itself where it must be. */
  async #ask({ catalogue }: Provider, signal: AbortSignal): Promise<Balance | undefined> {
    if (catalogue === undefined) return undefined;
    const readAt = Math.round(this.#base.clock.now());
    try {
      const { quotas } = await catalogue.account({ signal });
      return { readAt, quotas: quotas.filter(({ remaining, prices }) => remaining !== undefined && prices !== undefined) };
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  }

  /** The first quota that would be overdrawn, with all that was reserved since it was told. */
  #lacking({ quotas, readAt }: Balance, units: Units, { accountKey }: Provider, kind: TaskKind): Lacking | undefined {
    const reserved = this.#base.state.spendings.reservedAt(accountKey, readAt);
    for (const { name, unit, remaining = 0, prices = {} } of quotas) {
      const wanted = priceOf(units, kind, prices);
      if (wanted === 0) continue;
      const taken = reserved.reduce((sum, one) => sum + priceOf(one, one.kind, prices), 0);
      if (taken + wanted > remaining) return { name, unit, wanted, left: Math.max(0, remaining - taken) };
    }
    return undefined;
  }
}

interface Lacking {
  readonly name: string;
  readonly unit: Quota['unit'];
  readonly wanted: number;
  readonly left: number;
}

const unitNames = ['videoMs', 'speechCharacters', 'clones'] as const;

const amountIn: Readonly<Record<keyof Units, (amount: number) => string>> = {
  videoMs: (amount) => `${Math.round(amount / 100) / 10} s of film`,
  speechCharacters: (amount) => `${amount} characters of speech`,
  clones: (amount) => `${amount} ${amount === 1 ? 'clone' : 'clones'}`,
};

function priceOf({ videoMs, speechCharacters, clones }: Units, kind: TaskKind, prices: QuotaPrices): number {
  const clone = kind === 'clone-avatar' ? prices.clonedAvatar : prices.clonedVoice;
  return (videoMs / 1000) * (prices.videoSecond ?? 0) + speechCharacters * (prices.speechCharacter ?? 0) + clones * (clone ?? 0);
}

/** Another provider may have what this one lacks: where the film may go elsewhere, it does. */
function balanceExceeded({ provider, account, node }: Buyer, { name, unit, wanted, left }: Lacking): ProviderError {
  const [takes, has] = [wanted, left].map((amount) => Math.ceil(amount * 10) / 10);
  const message = `"${node}" was not started: it takes at least ${takes} ${unit} ("${name}") at ${account}, where ${has} are left.`;
  return new ProviderError(provider.id, 'quota', message, {
    code: 'RUN_BUDGET',
    hint: 'Top up the account, or wait for what is in flight, then run again. What has been made is kept.',
  });
}
