import type { DurationStore } from '../state/duration-store.ts';

export interface Estimate {
  /** By then hardly any task of this kind and size was done before; undefined until there is experience. */
  readonly earlyMs: number | undefined;
  readonly typicalMs: number;
}

interface Sample {
  readonly size: number;
  readonly elapsedMs: number;
}

const fewest = 5;
const nearest = 15;

/** How long tasks will take, from what they took here before: the tasks nearest in size count. */
export class Estimates {
  readonly #store: DurationStore;
  readonly #emulated: boolean;
  readonly #samples = new Map<string, Sample[]>();

  constructor(store: DurationStore, emulated: boolean) {
    this.#store = store;
    this.#emulated = emulated;
  }

  of(provider: string, kind: string, size: number): Estimate {
    const samples = this.#samplesOf(provider, kind);
    if (samples.length < fewest) return { earlyMs: undefined, typicalMs: guessMs(kind, size) };
    const elapsed = [...samples]
      .sort((a, b) => distance(a.size, size) - distance(b.size, size))
      .slice(0, nearest)
      .map((sample) => sample.elapsedMs)
      .sort((a, b) => a - b);
    return { earlyMs: quantile(elapsed, 0.05), typicalMs: quantile(elapsed, 0.5) };
  }

  learn(provider: string, kind: string, size: number, elapsedMs: number, at: number): void {
    this.#samplesOf(provider, kind).push({ size, elapsedMs });
    this.#store.add({ provider, kind, emulated: this.#emulated, size, elapsedMs, at });
  }

  #samplesOf(provider: string, kind: string): Sample[] {
    const key = `${provider}/${kind}`;
    const known = this.#samples.get(key);
    if (known !== undefined) return known;
    const loaded = [...this.#store.samples(provider, kind, this.#emulated)];
    this.#samples.set(key, loaded);
    return loaded;
  }
}

/** How long a text takes to say: about 14 letters or 4 wide characters a second. Only to put tasks in order. */
export function spokenMs(text: string): number {
  let ms = 0;
  for (const character of text) ms += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 250 : 70;
  return ms;
}

function guessMs(kind: string, size: number): number {
  switch (kind) {
    case 'clone-voice':
    case 'clone-avatar':
      return 120_000;
    case 'tts':
      return 3_000 + 0.2 * size;
    case 'lip-sync':
    case 'avatar-video':
      return 60_000 + 4 * size;
    default:
      return 0;
  }
}

function distance(a: number, b: number): number {
  return Math.abs(Math.log((a + 1) / (b + 1)));
}

/** @param sorted Not empty. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
}
