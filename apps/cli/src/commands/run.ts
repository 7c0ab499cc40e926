import { resolve } from 'node:path';
import { hasErrors } from '@reelwright/errors';
import { type OnUncertain, type Plan, type RunEvent, type RunResult, runPlan } from '@reelwright/runner';
import { readBuildId } from '../build-id.ts';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type LiveProviders, startEmulation } from '../emulation.ts';
import { type ExitCode, exitCodeOfOutcome, exitCodes } from '../exit-codes.ts';
import { count } from '../format.ts';
import { stoppingNote, watchInterrupts } from '../interrupt.ts';
import { type Loaded, loadAll } from '../loaded.ts';
import { noteFinishedRun } from '../note-finished-run.ts';
import type { RecipeOptions } from '../options.ts';
import { type Planned, planLoaded } from '../planning.ts';
import { assertComplete, registrationOf } from '../provider-settings.ts';
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
  const emulate = options.emulate === true;
  const paths = resolveRecipePaths(named, context.host.cwd);
  const loaded = await loadAll(paths, options, context);
  const isComplete = emulate || loaded.settings.every(({ missing }) => missing.length === 0);
  using session = await openSession(loaded, { emulate, onlyLooking: !isComplete || hasErrors(loaded.diagnostics) }, context);
  const planned = await planLoaded(loaded, session);
  tellDiagnostics(planned.diagnostics, loaded.sources, context);
  if (hasErrors(planned.diagnostics)) return refuse(planned, options, context);
  if (!emulate) for (const settings of loaded.settings) assertComplete(settings);
  return await execute({ paths, loaded, session, planned, options }, context);
}

interface Work {
  readonly paths: RecipePaths;
  readonly loaded: Loaded;
  readonly session: Session;
  readonly planned: Planned;
  readonly options: RunOptions;
}

function refuse({ diagnostics }: Planned, { json }: RunOptions, context: CommandContext): ExitCode {
  tell(context, 'Nothing was started.');
  if (json === true) printJson(context, { outcome: 'refused', diagnostics });
  return exitCodes.usage;
}

async function execute(work: Work, context: CommandContext): Promise<ExitCode> {
  const { paths, loaded, planned, options } = work;
  const outFolder = options.out === undefined ? resolve(paths.root, 'out') : resolve(context.host.cwd, options.out);
  const begunAt = performance.now();
  const record = new RunRecord();
  const { result, isBroken } = await runReported(work, outFolder, record, context);
  const elapsedMs = performance.now() - begunAt;
  const credentialsOf = (provider: string) => Object.values(registrationOf(provider)?.secrets ?? {});
  const isForPeople = options.json !== true && options.reporter !== 'ndjson';
  tellSummary({ record, elapsedMs, outFolder, credentialsOf }, context, { paths: isForPeople && !isBroken });
  if (options.json === true) printJson(context, resultAsJson(record, result, elapsedMs));
  if (result.outcome === 'done' && planned.diagnostics.length === 0) {
    const words = { emulate: options.emulate === true, provider: options.provider, input: options.input, outFolder, build: readBuildId() };
    noteFinishedRun({ paths, loaded, record, words }, context);
  }
  return exitCodeOfOutcome[result.outcome];
}

/** The run itself, told as it goes. Interrupts are heeded from here to its end. */
async function runReported(
  { paths, loaded, session, planned: { plan }, options }: Work,
  outFolder: string,
  record: RunRecord,
  context: CommandContext,
): Promise<{ readonly result: RunResult; readonly isBroken: boolean }> {
  const { host, secrets } = context;
  const reporter = await createReporter(options.reporter, { now: () => performance.now(), speed: session.speed }, context);
  using interrupt = watchInterrupts(host, (reason) => reporter.note(stoppingNote(reason)));
  await using live: LiveProviders =
    options.emulate === true
      ? await startEmulation(plan, paths.root, session)
      : { providers: session.planned, [Symbol.asyncDispose]: async () => {} };
  tellStart(plan, session, options, context);
  try {
    const result = await runPlan(plan, {
      providers: live.providers,
      state: session.state,
      clock: session.clock,
      root: paths.root,
      outFolder,
      signal: interrupt.signal,
      onEvent: (event: RunEvent) => {
        record.apply(event);
        reporter.event(event);
      },
      allowLoopback: options.emulate === true || allOnThisMachine(loaded),
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
function tellStart({ nodes }: Plan, { speed, emulated }: Session, { reporter, emulate }: RunOptions, context: CommandContext): void {
  const toRun = nodes.filter(({ decision }) => decision.action !== 'reuse').length;
  if (toRun === 0 || reporter === 'ndjson') return;
  const reused = nodes.length - toRun;
  const speeding = speed === 1 ? '' : ` at ${speed} times real speed`;
  const where = emulate === true ? ': no account, no network, nothing paid' : ' by a service on this machine';
  const pace = emulated ? `, emulated${speeding}${where}` : '';
  tell(context, context.palette.dim(`${count(toRun, 'step')} to run${reused > 0 ? `, ${reused} reused` : ''}${pace}.`));
}

function resultAsJson({ outputs, failed: failures, emulated }: RunRecord, result: RunResult, elapsedMs: number) {
  const { outcome, finished, reused, failed, skipped, started } = result;
  return { outcome, emulated, elapsedMs: Math.round(elapsedMs), finished, reused, failed, skipped, started, outputs, failures };
}
