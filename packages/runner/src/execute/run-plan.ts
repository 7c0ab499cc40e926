import { randomUUID } from 'node:crypto';
import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toReelwrightError } from '../event-error.ts';
import type { RunNode, RunResult } from '../events.ts';
import { diskError } from '../fetch/download-error.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { holdStore } from '../store/hold-store.ts';
import { createContext } from './create-context.ts';
import { EventSink } from './event-sink.ts';
import { coursesOf, followCourse } from './follow-course.ts';
import { InstanceWriter } from './instance-writer.ts';
import { watchInterruption } from './interruption.ts';
import { held, type RunContext, runNodeOf } from './run-context.ts';
import type { RunOptions } from './run-options.ts';
import { Tally } from './tally.ts';

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
  holdStore(state); // let go of with all leases, at the end
  const events = new EventSink({ run, clock, journal: state.journal, redact, onEvent });
  const interruption = watchInterruption(signal, clock, options);
  const context = createContext({ plan, options, outFolder, events, interruption });
  try {
    events.emit({ type: 'run-started', run, emulated: plan.emulated, nodes: plan.nodes.map((node) => toldNode(node, options)) });
    const tally = await carryOut(plan, context);
    const isInterrupted = interruption.stopping.aborted;
    if (isInterrupted) events.emit({ type: 'run-interrupted', inFlight: tally.inFlight });
    const asks = options.onUncertain !== 'fail';
    const elapsedMs = Math.round(clock.monotonic() - begun);
    const result = tally.result({ isInterrupted, asks, elapsedMs, started: Object.fromEntries(context.started) });
    if (result.outcome === 'done' || result.outcome === 'failed') noteEnd(context, result.outcome === 'done');
    events.emit(result);
    return result;
  } finally {
    interruption.end();
    context.callbacks.close();
    events.flush();
    await context.http.close();
    state.leases.releaseAll();
  }
}

/** Each instance goes its own way; what they share is in the context. */
async function carryOut(plan: Plan, context: RunContext): Promise<Tally> {
  const tally = new Tally();
  const writer = new InstanceWriter(context, tally);
  await Promise.all(coursesOf(plan, context).map((course) => followCourse(course, { context, tally, writer })));
  await writer.finish();
  await Promise.allSettled(context.staging.values());
  await context.publications.close();
  return tally;
}

function toldNode(node: PlanNode, { retake }: RunOptions): RunNode {
  const told = runNodeOf(node);
  return retake?.has(node.id) ? { ...told, reused: false } : told;
}

/** After any other outcome the next run of these films goes on: with what is left of the budget, and with what is to be made anew. */
function noteEnd({ budget, retakes, events }: RunContext, isDone: boolean): void {
  try {
    budget.close();
    if (isDone) retakes.close();
  } catch (error) {
    const message = `That this run has ended could not be noted, so the next one goes on from it: ${toReelwrightError(error).message}`;
    events.emit({ type: 'warning-raised', message });
  }
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
