/**
 * What a thread lets its parent see while it is busy and cannot answer: how often it has read or written, how many
 * reads and writes it is waiting for, and how many jobs it has begun. Memory that both share, since a thread in a loop sends nothing.
 */
export type VitalSigns = Int32Array<SharedArrayBuffer>;

export function createVitalSigns(): VitalSigns {
  return new Int32Array(new SharedArrayBuffer(12));
}

const steps = 0;
const pending = 1;
const jobs = 2;

let own: VitalSigns | undefined;

/** From now on this thread shows what it does. */
export function showVitalSigns(signs: VitalSigns): void {
  own = signs;
}

export function showJobBegun(): void {
  if (own !== undefined) Atomics.add(own, jobs, 1);
}

/** Waits for the disk, which may take its time: nobody is to think that nothing happens. */
export async function whileWaiting<Value>(work: Promise<Value>): Promise<Value> {
  if (own === undefined) return await work;
  Atomics.add(own, pending, 1);
  try {
    return await work;
  } finally {
    Atomics.sub(own, pending, 1);
    Atomics.add(own, steps, 1);
  }
}

export function readVitalSigns(signs: VitalSigns): { readonly steps: number; readonly isWaiting: boolean; readonly jobs: number } {
  return { jobs: Atomics.load(signs, jobs), steps: Atomics.load(signs, steps), isWaiting: Atomics.load(signs, pending) > 0 };
}
