import type { Provider, TaskKind } from '@reelwright/provider';
import { callProvider } from './provider-call.ts';
import type { RunContext } from './run-context.ts';

/** Starts that leave together share one look at the provider's list: what is newer than it was made by one of them, or by others. */
const sharedForMs = 3_000;

interface Mark {
  readonly at: number;
  readonly value: Promise<string | undefined>;
}

/** The newest thing that a provider's list showed just before a start, so that a lost start can be told from older ones. */
export class HighWaterMarks {
  readonly #context: Pick<RunContext, 'windows' | 'clock' | 'random' | 'interruption'>;
  readonly #marks = new Map<string, Mark>();

  constructor(context: Pick<RunContext, 'windows' | 'clock' | 'random' | 'interruption'>) {
    this.#context = context;
  }

  /** Undefined where there is no list, or it cannot be had: the start is then settled by what else is known of it. */
  before(provider: Provider, kind: TaskKind): Promise<string | undefined> {
    const key = `${provider.accountKey}/${kind}`;
    const now = this.#context.clock.monotonic();
    const known = this.#marks.get(key);
    if (known !== undefined && now - known.at < sharedForMs) return known.value;
    const value = this.#look(provider, kind);
    this.#marks.set(key, { at: now, value });
    return value;
  }

  async #look(provider: Provider, kind: TaskKind): Promise<string | undefined> {
    const signal = this.#context.interruption.stopping;
    const facts = { provider, scope: `find:${kind}`, operation: 'high-water-mark', signal } as const;
    try {
      return await callProvider(this.#context, facts, () => provider.highWaterMark(kind, { signal }));
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  }
}
