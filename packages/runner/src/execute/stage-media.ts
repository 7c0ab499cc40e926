import { InternalError, ReelwrightError } from '@reelwright/errors';
import type { MediumFacts, MediumInput, MediumPurpose, Provider, StagedMedium } from '@reelwright/provider';
import type { OutputValue } from '../plan/known.ts';
import { mediaOfStep, type StepMedium } from '../plan/step-media.ts';
import { stampOf } from '../state/file-store.ts';
import { callProvider } from './provider-call.ts';
import { upstreamOutput } from './resolve-output.ts';
import { held, type NodeWork, type RunContext } from './run-context.ts';

/** The media of a node as its provider reads them, by field; and which of them were at the provider already. */
export interface StagedMedia {
  readonly inputs: ReadonlyMap<string, MediumInput>;
  readonly reused: readonly { readonly sha256: string; readonly purpose: MediumPurpose }[];
}

/** Brings every local medium of a node to its provider. Free of charge; equal bytes for an equal purpose go there once. */
export async function stageMedia(work: NodeWork, provider: Provider, context: RunContext): Promise<StagedMedia> {
  const media = mediaOfStep(work.node.step.with);
  const reused: { sha256: string; purpose: MediumPurpose }[] = [];
  const staged = await Promise.all(
    media.map(async (medium): Promise<[string, MediumInput]> => {
      if (medium.source.type === 'url') return [medium.field, { kind: 'url', url: medium.source.url }];
      const local = await localOf(medium, work, context);
      const { input, isReused } = await stageOne(local, work, provider, context);
      if (isReused) reused.push({ sha256: local.facts.sha256, purpose: local.purpose });
      return [medium.field, input];
    }),
  );
  return { inputs: new Map(staged), reused };
}

interface Local {
  readonly field: string;
  readonly purpose: MediumPurpose;
  readonly path: string;
  readonly facts: MediumFacts;
  /** Bytes of the store cannot change; a file of the author's can. */
  readonly isOurs: boolean;
}

async function localOf({ field, purpose, source }: StepMedium, { node }: NodeWork, context: RunContext): Promise<Local> {
  if (source.type === 'file') {
    const facts = context.plan.media.get(source.path);
    if (facts === undefined) throw new InternalError(`${source.path} was not inspected before it was needed.`);
    return { field, purpose, path: source.path, facts, isOurs: false };
  }
  if (source.type === 'url') throw new InternalError('An address has no local file.');
  const value = upstreamOutput(node, source, context);
  if (value === undefined || !('extension' in value)) throw new InternalError(`"${source.step}" left no file for "${field}".`);
  const path = await held(context, () => context.state.store.verified(value.sha256));
  if (path === undefined) throw damagedBlob(value);
  return { field, purpose, path, facts: factsOfOutput(value), isOurs: true };
}

function damagedBlob({ kind }: OutputValue): ReelwrightError {
  return new ReelwrightError('RUN_STATE', `A file of the store (${kind}) is not what it was when it was put there. It has been removed.`, {
    hint: 'Run again: it is fetched from its finished task, nothing is made anew.',
  });
}

function factsOfOutput(value: Extract<OutputValue, { extension: string }>): MediumFacts {
  const { kind: _, ...facts } = value;
  return facts;
}

async function stageOne(
  local: Local,
  work: NodeWork,
  provider: Provider,
  context: RunContext,
): Promise<{ readonly input: MediumInput; readonly isReused: boolean }> {
  const { facts, purpose, field } = local;
  const cached = context.state.uploads.find(provider.accountKey, facts.sha256, purpose);
  const key = `${provider.accountKey}/${facts.sha256}/${purpose}`;
  const underWay = context.staging.get(key);
  const staging = cached !== undefined ? Promise.resolve(cached) : (underWay ?? upload(local, work, provider, context));
  if (cached === undefined && underWay === undefined) {
    context.staging.set(key, staging);
    const forget = () => context.staging.delete(key);
    staging.then(forget, forget);
  }
  const staged = await staging;
  work.tell({ type: 'medium-staged', field, reused: cached !== undefined || underWay !== undefined, sizeBytes: facts.sizeBytes });
  return { input: { kind: 'staged', staged, content: facts }, isReused: cached !== undefined };
}

async function upload(local: Local, work: NodeWork, provider: Provider, context: RunContext): Promise<StagedMedium> {
  const { path, purpose, facts } = local;
  const signal = context.interruption.stopping;
  const staged = await context.lanes.stage(provider).run({
    priority: work.priority,
    work: async () => {
      const before = assertUnchanged(local, context);
      const call = () => provider.stage({ path, purpose, facts }, { signal });
      const answer = await callProvider(context, { provider, scope: 'stage', operation: 'stage', signal }, call);
      // What was sent is what was hashed, or the key would vouch for other bytes.
      if (stampOf(path) !== before) throw changed(path);
      return answer;
    },
  });
  work.tell({ type: 'node-waiting', reason: 'upload' });
  await untilReady(staged, local, provider, context);
  context.state.uploads.save(provider.accountKey, facts.sha256, staged);
  return staged;
}

/** @returns the file's stamp. @throws when its bytes may no longer be those that the fingerprint was made of. */
function assertUnchanged({ path, facts, isOurs }: Local, { state }: RunContext): string {
  if (!isOurs && state.files.find(path)?.sha256 !== facts.sha256) throw changed(path);
  return stampOf(path);
}

function changed(path: string): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `${path} was changed while the run was under way.`, {
    hint: 'Run again: the new content is a new input.',
  });
}

async function untilReady(staged: StagedMedium, { field }: Local, provider: Provider, context: RunContext): Promise<void> {
  const { staged: pacing } = provider.pacing;
  const status = await context.pollers.staged(provider).watch(staged, {
    firstAfterMs: pacing.firstAfterMs,
    judge: ({ state }) => (state === 'pending' ? 'go-on' : 'end'),
    onDeadline: () =>
      new ReelwrightError(
        'RUN_DEADLINE',
        `The upload of "${field}" did not become usable at ${provider.id} within ${Math.round(pacing.deadlineMs / 1000)} s.`,
        {
          hint: 'Run again: it is uploaded anew, which costs nothing.',
        },
      ),
  });
  if (status.state === 'failed') throw status.error;
}
