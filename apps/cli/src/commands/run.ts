import { resolve } from 'node:path';
import { hasErrors } from '@reelwright/errors';
import { type OnUncertain, type Plan, type RunEvent, type RunResult, runPlan } from '@reelwright/runner';
import { assertWithinBudget } from '../budget.ts';
import { readBuildId } from '../build-id.ts';
import { type CommandContext, printJson, tell } from '../context.ts';
import { emulateFor, hasWork, type LiveProviders } from '../emulation.ts';
import { type ExitCode, exitCodeOfOutcome, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';
import { stoppingNote, watchInterrupts } from '../interrupt.ts';
import { type Loaded, loadAll } from '../loaded.ts';
import { noteFinishedRun } from '../note-finished-run.ts';
import type { RecipeOptions } from '../options.ts';
import { assertCallable, type Planned, planLoaded } from '../planning.ts';
import { type RecipePaths, resolveRecipePaths } from '../recipe-paths.ts';
import { createReporter, type ReporterName } from '../reporters/create-reporter.ts';
import { RunRecord } from '../run-record.ts';
import { allOnThisMachine, openSession, type Session } from '../session.ts';
import { tellSummary } from '../summary.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { usageError } from '../usage-error.ts';

export interface RunOptions extends RecipeOptions {
  readonly out?: string;
  readonly reporter: ReporterName;
  readonly keepGoing?: boolean;
  readonly onUncertain?: OnUncertain;
}

/** Recipes to films. Everything that can be known to be wrong is told before anything is started. */
export async function run(named: readonly string[], options: RunOptions, context: CommandContext): Promise<ExitCode> {
  if (options.json === true && options.reporter === 'ndjson') {
    throw usageError('--json and --reporter ndjson both want stdout.', 'Choose one: the result at the end, or events as they happen.');
  }
  const paths = resolveRecipePaths(named, context.host.cwd);
  const loaded = await loadAll(paths, options, context);
  const finish = (record: RunRecord, outFolder: string) => noteFinished({ paths, loaded, options }, record, outFolder, context);
  return await runLoaded(loaded, options, finish, context);
}

/**
 * From loaded recipes to the exit code.
 *
 * @param onDone Is told of a run that ended well and had nothing to remark on.
 */
export async function runLoaded(
  loaded: Loaded,
  options: RunOptions,
  onDone: (record: RunRecord, outFolder: string) => void,
  context: CommandContext,
): Promise<ExitCode> {
  // Whoever lacks every account cannot run, and leaves nothing behind.
  const isCallable = loaded.emulate || loaded.settings.length === 0 || loaded.settings.some(({ gaps }) => gaps.length === 0);
  await using session = await openSession(loaded, { onlyLooking: !isCallable || hasErrors(loaded.diagnostics) }, context);
  const planned = await planLoaded(loaded, session, context.host);
  tellDiagnostics(planned.diagnostics, loaded.sources, context);
  if (hasErrors(planned.diagnostics)) return refuse(planned, options, context);
  assertCallable(planned.plan, loaded);
  assertWithinBudget(planned.plan, loaded.profile);
  return await execute({ loaded, session, planned, options, onDone }, context);
}

interface Work {
  readonly loaded: Loaded;
  readonly session: Session;
  readonly planned: Planned;
  readonly options: RunOptions;
  readonly onDone: (record: RunRecord, outFolder: string) => void;
}

function refuse({ diagnostics }: Planned, { json }: RunOptions, context: CommandContext): ExitCode {
  tell(context, 'Nothing was started.');
  if (json === true) printJson(context, { outcome: 'refused', diagnostics });
  return exitCodes.usage;
}

async function execute(work: Work, context: CommandContext): Promise<ExitCode> {
  const { loaded, planned, options, onDone } = work;
  const outFolder = options.out === undefined ? resolve(loaded.root, 'out') : resolve(context.host.cwd, options.out);
  const begunAt = performance.now();
  const record = new RunRecord();
  const { result, isBroken } = await runReported(work, outFolder, record, context);
  const elapsedMs = performance.now() - begunAt;
  const isForPeople = options.json !== true && options.reporter !== 'ndjson';
  const credentialsOf = (provider: string) => credentialsIn(loaded, provider);
  tellSummary({ record, elapsedMs, outFolder, credentialsOf }, context, { paths: isForPeople && !isBroken });
  if (options.json === true) printJson(context, resultAsJson(record, result, elapsedMs));
  if (result.outcome === 'done' && planned.diagnostics.length === 0) onDone(record, outFolder);
  return exitCodeOfOutcome[result.outcome];
}

/** Where the credentials of a provider are looked for, by the name of an account or of what is behind it. */
function credentialsIn({ settings }: Loaded, provider: string): string[] {
  const meant = settings.filter(({ account: { name, adapter } }) => name === provider || adapter === provider);
  return [...new Set(meant.flatMap(({ credentials }) => credentials))];
}

/** What was done elsewhere than planned is planned anew the next time. */
function noteFinished(
  { paths, loaded, options }: { readonly paths: RecipePaths; readonly loaded: Loaded; readonly options: RunOptions },
  record: RunRecord,
  outFolder: string,
  context: CommandContext,
): void {
  if (record.switched.length > 0) return;
  const { provider, profile, input, emulate = false } = options;
  noteFinishedRun({ paths, loaded, record, words: { emulate, provider, profile, input, outFolder, build: readBuildId() } }, context);
}

/** The run itself, told as it goes. Interrupts are heeded from here to its end. */
async function runReported(
  { loaded, session, planned: { plan }, options }: Work,
  outFolder: string,
  record: RunRecord,
  context: CommandContext,
): Promise<{ readonly result: RunResult; readonly isBroken: boolean }> {
  const { host, secrets } = context;
  const reporter = await createReporter(options.reporter, { now: () => performance.now(), speed: session.speed }, context);
  using interrupt = watchInterrupts(host, (reason) => reporter.note(stoppingNote(reason)));
  await using live: LiveProviders = loaded.emulate
    ? await emulateFor(plan, loaded.accounts, session, secrets)
    : { providers: session.planned, [Symbol.asyncDispose]: async () => {} };
  if (hasWork(plan)) await session.bridges.open();
  tellStart(plan, session, loaded.emulate, options, context);
  try {
    const result = await runPlan(plan, {
      providers: live.providers,
      state: session.state,
      clock: session.clock,
      root: loaded.root,
      outFolder,
      signal: interrupt.signal,
      onEvent: (event: RunEvent) => {
        record.apply(event);
        reporter.event(event);
      },
      allowLoopback: loaded.emulate || allOnThisMachine(loaded),
      keepGoing: options.keepGoing === true,
      onUncertain: options.onUncertain ?? 'ask',
      redact: secrets.scrub,
    });
    return { result, isBroken: interrupt.reason === 'broken-pipe' };
  } finally {
    await reporter.close();
  }
}

/** What is about to happen, where anything is. */
function tellStart(
  { nodes }: Plan,
  { speed, emulated }: Session,
  emulate: boolean,
  { reporter }: RunOptions,
  context: CommandContext,
): void {
  const toRun = nodes.filter(({ decision }) => decision.action !== 'reuse').length;
  if (toRun === 0 || reporter === 'ndjson') return;
  const reused = nodes.length - toRun;
  const speeding = speed === 1 ? '' : ` at ${speed} times real speed`;
  const where = emulate ? ': no account, no network, nothing paid' : ' by a service on this machine';
  const pace = emulated ? `, emulated${speeding}${where}` : '';
  tell(context, context.palette.dim(`${count(toRun, 'step')} to run${reused > 0 ? `, ${reused} reused` : ''}${pace}.`));
}

function resultAsJson({ outputs, failed: failures, switched, emulated }: RunRecord, result: RunResult, elapsedMs: number) {
  const { outcome, finished, reused, failed, skipped, started } = result;
  return { outcome, emulated, elapsedMs: Math.round(elapsedMs), finished, reused, failed, skipped, started, switched, outputs, failures };
}
