import type { Store } from './store.ts';

/** How many calls are let in. `sliding` counts back from each call, `fixed` from full windows, `bucket` refills steadily. */
export interface RateLimit {
  readonly calls: number;
  readonly windowMs: number;
  readonly mode?: 'sliding' | 'fixed' | 'bucket';
}

/** What one window remembers: the times of the calls it let in, or how full its bucket was when. */
interface WindowState {
  readonly times: readonly number[];
  readonly tokens?: number;
  readonly at?: number;
}

/** Rate limits that hold across processes, because the windows live in the store. */
export class RateWindows {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Lets a call in, or refuses it; a refused call takes no place in the window. */
  admit(name: string, limit: RateLimit, now: number): boolean {
    return this.#store.transaction(() => {
      const windows = this.#store.collection<WindowState>('rate-window');
      const after = admitted(windows.get(name) ?? { times: [] }, limit, now);
      if (after !== undefined) windows.put(name, after);
      return after !== undefined;
    });
  }
}

function admitted(state: WindowState, { calls, windowMs, mode = 'sliding' }: RateLimit, now: number): WindowState | undefined {
  if (mode === 'bucket') {
    const refill = ((now - (state.at ?? now)) * calls) / windowMs;
    const tokens = Math.min(calls, (state.tokens ?? calls) + refill);
    return tokens < 1 - 1e-9 ? undefined : { times: [], tokens: tokens - 1, at: now };
  }
  const from = mode === 'fixed' ? Math.floor(now / windowMs) * windowMs : now - windowMs + 1;
  const times = state.times.filter((time) => time >= from);
  return times.length >= calls ? undefined : { times: [...times, now] };
}
