import { randomUUID } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorCode } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import { toEventError, toReelwrightError } from '../event-error.ts';
import type { RunFact, RunResult } from '../events.ts';
import { diskError } from '../fetch/download-error.ts';
import { localProvider } from '../plan/create-plan.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { carryOutNode } from './carry-out-node.ts';
import { createContext } from './create-context.ts';
import { EventSink } from './event-sink.ts';
import { scheduleGraph } from './graph-scheduler.ts';
import { LeftInFlight, watchInterruption } from './interruption.ts';
import { factsOf, held, type RunContext } from './run-context.ts';
import type { RunOptions } from './run-options.ts';
import { Tally } from './tally.ts';
import { writeOutputs } from './write-outputs.ts';

/**
 * Does what a plan without errors says. What happens is told through `onEvent`, each event written to the journal first.
 *
 * @returns how it ended. Failing steps do not reject.
 * @throws {ReelwrightError} `RUN_DISK`, `RUN_STATE` when there is nothing to work with or in.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { clock, state, signal, onEvent, root, outFolder = join(root, 'out'), redact = (text) => text } = options;
  await held({ clock }, () => assertWritable(outFolder));
  const run = randomUUID();
  const begun = clock.monotonic();
  state.journal.begin(run, clock.now());
  const events = new EventSink({ run, clock, journal: state.journal, redact, onEvent });
  const interruption = watchInterruption(signal, clock);
  const context = createContext({ plan, options, outFolder, events, interruption });
  try {
    events.emit(startedFact(run, plan));
    const tally = await carryOut(plan, context);
    const isInterrupted = interruption.stopping.aborted;
    if (isInterrupted) events.emit({ type: 'run-interrupted', inFlight: tally.inFlight });
    const asks = options.onUncertain !== 'fail';
    const elapsedMs = Math.round(clock.monotonic() - begun);
    const result = tally.result({ isInterrupted, asks, elapsedMs, started: Object.fromEntries(context.started) });
    events.emit(result);
    return result;
  } finally {
    interruption.end();
    events.flush();
    await context.http.close();
    state.leases.releaseAll();
  }
}

/** What fails here for what the provider did, or gave. */
const aboutProvider: ReadonlySet<ErrorCode> = new Set([
  'RUN_DEADLINE',
  'RUN_DOWNLOAD',
  'RUN_FENCE',
  'RUN_RESULT_INVALID',
  'RUN_RESULT_MISSING',
  'RUN_START_UNCERTAIN',
]);

async function carryOut(plan: Plan, context: RunContext): Promise<Tally> {
  const tally = new Tally();
  const writer = new InstanceWriter(plan, context, tally);
  const { stopping } = context.interruption;
  await scheduleGraph(plan, {
    carryOut: async (node) => {
      stopping.throwIfAborted();
      if (node.decision.action === 'run' && node.provider !== localProvider) context.doors.assertAnyOpen();
      const { isReused } = await carryOutNode(node, context);
      if (isReused) tally.reused();
      else tally.finished();
      writer.noteDone(node);
    },
    onFailed: (node, thrown) => {
      const error = toReelwrightError(thrown);
      if (error.code === 'RUN_UPSTREAM_FAILED') return skip(node, error.message, false, context, tally);
      if (error.code === 'RUN_INTERRUPTED') return skip(node, error.message, error instanceof LeftInFlight, context, tally);
      tally.failed(error.code);
      if (context.options.keepGoing === false) context.doors.closeAll(node.step.id);
      const provider = aboutProvider.has(error.code) ? { provider: node.provider } : {};
      context.events.emit({ type: 'node-failed', error: { ...toEventError(error, node.step.location), ...provider }, ...factsOf(node) });
    },
    onSkipped: (node, culprit) => {
      const reason = stopping.aborted ? 'The run was interrupted.' : upstreamFailed(culprit);
      skip(node, reason, false, context, tally);
    },
  });
  await writer.finish();
  return tally;
}

function skip(node: PlanNode, because: string, inFlight: boolean, { events }: RunContext, tally: Tally): void {
  tally.skipped(inFlight);
  events.emit({ type: 'node-skipped', because, ...factsOf(node) });
}

function upstreamFailed({ step }: PlanNode): string {
  return `It needs "${step.id}", which did not succeed.`;
}

/** Writes the outputs of each instance as soon as all its steps are done. */
class InstanceWriter {
  readonly #context: RunContext;
  readonly #tally: Tally;
  readonly #left = new Map<string, { readonly instance: RecipeInstance; nodes: number }>();
  readonly #writing: Promise<void>[] = [];

  constructor(plan: Plan, context: RunContext, tally: Tally) {
    this.#context = context;
    this.#tally = tally;
    for (const instance of plan.instances) this.#left.set(keyOf(instance), { instance, nodes: instance.steps.length });
  }

  noteDone({ recipe, instance }: PlanNode): void {
    const entry = this.#left.get(`${recipe}/${instance}`);
    if (entry === undefined) return;
    entry.nodes -= 1;
    if (entry.nodes === 0) this.#writing.push(this.#write(entry.instance));
  }

  async finish(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(instance: RecipeInstance): Promise<void> {
    for (const error of await writeOutputs(instance, this.#context)) this.#tally.outputFailed(error.code);
  }
}

function keyOf(instance: RecipeInstance): string {
  return `${instance.recipe.name}/${instance.id}`;
}

function startedFact(run: string, plan: Plan): RunFact {
  const nodes = plan.nodes.map((node) => ({
    ...factsOf(node),
    uses: node.step.with.uses,
    provider: node.provider,
    needs: node.needs,
    reused: node.decision.action === 'reuse',
  }));
  return { type: 'run-started', run, emulated: plan.emulated, nodes };
}

/** Before anything is paid for: a film that could not be put anywhere must not be made. */
async function assertWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw diskError(error, `The output folder ${folder} cannot be written`);
  }
}
