import { plainText } from '@reelwright/errors';
import {
  collectGarbage,
  type ListedResult,
  listStore,
  pullFromRemote,
  pushToRemote,
  type TransferReport,
  type TransferTrouble,
  verifyStore,
} from '@reelwright/runner';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count, formatBytes, renderColumns } from '../format.ts';
import { type OpenedStore, withStore } from '../store/open-store.ts';

export type StoreAction = 'ls' | 'verify' | 'gc' | 'push' | 'pull';

export interface StoreOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** What runs have left in this project, and its way to other machines and back. */
export async function store(action: StoreAction, options: StoreOptions, context: CommandContext): Promise<ExitCode> {
  return await withStore((opened) => acts[action](opened, options, context), context);
}

type Act = (opened: OpenedStore, options: StoreOptions, context: CommandContext) => Promise<ExitCode>;

const acts: Readonly<Record<StoreAction, Act>> = { ls: list, verify, gc, push, pull };

async function list({ state, locks }: OpenedStore, { json }: StoreOptions, context: CommandContext): Promise<ExitCode> {
  const { results, blobs, sizeBytes } = listStore(state, locks);
  if (json === true) printJson(context, { results, blobs, sizeBytes });
  else if (results.length > 0) context.host.stdout.write(`${renderResults(results)}\n`);
  tell(context, `${count(results.length, 'result')}, ${count(blobs.length, 'file')}, ${formatBytes(sizeBytes)}.`);
  return exitCodes.done;
}

function renderResults(results: readonly ListedResult[]): string {
  return renderColumns(results, {
    FINGERPRINT: ({ fingerprint }) => fingerprint.slice(0, 12),
    USES: ({ uses }) => uses,
    PROVIDER: ({ provider, emulated }) => (emulated && provider !== 'local' ? `${provider} (emulated)` : provider),
    SIZE: ({ sizeBytes }) => (sizeBytes === 0 ? '' : formatBytes(sizeBytes)),
    MISSING: ({ missing }) => (missing === 0 ? '' : count(missing, 'file')),
    'PINNED BY': ({ usedBy }) => plainText(usedBy.length > 2 ? `${usedBy[0]} and ${usedBy.length - 1} more` : usedBy.join(', '), 200),
  });
}

/** Reads every byte. What is damaged is moved aside: the next run fetches it, from the remote or its provider, or makes it anew. */
async function verify({ state, signal }: OpenedStore, { json }: StoreOptions, context: CommandContext): Promise<ExitCode> {
  const found = await verifyStore(state, { signal });
  const { blobs, bytes, damaged, missing, damagedResults, unreadable } = found;
  if (json === true) printJson(context, found);
  for (const { sha256, sizeBytes, results } of damaged)
    tell(context, `damaged: ${sha256} (${formatBytes(sizeBytes)}), of ${shortly(results)}. It was moved aside.`);
  for (const { sha256, fingerprint, output } of missing) tell(context, `missing: ${sha256}, the ${output} of ${shortly([fingerprint])}.`);
  for (const fingerprint of damagedResults) tell(context, `damaged record: ${shortly([fingerprint])}. It counts as not there.`);
  for (const { sha256, reason } of unreadable) tell(context, `unreadable: ${sha256} (${reason}).`);
  const troubles = damaged.length + missing.length + damagedResults.length + unreadable.length;
  const outcome =
    troubles === 0 ? 'all as they were put there' : `${count(troubles, 'trouble')}; the next run fetches or makes what it needs of it`;
  tell(context, `${count(blobs, 'file')} read (${formatBytes(bytes)}): ${outcome}.`);
  return troubles === 0 ? exitCodes.done : exitCodes.stepFailed;
}

function shortly(fingerprints: readonly string[]): string {
  return fingerprints.length === 0 ? 'no result' : `result ${fingerprints.map((one) => one.slice(0, 12)).join(', ')}`;
}

async function gc(
  { state, clock, locks }: OpenedStore,
  { json, dryRun = false }: StoreOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const report = collectGarbage(state, { keep: { locks: locks.map(({ lock }) => lock) }, dryRun, clock });
  const { removedResults, removedBlobs, freedBytes, keptResults, keptBlobs, heldBy } = report;
  if (json === true) printJson(context, { ...report, dryRun });
  const verb = dryRun ? 'Would remove' : 'Removed';
  tell(
    context,
    `${verb} ${count(removedResults.length, 'result')} and ${count(removedBlobs.length, 'file')} (${formatBytes(freedBytes)}); ${count(keptResults, 'result')} and ${count(keptBlobs, 'file')} stay.`,
  );
  for (const { pid, host } of heldBy)
    tell(context, `A run is at work (process ${pid} on ${plainText(host, 100)}): nothing that it may need was touched.`);
  return exitCodes.done;
}

async function push(opened: OpenedStore, options: StoreOptions, context: CommandContext): Promise<ExitCode> {
  const { state, clock, locks, signal } = opened;
  const remote = await opened.remote();
  const reports: TransferReport[] = [];
  for (const { lock } of locks) reports.push(await pushToRemote(state, remote, { what: { lock }, clock, signal }));
  return tellTransfer({ verb: 'Pushed', to: `to ${remote.name}`, nothing: noLock(locks.length) }, reports, options, context);
}

async function pull(opened: OpenedStore, options: StoreOptions, context: CommandContext): Promise<ExitCode> {
  const { state, clock, locks, signal } = opened;
  const remote = await opened.remote();
  const reports: TransferReport[] = [];
  for (const { lock } of locks) reports.push(await pullFromRemote(state, remote, { lock }, { clock, signal }));
  return tellTransfer({ verb: 'Pulled', to: `from ${remote.name}`, nothing: noLock(locks.length) }, reports, options, context);
}

function noLock(locks: number): string {
  return locks > 0 ? '' : ' The project has no lock: reel run writes one beside each recipe.';
}

interface TransferWords {
  readonly verb: string;
  readonly to: string;
  readonly nothing: string;
}

function tellTransfer(
  { verb, to, nothing }: TransferWords,
  reports: readonly TransferReport[],
  { json }: StoreOptions,
  context: CommandContext,
): ExitCode {
  const sum = (of: (report: TransferReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const [moved, movedBytes, present] = [sum((one) => one.moved), sum((one) => one.movedBytes), sum((one) => one.present)];
  const [missing, refused] = [reports.flatMap((one) => one.missing), reports.flatMap((one) => one.refused)];
  if (json === true) printJson(context, { moved, movedBytes, present, missing, refused });
  for (const trouble of missing) tell(context, `missing: ${describe(trouble)}`);
  for (const trouble of refused) tell(context, `refused: ${describe(trouble)}`);
  tell(context, `${verb} ${count(moved, 'object')} (${formatBytes(movedBytes)}) ${to}; ${present} were there already.${nothing}`);
  return missing.length + refused.length === 0 ? exitCodes.done : exitCodes.stepFailed;
}

function describe({ key, fingerprint, reason }: TransferTrouble): string {
  return `${key} of ${shortly([fingerprint])}: ${plainText(reason, 500)}`;
}
