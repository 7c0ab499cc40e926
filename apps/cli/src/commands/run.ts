import { resolve } from 'node:path';
import { hasErrors } from '@reelwright/errors';
import { holdStore, type OnUncertain, type RunResult } from '@reelwright/runner';
import { assertWithinBudget } from '../budget.ts';
import { readBuildId } from '../build-id.ts';
import { byProject, type PrintDocument } from '../by-project.ts';
import type { CallbackWords } from '../callbacks.ts';
import { carryOut } from '../carry-out.ts';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodeOfOutcome, exitCodes } from '../exit-codes.ts';
import { type Loaded, loadAll } from '../loaded.ts';
import { keepLocks } from '../locks/keep-locks.ts';
import { type LockFile, withLocks } from '../locks/lock-files.ts';
import { planPinned } from '../locks/plan-pinned.ts';
import { nodesNamed } from '../named-nodes.ts';
import { noteFinishedRun } from '../note-finished-run.ts';
import type { RecipeOptions } from '../options.ts';
import { assertCallable, type Planned } from '../planning.ts';
import type { RecipePaths } from '../recipe-paths.ts';
import type { ReporterName } from '../reporters/create-reporter.ts';
import { RunRecord } from '../run-record.ts';
import { openSession, type Session } from '../session.ts';
import { tellSummary } from '../summary.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { tellError } from '../tell-error.ts';
import { usageError } from '../usage-error.ts';

export interface RunOptions extends RecipeOptions, CallbackWords {
  readonly out?: string;
  readonly reporter: ReporterName;
  readonly keepGoing?: boolean;
  readonly onUncertain?: OnUncertain;
  /** Keep a lock of an emulated run as well. */
  readonly lock?: boolean;
  /** Nothing but lock and store. */
  readonly frozen?: boolean;
  /** Steps that are made anew though nothing has changed. */
  readonly retake?: readonly string[];
  /** In ms, as the next. */
  readonly deadline?: number;
  readonly patience?: number;
}

/** Recipes to films. Everything that can be known to be wrong is told before anything is started. */
export async function run(named: readonly string[], options: RunOptions, context: CommandContext): Promise<ExitCode> {
  if (options.json === true && options.reporter === 'ndjson') {
    throw usageError('--json and --reporter ndjson both want stdout.', 'Choose one: the result at the end, or events as they happen.');
  }
  if (options.callbackListen !== undefined && options.callbackUrl === undefined) {
    throw usageError('--callback-listen needs --callback-url.', 'Say under which address the world reaches this machine.');
  }
  if (options.frozen === true && options.retake !== undefined)
    throw usageError('--frozen makes nothing, and --retake makes something anew.', 'Choose one.');
  const alone = {
    '--reporter ndjson': options.reporter === 'ndjson',
    '--out': options.out !== undefined,
    '--retake': options.retake !== undefined,
  };
  return await byProject(named, { ...options, alone }, (paths, print) => runProject(paths, options, print, context), context);
}

async function runProject(paths: RecipePaths, options: RunOptions, print: PrintDocument, context: CommandContext): Promise<ExitCode> {
  const { frozen = false } = options;
  const { loaded, locks } = withLocks(await loadAll(paths, { ...options, offline: frozen }, context), paths, context);
  if (frozen) return await (await import('./run-frozen.ts')).runFrozen({ loaded, locks }, options, print, context);
  const onDone = ({ record, planned, outFolder }: FinishedWork) => {
    // What was done elsewhere than planned is planned anew the next time.
    if (record.switched.length > 0) return;
    const { provider, profile, input, emulate = false } = options;
    const words = { emulate, provider, profile, input, outFolder, build: readBuildId() };
    noteFinishedRun({ paths, loaded, planned, record, words }, context);
  };
  return await runLoaded(loaded, { options, print, locks, onDone }, context);
}

/** What a command wants of a run besides the films. */
export interface RunWishes {
  readonly options: RunOptions;
  readonly print: PrintDocument;
  /** Of the recipes; empty for what stands in no file. */
  readonly locks: readonly LockFile[];
  /** Is told of a run that ended well. */
  readonly onDone?: (work: FinishedWork) => void;
}

export interface FinishedWork {
  readonly planned: Planned;
  readonly record: RunRecord;
  readonly outFolder: string;
}

