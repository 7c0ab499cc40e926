import type { Provider, StagedMedium, StagedStatus, TaskKind, TaskRef, TaskStatus } from '@reelwright/provider';
import type { NodeFacts, RunFact, RunNode } from '../events.ts';
import type { HttpGetter } from '../fetch/http-get.ts';
import type { MediaTools } from '../media/media-tools.ts';
import type { StepResult } from '../plan/known.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import type { StepIdentity } from '../plan/step-identity.ts';
import type { RunnerState } from '../state/runner-state.ts';
import type { Budget } from './budget.ts';
import type { CallbackHints } from './callback-hints.ts';
import type { ClosedDoors } from './closed-doors.ts';
import type { Course } from './course.ts';
import type { Estimates } from './estimates.ts';
import type { EventSink } from './event-sink.ts';
import type { HighWaterMarks } from './high-water-marks.ts';
import type { Interruption } from './interruption.ts';
import type { Lane } from './lane.ts';
import type { Poller } from './poller.ts';
import type { Priorities } from './priorities.ts';
import type { Publications } from './publications.ts';
import type { RateWindows } from './rate-windows.ts';
import type { ResultLinks } from './result-links.ts';
import type { Retakes } from './retakes.ts';
import type { RunOptions } from './run-options.ts';

/** What all nodes of one run share. */
export interface RunContext {
  readonly plan: Plan;
  readonly options: RunOptions;
  readonly state: RunnerState;
  readonly clock: RunOptions['clock'];
  /** Absolute; it exists and can be written. */
  readonly outFolder: string;
  readonly random: () => number;
  readonly events: EventSink;
  readonly interruption: Interruption;
  readonly windows: RateWindows;
  readonly lanes: Lanes;
  readonly pollers: Pollers;
  readonly marks: HighWaterMarks;
  readonly callbacks: CallbackHints;
  readonly doors: ClosedDoors;
  readonly retakes: Retakes;
  readonly budget: Budget;
  readonly estimates: Estimates;
  readonly priorities: Priorities;
  readonly links: ResultLinks;
  readonly publications: Publications;
  readonly http: HttpGetter;
  readonly media: () => Promise<MediaTools>;
  /** Per node: outputs that somebody asks for. */
  readonly needed: Map<string, ReadonlySet<string>>;
  /** Results of nodes that are done. */
  readonly results: Map<string, StepResult>;
  /** Work under way or done in this run, by fingerprint: equal ones are one task. */
  readonly byFingerprint: Map<string, Promise<StepResult>>;
  /** Uploads under way, by account, content and purpose. */
  readonly staging: Map<string, Promise<StagedMedium>>;
  /** Paid tasks started in this run, per kind. */
  readonly started: Map<string, number>;
}

export interface Lanes {
  start(provider: Provider, kind: TaskKind): Lane;
  stage(provider: Provider): Lane;
  readonly fetch: Lane;
  readonly local: Lane;
}

export interface Pollers {
  tasks(provider: Provider, kind: TaskKind): Poller<TaskRef, TaskStatus>;
  staged(provider: Provider): Poller<StagedMedium, StagedStatus>;
}

/** One node at work. */
export interface NodeWork {
  readonly node: PlanNode;
  readonly course: Course;
  /** Ends what it waits for: the run is stopped, or the instance goes elsewhere. */
  readonly signal: AbortSignal;
  readonly identity: StepIdentity;
  readonly fingerprint: string;
  /** What the length of the work follows: see `Estimates`. */
  readonly size: number;
  readonly priority: number;
  readonly needed: ReadonlySet<string>;
  readonly tell: (fact: NodeFact) => void;
}

type WithoutNode<F> = F extends NodeFacts ? Omit<F, keyof NodeFacts> : never;
/** A fact about a node, without saying which: `NodeWork.tell` adds that. */
export type NodeFact = WithoutNode<RunFact>;

export function factsOf(node: PlanNode): NodeFacts {
  return { node: node.id, recipe: node.recipe, instance: node.instance, step: node.step.id };
}

export function runNodeOf(node: PlanNode): RunNode {
  const { step, provider, needs, decision } = node;
  return { ...factsOf(node), uses: step.with.uses, provider, needs, reused: decision.action === 'reuse' };
}

/** Keeps a virtual or scaled clock still while we work, so that no deadline passes meanwhile. */
export async function held<T>({ clock }: Pick<RunContext, 'clock'>, work: () => Promise<T>): Promise<T> {
  const release = clock.hold();
  try {
    return await work();
  } finally {
    release();
  }
}
