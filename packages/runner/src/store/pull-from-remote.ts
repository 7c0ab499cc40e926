import { blobsOf } from '../lock/locked-results.ts';
import type { StepResult } from '../plan/known.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { eachBounded } from './each-bounded.ts';
import { holdStore } from './hold-store.ts';
import { largestResult, parseResult } from './result-file.ts';
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
import { takeIn, WrongBytes } from './transfer-file.ts';

type PullState = Pick<RunnerState, 'results' | 'store' | 'leases' | 'intactResult'>;

/**
 * Brings results and their files into the store. Every byte is verified on its way; what is not what its name says is refused and told.
 * A result is known here only when all its files are.
 *
 * @throws {ReelwrightError} `RUN_REMOTE` when the remote cannot be used, `RUN_DISK`, `RUN_STATE`; what has been moved by then stays.
 */
export async function pullFromRemote(
  state: PullState,
  remote: StoreRemote,
  wanted: Wanted,
  options: TransferOptions,
): Promise<TransferReport> {
  using _ = holdStore(state);
  const tally = new TransferTally(options);
  const { known, unknown } = resultsOf(wanted, state);
  const results = [...known];
  await eachBounded(
    unknown,
    mostAtOnce,
    async (fingerprint, signal) => {
      const result = await pullResult(fingerprint, remote, { ...options, signal }, tally);
      if (result !== undefined) results.push(result);
    },
    options.signal,
  );
  await eachBounded(
    filesOf(results),
    mostAtOnce,
    (owned, signal) => pullBlob(owned, state, remote, { ...options, signal }, tally),
    options.signal,
  );
  enter(results, state, options);
  return tally.report();
}

async function pullResult(
  fingerprint: string,
  remote: StoreRemote,
  options: TransferOptions,
  tally: TransferTally,
): Promise<StepResult | undefined> {
  const key = resultKey(fingerprint);
  const text = await patiently(options, async () => {
    const object = await remote.get(key, options.signal);
    return object === undefined ? undefined : readText(object.bytes);
  });
  const result = text === undefined ? undefined : parseResult(text, fingerprint);
  if (text === undefined) tally.missing.push({ key, fingerprint, reason: `There is no such result in ${remote.name}.` });
  else if (result === undefined)
    tally.refused.push({ key, fingerprint, reason: `What ${remote.name} has under this name is not this result.` });
  else tally.moved({ key, sizeBytes: Buffer.byteLength(text) });
  return result;
}

/** Of what is too long, enough to be refused. */
async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    size += piece.length;
    if (size > largestResult) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}

async function pullBlob(
  { blob, fingerprint }: OwnedBlob,
  { store }: PullState,
  remote: StoreRemote,
  options: TransferOptions,
  tally: TransferTally,
): Promise<void> {
  const { sha256, sizeBytes } = blob;
  const key = blobKey(sha256);
  // What is here is read once: a lock's promise is kept by bytes, not by names.
  if (store.has(sha256, sizeBytes) && (await store.verified(sha256)) !== undefined) return tally.present();
  try {
    const isThere = await patiently(options, async () => {
      const object = await remote.get(key, options.signal);
      if (object !== undefined) await takeIn(store, blob, object);
      return object !== undefined;
    });
    if (isThere) tally.moved({ key, sizeBytes });
    else tally.missing.push({ key, fingerprint, reason: `${remote.name} does not have the file.` });
  } catch (error) {
    if (!(error instanceof WrongBytes)) throw error;
    tally.refused.push({ key, fingerprint, reason: `What ${remote.name} has under this name is something else. ${error.message}` });
  }
}

/** Where a result is known whole already, it stays. */
function enter(wanted: readonly StepResult[], { results, store, intactResult }: PullState, { clock }: TransferOptions): void {
  for (const result of wanted) {
    const isWhole = blobsOf(result).every(({ sha256, sizeBytes }) => store.has(sha256, sizeBytes));
    if (isWhole && intactResult(result.fingerprint) === undefined) results.save(result, undefined, Math.round(clock.now()));
  }
}
