import { InternalError, ReelwrightError } from '@reelwright/errors';
import type { MediumFacts, MediumInput, MediumPurpose, Provider, StagedMedium } from '@reelwright/provider';
import type { StepOutput } from '@reelwright/recipe';
import type { OutputValue } from '../plan/known.ts';
import { mediaOfStep, type StepMedium } from '../plan/step-media.ts';
import { stampOf } from '../state/file-store.ts';
import type { MediumKey, Upload } from '../state/upload-store.ts';
import { linkTo } from './pass-on.ts';
import { callProvider } from './provider-call.ts';
import { upstreamOutput, upstreamResult } from './resolve-output.ts';
import { held, type NodeWork, type RunContext } from './run-context.ts';

/** The media of a node as its provider reads them. */
export interface StagedMedia {
  /** By field. */
  readonly inputs: ReadonlyMap<string, MediumInput>;
  /** What was at the provider already: it may know nothing of it any more. */
  readonly reused: readonly MediumKey[];
  /** What the provider could take back: it must still be there when the start leaves. */
  readonly published: readonly Upload[];
  /** Links of other steps' results that are handed on. */
  readonly passedOn: readonly PassedLink[];
  /** Monotonic ms: later a start must not be sent with them. */
  readonly goodUntil: number;
}

export interface PassedLink {
  readonly fingerprint: string;
  readonly output: string;
}

/** One medium that is ready, and what there is to know of it. */
interface Ready {
  readonly input: MediumInput;
  readonly reused?: MediumKey;
  readonly published?: Upload;
  readonly passedOn?: PassedLink;
  readonly goodUntil: number;
}

/** Brings every medium of a node within its provider's reach. Free of charge; equal bytes for an equal purpose go there once. */
export async function stageMedia(work: NodeWork, provider: Provider, context: RunContext): Promise<StagedMedia> {
  const media = mediaOfStep(work.node.step);
  const ready = await Promise.all(
    media.map(async (medium) => [medium.field, await untilLeft(stageMedium(medium, work, provider, context), work)] as const),
  );
  const all = ready.map(([, one]) => one);
  return {
    inputs: new Map(ready.map(([field, { input }]) => [field, input])),
    reused: all.flatMap(({ reused }) => reused ?? []),
    published: all.flatMap(({ published }) => published ?? []),
    passedOn: all.flatMap(({ passedOn }) => passedOn ?? []),
    goodUntil: Math.min(...all.map(({ goodUntil }) => goodUntil), Number.POSITIVE_INFINITY),
  };
}

/** What others may wait for, too, goes on; who has been called elsewhere no longer waits for it. */
function untilLeft<T>(staging: Promise<T>, { course }: NodeWork): Promise<T> {
  if (course.leaving === undefined) return staging;
  const { leaving } = course;
  return new Promise((resolve, reject) => {
    const leave = () => reject(leaving.reason);
    if (leaving.aborted) leave();
    leaving.addEventListener('abort', leave, { once: true });
    staging.then(resolve, reject).finally(() => leaving.removeEventListener('abort', leave));
  });
}

async function stageMedium(medium: StepMedium, work: NodeWork, provider: Provider, context: RunContext): Promise<Ready> {
  const { source, field } = medium;
  if (source.type === 'url') return { input: { kind: 'url', url: source.url }, goodUntil: Number.POSITIVE_INFINITY };
  if (provider.media === 'addresses' && source.type === 'step-output') {
    const passed = await passOn(source, work, context);
    if (passed !== undefined) {
      work.tell({ type: 'medium-staged', field, reused: true, passedOn: true, sizeBytes: passed.sizeBytes });
      return passed;
    }
  }
  return stageLocal(await localOf(medium, work, context), work, provider, context);
}

/** Who fetches for itself can fetch a result where it lies, as long as its link is fresh. */
async function passOn(source: StepOutput, { node }: NodeWork, context: RunContext): Promise<(Ready & { sizeBytes: number }) | undefined> {
  const [result, value] = [upstreamResult(node, source, context), upstreamOutput(node, source, context)];
  if (result === undefined || value === undefined || !('sizeBytes' in value)) return undefined;
  const link = await linkTo(result, source.output, context);
  if (link === undefined) return undefined;
  const passedOn = { fingerprint: result.fingerprint, output: source.output };
  return { input: { kind: 'url', url: link.url }, passedOn, goodUntil: link.freshUntil, sizeBytes: value.sizeBytes };
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
  return { field, purpose, path: await pathOfOutput(value, context), facts: factsOfOutput(value), isOurs: true };
}

/** Where the file of an output lies, its bytes having been read and found right. */
export async function pathOfOutput(value: FileValue, context: RunContext): Promise<string> {
  const path = await held(context, () => context.state.store.verified(value.sha256));
  if (path === undefined) throw damagedBlob(value);
  return path;
}

function damagedBlob({ kind }: OutputValue): ReelwrightError {
  return new ReelwrightError('RUN_STATE', `A file of the store (${kind}) is not what it was when it was put there. It has been removed.`, {
    hint: 'Run again: it is fetched from its finished task, nothing is made anew.',
  });
}

