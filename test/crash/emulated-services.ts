import { createScaledClock } from '@reelwright/clock';
import { type Emulator, startEmulator } from '@reelwright/emulator';

/** Both services in this process, which outlives every `reel` that is killed, with clocks that run fast on both sides. */
export interface Services extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly environment: Readonly<Record<string, string>>;
}

/** A minute of waiting for a lost create takes half a second. */
const speed = 120;

export async function startServices(): Promise<Services> {
  const emulator = await startEmulator({
    clock: createScaledClock({ speed, heedsHolds: false }),
    ...{ holdClock: false, basePath: '', media: 'canned' },
  });
  return {
    emulator,
    environment: { ...emulator.environment(), REELWRIGHT_TIME_SCALE: String(speed) },
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}
