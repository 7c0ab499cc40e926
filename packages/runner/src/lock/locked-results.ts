import type { KnownResults, OutputValue, StepResult } from '../plan/known.ts';
import { localProvider } from '../plan/local-provider.ts';
import { instancesOf, type Lock, type LockedStep } from './lock.ts';

/** Blobs that are here, or can be had. */
export type HasBlob = (sha256: string, sizeBytes: number) => boolean;

/** What a lock promises to be known, by fingerprint. A result whose files cannot be had is none. */
export function lockedResults(lock: Lock, { hasBlob }: { readonly hasBlob: HasBlob }): Pick<KnownResults, 'result'> {
  const results = new Map(resultsIn(lock).map((result) => [result.fingerprint, result]));
  return {
    result: (fingerprint) => {
      const result = results.get(fingerprint);
      return result !== undefined && blobsOf(result).every(({ sha256, sizeBytes }) => hasBlob(sha256, sizeBytes)) ? result : undefined;
    },
  };
}

/** What is known here, and where that knows nothing, what the lock says. */
export function withLock(known: KnownResults, lock: Lock, options: { readonly hasBlob: HasBlob }): KnownResults {
  const locked = lockedResults(lock, options);
  return { ...known, result: (fingerprint) => known.result(fingerprint) ?? locked.result(fingerprint) };
}

/** All results of a lock, one per fingerprint. */
export function resultsIn(lock: Lock): StepResult[] {
  const results = new Map<string, StepResult>();
  for (const { emulated, instance } of instancesOf(lock)) {
    for (const step of instance.steps.values()) {
      if (!results.has(step.fingerprint)) results.set(step.fingerprint, resultOf(step, lock, emulated));
    }
  }
  return [...results.values()];
}

function resultOf({ uses, provider, fingerprint, task, outputs }: LockedStep, { accounts }: Lock, emulated: boolean): StepResult {
  const adapter = provider === localProvider ? localProvider : (accounts.get(provider)?.adapter ?? provider);
  return { fingerprint, uses, provider: adapter, emulated, outputs, ...(task === undefined ? {} : { task }) };
}

/** An output that is a file. */
export type Blob = Extract<OutputValue, { readonly sha256: string }>;

export function blobsOf({ outputs }: Pick<StepResult, 'outputs'>): Blob[] {
  return Object.values(outputs).filter((output) => 'sha256' in output);
}
