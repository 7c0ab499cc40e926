import { sha256Hex } from '../canonical-json.ts';
import { blobsOf } from '../lock/locked-results.ts';
import type { StepResult } from '../plan/known.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { eachBounded } from './each-bounded.ts';
import { renderResult } from './result-file.ts';
import { blobKey, resultKey, type StoreRemote } from './store-remote.ts';
import {
  filesOf,
  mostAtOnce,
  type OwnedBlob,
  patiently,
  resultsOf,
  type TransferOptions,
  type TransferReport,
  TransferTally,
  type Wanted,
} from './transfer.ts';
import { outgoing, WrongBytes } from './transfer-file.ts';

export interface PushOptions extends TransferOptions {
  /** Default: every result of the store. */
  readonly what?: Wanted;
}

/**
 * Brings results to a remote: their files first, so that whoever sees a result there finds its files. Only what is missing is moved.
 *
 * @throws {ReelwrightError} `RUN_REMOTE` when the remote cannot be used; what has been moved by then stays.
 */
export async function pushToRemote(
  state: Pick<RunnerState, 'results' | 'store'>,
  remote: StoreRemote,
  options: PushOptions,
): Promise<TransferReport> {
  const tally = new TransferTally(options);
  const results = wantedResults(state, options, tally);
  await eachBounded(
    filesOf(results),
    mostAtOnce,
    (owned, signal) => pushBlob(owned, state, remote, { ...options, signal }, tally),
    options.signal,
  );
  const absent = new Set([...tally.missing, ...tally.refused].map(({ key }) => key));
  const whole = results.filter((result) => blobsOf(result).every(({ sha256 }) => !absent.has(blobKey(sha256))));
  await eachBounded(whole, mostAtOnce, (result, signal) => pushResult(result, remote, { ...options, signal }, tally), options.signal);
  return tally.report();
}

function wantedResults(state: Pick<RunnerState, 'results'>, { what }: PushOptions, tally: TransferTally): StepResult[] {
  if (what === undefined) return state.results.list().flatMap(({ result }) => (result === undefined ? [] : [result]));
  const { known, unknown } = resultsOf(what, state);
  for (const fingerprint of unknown)
    tally.missing.push({ key: resultKey(fingerprint), fingerprint, reason: 'There is no such result here.' });
  return known;
}

async function pushBlob(
  { blob, fingerprint }: OwnedBlob,
  { store }: Pick<RunnerState, 'store'>,
  remote: StoreRemote,
  options: PushOptions,
  tally: TransferTally,
): Promise<void> {
  const { sha256, sizeBytes } = blob;
  const key = blobKey(sha256);
  if ((await patiently(options, () => remote.sizeOf(key, options.signal))) === sizeBytes) return tally.present();
  if (!store.has(sha256, sizeBytes)) {
    tally.missing.push({ key, fingerprint, reason: 'The file is not in the store.' });
    return;
  }
  try {
    const path = store.pathOf(sha256);
    await patiently(options, () => remote.put(key, { sha256, sizeBytes, bytes: outgoing(path, blob) }, options.signal));
    tally.moved({ key, sizeBytes });
  } catch (error) {
    if (!(error instanceof WrongBytes)) throw error;
    tally.refused.push({ key, fingerprint, reason: 'The file of the store is damaged; `reel store verify` moves it aside.' });
  }
}

async function pushResult(result: StepResult, remote: StoreRemote, options: PushOptions, tally: TransferTally): Promise<void> {
  const key = resultKey(result.fingerprint);
  // Who came first has it: two machines may have made the same step, and either result is one.
  if ((await patiently(options, () => remote.sizeOf(key, options.signal))) !== undefined) return tally.present();
  const bytes = Buffer.from(renderResult(result));
  const upload = { sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
  await patiently(options, () => remote.put(key, { ...upload, bytes: once(bytes) }, options.signal));
  tally.moved({ key, sizeBytes: bytes.length });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
