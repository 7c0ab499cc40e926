import type { CallbackHint, Provider, TaskKind } from '@reelwright/provider';
import type { ArrivedCallback, CallbackSource, HintAnswer } from '../callbacks/callback-source.ts';
import type { RunOptions } from './run-options.ts';

/** One start, as the path of its callback names it. */
export interface AwaitedStart {
  readonly provider: Provider;
  readonly kind: TaskKind;
  readonly label: string;
}

interface Expected {
  readonly provider: Provider;
  readonly kind: TaskKind;
  /** The last id that was told on its path. */
  id: string | undefined;
  /** Looks at the task at that monotonic time at the latest. */
  wake: ((at: number) => void) | undefined;
  wokenAt: number;
  readonly waiting: Set<() => void>;
}

/** However many are sent to one path, its task is looked at no more often. */
const betweenWakesMs = 5_000;

/** What callbacks tell this run: when to look, and which task a lost start has made. Nothing in them is believed. */
export class CallbackHints {
  readonly #source: CallbackSource | undefined;
  readonly #clock: RunOptions['clock'];
  readonly #expected = new Map<string, Expected>();
  /** Accounts and kinds whose callbacks have been seen to arrive. */
  readonly #working = new Set<string>();
  readonly #letGo: () => void;

  constructor(source: CallbackSource | undefined, clock: RunOptions['clock']) {
    this.#source = source;
    this.#clock = clock;
    this.#letGo = source?.onHint((arrived) => this.#take(arrived)) ?? (() => {});
  }

  /** The address that a start is sent with; absent where nobody listens. */
  urlFor(start: AwaitedStart): string | undefined {
    this.#expect(start);
    return this.#source?.urlFor(nameOf(start));
  }

  /** Whatever is sent for this start has it looked at, until it is let go. */
  watch(start: AwaitedStart, wake: (at: number) => void): () => void {
    if (this.#source === undefined) return () => {};
    this.urlFor(start);
    const expected = this.#expect(start);
    expected.wake = wake;
    // What came between the start and this moment is not lost.
    if (expected.id !== undefined) wake(this.#clock.monotonic());
    return () => {
      expected.wake = undefined;
    };
  }

  /** Callbacks of this kind arrive, so that looking without being called is a net, and no more. */
  isWorking({ accountKey }: Provider, kind: TaskKind): boolean {
    return this.#working.has(`${accountKey}/${kind}`);
  }

  /** The id that was told for a start whose answer was lost, as soon as one is; undefined when the time is over. */
  async idOf(start: AwaitedStart, withinMs: number, signal: AbortSignal): Promise<string | undefined> {
    if (this.#source === undefined) return undefined;
    this.urlFor(start);
    const expected = this.#expect(start);
    if (expected.id !== undefined || withinMs <= 0) return expected.id;
    const arrived = new AbortController();
    const notice = () => arrived.abort();
    expected.waiting.add(notice);
    await this.#clock.sleep(withinMs, AbortSignal.any([arrived.signal, signal])).catch(() => {});
    expected.waiting.delete(notice);
    signal.throwIfAborted();
    return expected.id;
  }

  close(): void {
    this.#letGo();
  }

  #expect(start: AwaitedStart): Expected {
    const name = nameOf(start);
    const known = this.#expected.get(name);
    if (known !== undefined) return known;
    const { provider, kind } = start;
    const fresh: Expected = { provider, kind, id: undefined, wake: undefined, wokenAt: Number.NEGATIVE_INFINITY, waiting: new Set() };
    this.#expected.set(name, fresh);
    return fresh;
  }

  #take({ start, body }: ArrivedCallback): HintAnswer | undefined {
    const expected = this.#expected.get(start);
    if (expected === undefined) return undefined;
    const hint = decode(expected.provider, body);
    if (hint !== undefined) expected.id = hint.id;
    this.#working.add(`${expected.provider.accountKey}/${expected.kind}`);
    this.#wake(expected);
    for (const notice of expected.waiting) notice();
    return hint?.answer === undefined ? {} : { answer: hint.answer };
  }

  #wake(expected: Expected): void {
    const now = this.#clock.monotonic();
    const at = Math.max(now, expected.wokenAt + betweenWakesMs);
    // A look that is due already answers for all that was sent before it.
    if (expected.wokenAt > now) return;
    expected.wokenAt = at;
    expected.wake?.(at);
  }
}

/** A body that makes a decoder stumble is none. */
function decode(provider: Provider, body: string): CallbackHint | undefined {
  try {
    return provider.decodeCallback(body);
  } catch {
    return undefined;
  }
}

function nameOf({ provider, label }: AwaitedStart): string {
  return `${provider.accountKey}/${label}`;
}