type FileValue = Extract<OutputValue, { extension: string }>;

function factsOfOutput(value: FileValue): MediumFacts {
  const { kind: _, ...facts } = value;
  return facts;
}

/** What is about to expire is staged anew. Where media are published for a time, the provider fetches soon after the start. */
const leastLifeMs = { published: 60_000, uploaded: 3_600_000 };

async function stageLocal(local: Local, work: NodeWork, provider: Provider, context: RunContext): Promise<Ready> {
  const { facts, field } = local;
  const key = keyOf(local, provider);
  const marginMs = leastLifeMs[provider.media === 'addresses' ? 'published' : 'uploaded'];
  const cached = context.state.uploads.find(key.account, key.sha256, key.purpose, marginMs);
  const name = `${key.account}/${key.sha256}/${key.purpose}`;
  const underWay = cached === undefined ? context.staging.get(name) : undefined;
  const staging = cached !== undefined ? Promise.resolve(cached) : (underWay ?? upload(local, work, provider, context));
  if (cached === undefined && underWay === undefined) {
    context.staging.set(name, staging);
    const forget = () => context.staging.delete(name);
    staging.then(forget, forget);
  }
  const staged = await staging;
  work.tell({ type: 'medium-staged', field, reused: cached !== undefined || underWay !== undefined, sizeBytes: facts.sizeBytes });
  return {
    input: { kind: 'staged', staged, content: facts },
    ...(cached === undefined ? {} : { reused: key }),
    ...(provider.unstage === undefined ? {} : { published: { ...key, staged } }),
    goodUntil: goodUntil(staged, cached === undefined ? 0 : leastLifeMs.published, context),
  };
}

function keyOf({ facts, purpose }: Local, { accountKey }: Provider): MediumKey {
  return { account: accountKey, sha256: facts.sha256, purpose };
}

function goodUntil({ expiresAt }: StagedMedium, marginMs: number, { clock }: RunContext): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() + expiresAt - clock.now() - marginMs;
}

async function upload(local: Local, work: NodeWork, provider: Provider, context: RunContext): Promise<StagedMedium> {
  const { path, purpose, facts } = local;
  const signal = context.interruption.stopping;
  await context.publications.clear(keyOf(local, provider));
  const staged = await context.lanes.stage(provider).run({
    priority: work.priority,
    work: async () => {
      const before = assertUnchanged(local, context);
      const call = () => provider.stage({ path, purpose, facts }, { signal });
      const answer = await callProvider(context, { provider, scope: 'stage', operation: 'stage', signal }, call);
      // What was sent is what was hashed, or the key would vouch for other bytes.
      if (stampOf(path) !== before) {
        await context.publications.withdraw(answer, provider);
        throw changed(path);
      }
      // On record before anything else, so that it can be taken back whatever happens.
      if (provider.unstage !== undefined) context.state.uploads.save(provider.accountKey, facts.sha256, answer);
      return answer;
    },
  });
  work.tell({ type: 'node-waiting', reason: 'upload' });
  await untilReady(staged, local, work, provider, context);
  // What can be taken back is on record since it was answered, and may have been given up meanwhile.
  if (provider.unstage === undefined) context.state.uploads.save(provider.accountKey, facts.sha256, staged);
  return staged;
}

/** @returns the file's stamp. @throws when its bytes may no longer be those that the fingerprint was made of. */
function assertUnchanged({ path, facts, isOurs }: Local, { state }: RunContext): string {
  if (!isOurs && state.files.find(path)?.sha256 !== facts.sha256) throw changed(path);
  return stampOf(path);
}

export function changed(path: string): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `${path} was changed while the run was under way.`, {
    hint: 'Run again: the new content is a new input.',
  });
}

async function untilReady(
  staged: StagedMedium,
  { field }: Local,
  { node }: NodeWork,
  provider: Provider,
  context: RunContext,
): Promise<void> {
  const { staged: pacing } = provider.pacing;
  const status = await context.pollers.staged(provider).watch(staged, {
    firstAfterMs: pacing.firstAfterMs,
    judge: ({ state }) => (state === 'pending' ? 'go-on' : 'end'),
    onDeadline: () =>
      new ReelwrightError(
        'RUN_DEADLINE',
        `The upload of "${field}" did not become usable at ${node.provider} within ${Math.round(pacing.deadlineMs / 1000)} s.`,
        {
          hint: 'Run again: it is uploaded anew, which costs nothing.',
        },
      ),
  });
  if (status.state === 'failed') throw status.error;
}

/** A start was refused because something that it names is not there: it is brought there again. @returns whether anything can be. */
export function forgetStaged({ reused, passedOn }: StagedMedia, { state, links }: RunContext): boolean {
  for (const { account, sha256, purpose } of reused) state.uploads.forget(account, sha256, purpose);
  for (const { fingerprint, output } of passedOn) links.forget(fingerprint, output);
  return reused.length > 0 || passedOn.length > 0;
}
