import { type Plan, type RunEvent, type RunOptions as RunnerOptions, type RunResult, runPlan } from '@reelwright/runner';
import { listenForCallbacks } from './callbacks.ts';
import type { RunOptions } from './commands/run.ts';
import { type CommandContext, tell } from './context.ts';
import { emulateFor, hasWork, type LiveProviders } from './emulation.ts';
import { count } from './format.ts';
import { stoppingNote, watchInterrupts } from './interrupt.ts';
import type { Loaded } from './loaded.ts';
import { createReporter } from './reporters/create-reporter.ts';
import type { RunRecord } from './run-record.ts';
import { allOnThisMachine, type Session } from './session.ts';

export interface PlannedRun {
  readonly loaded: Loaded;
  readonly session: Session;
  readonly plan: Plan;
  /** Nodes that are made anew although their results are there. */
  readonly retake: ReadonlySet<string>;
  readonly options: RunOptions;
  /** Absolute. */
  readonly outFolder: string;
  /** Is told every event. */
  readonly record: RunRecord;
}

export interface CarriedOut {
  readonly result: RunResult;
  /** Nobody reads our output any more. */
  readonly isBroken: boolean;
}

/** The run itself, told as it goes. Interrupts are heeded from here to its end. */
export async function carryOut(
  { loaded, session, plan, retake, options, outFolder, record }: PlannedRun,
  context: CommandContext,
): Promise<CarriedOut> {
  const { host, secrets } = context;
  const isWorking = hasWork(plan) || retake.size > 0;
  const reporter = await createReporter(options.reporter, { now: () => performance.now(), speed: session.speed }, context);
  using interrupt = watchInterrupts(host, (reason) => reporter.note(stoppingNote(reason)));
  await using live: LiveProviders = loaded.emulate
    ? await emulateFor(isWorking, loaded.accounts, session, secrets)
    : { providers: session.planned, [Symbol.asyncDispose]: async () => {} };
  if (isWorking) await session.bridges.open();
  await using callbacks = isWorking ? await listenForCallbacks(options, session, context) : undefined;
  tellStart({ plan, retake, session, options }, loaded.emulate, context);
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
      retake,
      ...limitsOf(options, loaded),
      ...(callbacks === undefined ? {} : { callbacks }),
    });
    return { result, isBroken: interrupt.reason === 'broken-pipe' };
  } finally {
    await reporter.close();
  }
}

/** How long, and how much. */
function limitsOf({ deadline, patience }: RunOptions, { profile }: Loaded): Pick<RunnerOptions, 'budget' | 'deadlineMs' | 'patienceMs'> {
  const { videoMs, speechCharacters } = profile?.budget ?? {};
  const budget = {
    ...(videoMs === undefined ? {} : { videoMs: videoMs.value }),
    ...(speechCharacters === undefined ? {} : { speechCharacters: speechCharacters.value }),
  };
  return {
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    ...(deadline === undefined ? {} : { deadlineMs: deadline }),
    ...(patience === undefined ? {} : { patienceMs: patience }),
  };
}

/** What is about to happen, where anything is. */
function tellStart(
  { plan: { nodes }, retake, session, options }: Pick<PlannedRun, 'plan' | 'retake' | 'session' | 'options'>,
  emulate: boolean,
  context: CommandContext,
): void {
  const toRun = nodes.filter(({ id, decision }) => decision.action !== 'reuse' || retake.has(id)).length;
  if (toRun === 0 || options.reporter === 'ndjson') return;
  const { speed, emulated } = session;
  const reused = nodes.length - toRun;
  const speeding = speed === 1 ? '' : ` at ${speed} times real speed`;
  const where = emulate ? ': no account, no network, nothing paid' : ' by a service on this machine';
  const pace = emulated ? `, emulated${speeding}${where}` : '';
  tell(context, context.palette.dim(`${count(toRun, 'step')} to run${reused > 0 ? `, ${reused} reused` : ''}${pace}.`));
}
