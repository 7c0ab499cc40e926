import { InternalError } from '@reelwright/errors';
import type { RunFact } from '../events.ts';
import { complete } from '../plan/complete.ts';
import type { StepResult } from '../plan/known.ts';
import { localProvider } from '../plan/local-provider.ts';
import type { PlanNode } from '../plan/plan.ts';
import { fingerprintOf, identifyStep, makerOf, type StepIdentity } from '../plan/step-identity.ts';
import { type Course, LeftForAnother } from './course.ts';
import { makeCaptions } from './make-captions.ts';
import { makeJoin } from './make-join.ts';
import { type Obtained, obtainRemote } from './obtain-remote.ts';
import { upstreamOutput } from './resolve-output.ts';
import { factsOf, type NodeWork, type RunContext } from './run-context.ts';
import { speechSizeOf } from './speech-size.ts';

/** Brings one node to its result, everything that it needs being done: from the store, from an equal node of this run, or by work. */
export async function carryOutNode(node: PlanNode, course: Course, context: RunContext): Promise<Obtained> {
  const work = describeWork(node, course, context);
  const obtained = await obtainResult(work, context);
  context.results.set(node.id, obtained.result);
  noteInputs(work, context);
  return obtained;
}

/** So that the next plan can say what changed. */
function noteInputs({ node, fingerprint, identity }: NodeWork, { state, plan }: RunContext): void {
  if (state.results.previous(node.id, plan.emulated)?.fingerprint === fingerprint) return;
  state.results.notePrevious(node.id, plan.emulated, fingerprint, identity);
}

async function obtainResult(work: NodeWork, context: RunContext): Promise<Obtained> {
  const { byFingerprint, state, clock } = context;
  const stored = context.retakes.isDue(work) ? undefined : complete(state.intactResult(work.fingerprint), work.needed);
  if (stored !== undefined) {
    work.tell({ type: 'node-reused', from: 'store' });
    return { result: stored, isReused: true };
  }
  // Nothing is awaited between the last look and the entry below, or two nodes would make the same.
  for (let twin = byFingerprint.get(work.fingerprint); twin !== undefined; twin = byFingerprint.get(work.fingerprint)) {
    const result = await resultOf(twin, work, context);
    const shared = complete(result, work.needed);
    if (shared !== undefined) {
      work.tell({ type: 'node-reused', from: 'same-run' });
      return { result: shared, isReused: true };
    }
    // It was made without an output that is needed here: the finished task is asked for it.
    if (result !== undefined) break;
  }
  work.tell({ type: 'node-started' });
  const begun = clock.monotonic();
  const making = work.node.provider === localProvider ? makeLocal(work, context) : obtainRemote(work, context);
  const made = making.then(({ result }) => result);
  byFingerprint.set(work.fingerprint, made);
  made.catch(() => {}); // told below; a twin that comes later hears of it, too
  const obtained = await making;
  if (obtained.isReused) work.tell({ type: 'node-reused', from: 'store' });
  else work.tell({ type: 'node-finished', elapsedMs: Math.round(clock.monotonic() - begun) });
  return obtained;
}

/** What an equal node of this run makes, or has made; undefined when it was called elsewhere before it made anything. */
async function resultOf(
  twin: Promise<StepResult>,
  { fingerprint }: NodeWork,
  { byFingerprint }: RunContext,
): Promise<StepResult | undefined> {
  try {
    return await twin;
  } catch (error) {
    if (!(error instanceof LeftForAnother)) throw error;
    if (byFingerprint.get(fingerprint) === twin) byFingerprint.delete(fingerprint);
    return undefined;
  }
}

function makeLocal(work: NodeWork, context: RunContext): Promise<Obtained> {
  return context.lanes.local.run({
    priority: work.priority,
    work: async () => {
      const result = await (work.node.step.with.uses === 'join' ? makeJoin(work, context) : makeCaptions(work, context));
      context.state.results.save(result, undefined, Math.round(context.clock.now()));
      context.retakes.noteMade(work);
      return { result, isReused: false };
    },
  });
}

function describeWork(node: PlanNode, course: Course, context: RunContext): NodeWork {
  const identity = identityOf(node, context);
  const size = sizeOf(node, context);
  const facts = factsOf(node);
  return {
    node,
    course,
    signal: course.signal(),
    identity,
    fingerprint: fingerprintOf(identity),
    size,
    priority: context.priorities.of(node, size),
    needed: context.needed.get(node.id) ?? new Set(),
    // `NodeFact` is a fact of a node without the four fields that `facts` holds.
    tell: (fact) => context.events.emit({ ...fact, ...facts } as RunFact),
  };
}

function identityOf(node: PlanNode, context: RunContext): StepIdentity {
  const identity = identifyStep(node.step, {
    ...makerOf(node.provider, context.options.providers.get(node.provider)),
    emulated: context.plan.emulated,
    resolve: (output) => upstreamOutput(node, output, context),
    media: context.plan.media,
  });
  if (identity === undefined) throw new InternalError(`"${node.id}" was begun before what it needs was done.`);
  return identity;
}

function sizeOf(node: PlanNode, context: RunContext): number {
  return speechSizeOf(node.step.with, {
    media: context.plan.media,
    upstreamMs: (output) => {
      const value = upstreamOutput(node, output, context);
      return value !== undefined && 'durationMs' in value ? (value.durationMs ?? 0) : 0;
    },
  });
}
