import { InternalError } from '@reelwright/errors';
import type { RunFact } from '../events.ts';
import { complete, localProvider } from '../plan/create-plan.ts';
import type { PlanNode } from '../plan/plan.ts';
import { fingerprintOf, identifyStep, localKeyVersion, type StepIdentity } from '../plan/step-identity.ts';
import { spokenMs } from './estimates.ts';
import { makeCaptions } from './make-captions.ts';
import { type Obtained, obtainRemote } from './obtain-remote.ts';
import { upstreamOutput } from './resolve-output.ts';
import { factsOf, type NodeWork, type RunContext } from './run-context.ts';

/** Brings one node to its result, everything that it needs being done: from the store, from an equal node of this run, or by work. */
export async function carryOutNode(node: PlanNode, context: RunContext): Promise<Obtained> {
  const work = describeWork(node, context);
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
  const stored = complete(state.intactResult(work.fingerprint), work.needed);
  if (stored !== undefined) {
    work.tell({ type: 'node-reused', from: 'store' });
    return { result: stored, isReused: true };
  }
  const twin = byFingerprint.get(work.fingerprint);
  const shared = twin === undefined ? undefined : complete(await twin, work.needed);
  if (shared !== undefined) {
    work.tell({ type: 'node-reused', from: 'same-run' });
    return { result: shared, isReused: true };
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

function makeLocal(work: NodeWork, context: RunContext): Promise<Obtained> {
  return context.lanes.local.run({
    priority: work.priority,
    work: async () => {
      const result = await makeCaptions(work, context);
      context.state.results.save(result, undefined, Math.round(context.clock.now()));
      return { result, isReused: false };
    },
  });
}

function describeWork(node: PlanNode, context: RunContext): NodeWork {
  const identity = identityOf(node, context);
  const size = sizeOf(node, context);
  const facts = factsOf(node);
  return {
    node,
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
  const provider = context.options.providers.get(node.provider);
  const identity = identifyStep(node.step, {
    provider: node.provider,
    keyVersion: provider?.keyVersion ?? localKeyVersion,
    emulated: context.plan.emulated,
    account: provider?.accountKey ?? '',
    resolve: (output) => upstreamOutput(node, output, context),
    media: context.plan.media,
  });
  if (identity === undefined) throw new InternalError(`"${node.id}" was begun before what it needs was done.`);
  return identity;
}

/** The length of the sound that is made or followed, which the duration of the work follows in turn. */
function sizeOf(node: PlanNode, context: RunContext): number {
  const step = node.step.with;
  if (step.uses === 'tts') return spokenMs(step.text.text);
  if (step.uses !== 'lip-sync') return 0;
  if (step.speech.type === 'text') return spokenMs(step.speech.text.text);
  const { audio } = step.speech;
  if (audio.type === 'file') return context.plan.media.get(audio.path)?.durationMs ?? 0;
  const value = audio.type === 'step-output' ? upstreamOutput(node, audio, context) : undefined;
  return value !== undefined && 'durationMs' in value ? (value.durationMs ?? 0) : 0;
}