/** From loaded recipes to the exit code. */
export async function runLoaded(loaded: Loaded, wishes: RunWishes, context: CommandContext): Promise<ExitCode> {
  // Whoever lacks every account cannot run, and leaves nothing behind.
  const isCallable = loaded.emulate || loaded.settings.length === 0 || loaded.settings.some(({ gaps }) => gaps.length === 0);
  await using session = await openSession(loaded, { onlyLooking: !isCallable || hasErrors(loaded.diagnostics) }, context);
  using _ = holdStore(session.state);
  const planned = await planPinned(loaded, session, wishes.locks, { isRun: true }, context);
  tellDiagnostics(planned.diagnostics, loaded.sources, context);
  if (hasErrors(planned.diagnostics)) return refuse(planned, wishes, context);
  assertCallable(planned.plan, loaded);
  assertWithinBudget(planned.plan, loaded.profile);
  const { out } = wishes.options;
  const outFolder = out === undefined ? resolve(loaded.root, 'out') : resolve(context.host.cwd, out);
  return await carryOutAndTell({ loaded, session, planned, wishes, outFolder }, context);
}

export interface Work {
  readonly loaded: Loaded;
  readonly session: Session;
  readonly planned: Planned;
  readonly wishes: RunWishes;
  /** Absolute. */
  readonly outFolder: string;
}

/** What cannot run, because somebody must mend something first. */
export function refuse({ diagnostics }: Planned, { options: { json }, print }: RunWishes, context: CommandContext): ExitCode {
  tell(context, 'Nothing was started.');
  if (json === true) print({ outcome: 'refused', diagnostics });
  return exitCodes.usage;
}

/** The run, its end told, its locks written. */
export async function carryOutAndTell(work: Work, context: CommandContext): Promise<ExitCode> {
  const { loaded, session, planned, wishes, outFolder } = work;
  const { options, print, onDone } = wishes;
  const retake = new Set((options.retake ?? []).flatMap((step) => nodesNamed(step, planned.plan)).map(({ id }) => id));
  const begunAt = performance.now();
  const record = new RunRecord();
  const { result, isBroken } = await carryOut({ loaded, session, plan: planned.plan, retake, options, outFolder, record }, context);
  const elapsedMs = performance.now() - begunAt;
  const isForPeople = options.json !== true && options.reporter !== 'ndjson';
  const credentialsOf = (provider: string) => credentialsIn(loaded, provider);
  tellSummary({ record, elapsedMs, outFolder, credentialsOf, emulate: loaded.emulate }, context, { paths: isForPeople && !isBroken });
  if (options.json === true) print(resultAsJson(record, result, elapsedMs));
  const isKept = keep(work, record, context);
  if (result.outcome === 'done' && isKept) onDone?.({ planned, record, outFolder });
  return isKept || result.outcome !== 'done' ? exitCodeOfOutcome[result.outcome] : exitCodes.stepFailed;
}

/** Whatever has been made is pinned, however the run ended. @returns False when a lock could not be written, which has been told. */
function keep({ session, planned: { plan }, wishes }: Work, record: RunRecord, context: CommandContext): boolean {
  const { planned: providers, state } = session;
  const finished = { plan, providers, results: { result: state.intactResult }, record, isWanted: wishes.options.lock === true };
  try {
    const written = keepLocks(wishes.locks, finished);
    if (written.length > 0) tell(context, context.palette.dim(`Pinned in ${written.map(({ file }) => file).join(', ')}.`));
    return true;
  } catch (error) {
    tellError(error, context);
    return false;
  }
}

/** Where the credentials of a provider are looked for, by the name of an account or of what is behind it. */
function credentialsIn({ settings }: Loaded, provider: string): string[] {
  const meant = settings.filter(({ account: { name, adapter } }) => name === provider || adapter === provider);
  return [...new Set(meant.flatMap(({ credentials }) => credentials))];
}

function resultAsJson({ outputs, failed: failures, switched, emulated }: RunRecord, result: RunResult, elapsedMs: number) {
  const { outcome, finished, reused, failed, skipped, started } = result;
  return { outcome, emulated, elapsedMs: Math.round(elapsedMs), finished, reused, failed, skipped, started, switched, outputs, failures };
}
