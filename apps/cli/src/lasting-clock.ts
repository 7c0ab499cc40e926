import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, createScaledClock, type ScaledClockSettings } from '@reelwright/clock';

export interface LastingClock extends Disposable {
  readonly clock: Clock;
}

export interface LastingClockSettings extends Omit<ScaledClockSettings, 'startMs'> {
  /** Where the time is noted. */
  readonly file: string;
}

const noteEveryMs = 1000;

/**
 * A fast clock that goes on where the last one of this file stopped. What a run writes down (rate windows, expiry times) would
 * else lie in the future of the next run, which starts at the wall's time again.
 */
export function createLastingClock({ file, ...settings }: LastingClockSettings): LastingClock {
  const { speed } = settings;
  const last = readNote(file);
  // A process that was killed may have gone on for as long as it takes until the next note.
  const startMs = Math.max(Date.now(), last === undefined ? 0 : last + noteEveryMs * speed);
  const clock = createScaledClock({ ...settings, startMs });
  const note = () => writeNote(file, clock.now());
  note();
  const timer = setInterval(note, noteEveryMs);
  timer.unref();
  return {
    clock,
    [Symbol.dispose]() {
      clearInterval(timer);
      note();
    },
  };
}

function readNote(file: string): number | undefined {
  try {
    const time = Number(readFileSync(file, 'utf8'));
    return Number.isFinite(time) ? time : undefined;
  } catch {
    return undefined;
  }
}

/** A note that cannot be written costs a later run some waiting, and nothing else. */
function writeNote(file: string, time: number): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, String(Math.ceil(time)));
  } catch {}
}
