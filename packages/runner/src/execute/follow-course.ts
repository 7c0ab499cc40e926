import type { ErrorCode, ReelwrightError } from '@reelwright/errors';
import { toEventError, toReelwrightError } from '../event-error.ts';
import { localProvider } from '../plan/local-provider.ts';
import type { Plan, PlanAlternative, PlanNode } from '../plan/plan.ts';
import { carryOutNode } from './carry-out-node.ts';
import { Course, filmOf } from './course.ts';
import { noteNeeded } from './create-context.ts';
import { type SchedulerHooks, scheduleGraph } from './graph-scheduler.ts';
import type { InstanceWriter } from './instance-writer.ts';
import { LeftInFlight } from './interruption.ts';
import { factsOf, type RunContext, runNodeOf } from './run-context.ts';
import type { Tally } from './tally.ts';

/** What all instances of a run work with. */
export interface CourseWork {
  readonly context: RunContext;
  readonly tally: Tally;
  readonly writer: InstanceWriter;
}

export function coursesOf(plan: Plan, { state, options, interruption }: RunContext): Course[] {
  const nodes = new Map<string, PlanNode[]>();
  for (const node of plan.nodes) {
    const name = `${node.recipe}/${node.instance}`;
    const list = nodes.get(name);
    if (list === undefined) nodes.set(name, [node]);
    else list.push(node);
  }
  const base = { state, providers: options.providers, stopping: interruption.stopping };
  return plan.instances.map((instance) => new Course(instance, nodes.get(filmOf(instance)) ?? [], plan, base));
}

/** Makes one instance, where it was planned or wherever else it may be made. */
export async function followCourse(course: Course, work: CourseWork): Promise<void> {
  const begun = course.beginElsewhere();
  if (begun !== undefined) goElsewhere(course, begun.to, begun.because, work);
  for (;;) {
    let next: { readonly to: PlanAlternative; readonly because: string } | undefined;
    const hooks = hooksFor(course, work, (to, because) => {
      next ??= { to, because };
    });
    if (!(await scheduleGraph(course.nodes, hooks)) || next === undefined) return;
    goElsewhere(course, next.to, next.because, work);
  }
}

/** Nothing of it is under way any more. What was done so far is looked at anew: what lies in the store is found there. */
function goElsewhere(course: Course, to: PlanAlternative, because: string, { context, tally, writer }: CourseWork): void {
  const { events, publications, priorities, needed, results } = context;
  const from = course.account;
  for (const { id } of course.nodes) {
    tally.forget(id);
    results.delete(id);
    needed.delete(id);
  }
  writer.forget(course);
  publications.drop(course.nodes);
  course.take(to);
  priorities.add(to.nodes);
  publications.expect(to.nodes);
  noteNeeded(to.instance, needed);
  const { recipe, id } = to.instance;
  const names = { recipe: recipe.name, instance: id, from, to: to.provider };
  events.emit({ type: 'instance-switched', ...names, because, nodes: to.nodes.map(runNodeOf) });
}

function hooksFor(course: Course, work: CourseWork, onLeave: (to: PlanAlternative, because: string) => void): SchedulerHooks {
  const { context, tally, writer } = work;
  const { stopping } = context.interruption;
  return {
    carryOut: async (node) => {
      try {
        stopping.throwIfAborted();
        if (node.decision.action === 'run' && node.provider !== localProvider) context.doors.assertAnyOpen();
        const { isReused } = await carryOutNode(node, course, context);
        if (isReused) tally.reused(node.id);
        else tally.finished(node.id);
        writer.noteDone(course);
      } finally {
        context.publications.release(node, course.nodes);
      }
    },
    onFailed: async (node, thrown) => {
      const error = toReelwrightError(thrown);
      const to = await course.consider(node, error);
      if (to === undefined) tellFailure(node, error, work);
      else onLeave(to, error.message);
      return to !== undefined;
    },
    onSkipped: (node, culprit) => {
      context.publications.drop([node]);
      skip(node, stopping.aborted ? toReelwrightError(stopping.reason).message : upstreamFailed(culprit), false, work);
    },
  };
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

function tellFailure(node: PlanNode, error: ReelwrightError, work: CourseWork): void {
  if (error.code === 'RUN_UPSTREAM_FAILED' || error.code === 'RUN_INTERRUPTED') {
    skip(node, error.message, error instanceof LeftInFlight, work);
    return;
  }
  const { context, tally } = work;
  tally.failed(node.id, error.code);
  if (context.options.keepGoing === false) context.doors.closeAll(node.step.id);
  const told = toEventError(error, node.step.location, node.provider);
  const provider = aboutProvider.has(error.code) && node.provider !== localProvider ? { provider: node.provider } : {};
  context.events.emit({ type: 'node-failed', error: { ...told, ...provider }, ...factsOf(node) });
}

function skip(node: PlanNode, because: string, inFlight: boolean, { context, tally }: CourseWork): void {
  tally.skipped(node.id, inFlight);
  context.events.emit({ type: 'node-skipped', because, ...factsOf(node) });
}

function upstreamFailed({ step }: PlanNode): string {
  return `It needs "${step.id}", which did not succeed.`;
}
