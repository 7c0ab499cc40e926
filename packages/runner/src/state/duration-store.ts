import type { Database } from './database.ts';

/** How long tasks really took here, so that looking and ordering can follow experience. */
export interface DurationStore {
  add(sample: DurationSample): void;
  /** The newest samples, in no order. */
  samples(provider: string, kind: string, emulated: boolean): readonly { readonly size: number; readonly elapsedMs: number }[];
}

export interface DurationSample {
  readonly provider: string;
  readonly kind: string;
  readonly emulated: boolean;
  /** What the length of the work follows: characters of a text, milliseconds of a sound; 0 where nothing does. */
  readonly size: number;
  readonly elapsedMs: number;
  readonly at: number;
}

const kept = 200;

export function createDurationStore(database: Database): DurationStore {
  return {
    add: ({ provider, kind, emulated, size, elapsedMs, at }) =>
      void database.run(
        'INSERT INTO durations (provider, kind, emulated, size, elapsed_ms, at) VALUES (?, ?, ?, ?, ?, ?)',
        ...[provider, kind, emulated ? 1 : 0, size, elapsedMs, Math.round(at)],
      ),
    samples: (provider, kind, emulated) =>
      database
        .all(
          'SELECT size, elapsed_ms FROM durations WHERE provider = ? AND kind = ? AND emulated = ? ORDER BY at DESC LIMIT ?',
          ...[provider, kind, emulated ? 1 : 0, kept],
        )
        .map((row) => ({ size: Number(row.size), elapsedMs: Number(row.elapsed_ms) })),
  };
}
