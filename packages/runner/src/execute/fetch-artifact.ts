import { rm } from 'node:fs/promises';
import { isReelwrightError } from '@reelwright/errors';
import type { Provider, RemoteFile, TaskOutputs } from '@reelwright/provider';
import { download } from '../fetch/download.ts';
import { LinkExpired } from '../fetch/download-error.ts';
import type { OutputValue } from '../plan/known.ts';
import { type TaskRecord, taskRefOf } from '../state/task-store.ts';
import { resultMissing } from './await-task.ts';
import { checkArtifact } from './check-artifact.ts';
import { callProvider } from './provider-call.ts';
import { jitteredPause } from './retry-table.ts';
import { held, type NodeWork, type RunContext } from './run-context.ts';

export type FileOutput = Extract<OutputValue, { readonly extension: string }>;

/** Where a file comes from: the task that made it, by the name of its output. */
export interface Source {
  readonly output: 'audio' | 'video' | 'cover';
  readonly record: TaskRecord;
  readonly provider: Provider;
}

/** A link that was taken back, or a file that is not whole, is worth asking for this many fresh links. */
const mostFreshLinks = 2;
/** Larger files are not taken in, unless the run says so. */
export const defaultMaxBytes = 4 * 2 ** 30;

/** Brings one result into the store: streamed beside it, checked, and moved in whole. */
export function fetchArtifact(first: RemoteFile, source: Source, work: NodeWork, context: RunContext): Promise<FileOutput> {
  return context.lanes.fetch.run({
    priority: work.priority,
    work: async () => {
      let file = first;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await fetchOnce(file, source.output, work, context);
        } catch (error) {
          if (attempt > mostFreshLinks || !deservesFreshLink(error)) throw error;
          await context.clock.sleep(jitteredPause(attempt, context.random), context.interruption.stopping);
          file = await freshLink(source, work, context);
        }
      }
    },
  });
}

function deservesFreshLink(error: unknown): boolean {
  return error instanceof LinkExpired || (isReelwrightError(error) && error.code === 'RUN_RESULT_INVALID');
}

/** One status call: a finished task tells its addresses anew. */
async function freshLink({ output, record, provider }: Source, work: NodeWork, context: RunContext): Promise<RemoteFile> {
  const signal = context.interruption.stopping;
  const ref = taskRefOf(record, record.task ?? '');
  const call = () => provider.poll([ref], { signal });
  const [status] = await callProvider(context, { provider, scope: `poll:${record.kind}`, operation: 'poll', signal }, call);
  const outputs: TaskOutputs = status?.state === 'succeeded' ? status.outputs : {};
  const fresh = outputs[output];
  if (fresh === undefined) throw resultMissing(record, work, [output]);
  return fresh;
}

async function fetchOnce(file: RemoteFile, output: string, work: NodeWork, context: RunContext): Promise<FileOutput> {
  const { state, clock, random, http, options, interruption } = context;
  const path = state.store.temporaryPath();
  const maxBytes = options.maxArtifactBytes ?? defaultMaxBytes;
  try {
    const onProgress = progressTeller(output, work);
    const got = await download({ url: file.url, path, maxBytes, signal: interruption.stopping, onProgress }, { http, clock, random });
    return await held(context, async () => {
      const facts = await checkArtifact(path, file.media, got.contentType, await context.media());
      await state.store.adopt(path, got.sha256);
      // Who fetches for itself can be sent there, too, while the link is fresh.
      context.links.note(work.fingerprint, output, file.url);
      work.tell({ type: 'artifact-saved', output, sha256: got.sha256, sizeBytes: got.sizeBytes });
      return { kind: file.media, sha256: got.sha256, sizeBytes: got.sizeBytes, ...facts };
    });
  } finally {
    await held(context, () => rm(path, { force: true }));
  }
}

/** Tells at the start, then at every twentieth of the whole, or every 4 MB where the whole is not known. */
function progressTeller(output: string, { tell }: NodeWork): (receivedBytes: number, totalBytes: number | undefined) => void {
  let nextAt = 0;
  return (receivedBytes, totalBytes) => {
    if (receivedBytes < nextAt) return;
    nextAt = receivedBytes + Math.max(2 ** 20, (totalBytes ?? 80 * 2 ** 20) / 20);
    tell({ type: 'artifact-fetching', output, receivedBytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
  };
}
