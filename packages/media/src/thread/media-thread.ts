// A thread of its own that reads and joins media. Files come from anywhere, and one that is damaged in the right place keeps
// a demuxer busy for ever or fills the memory; a thread can be ended then. It is started by `media-worker.ts` and takes jobs one by one.
import { parentPort, workerData } from 'node:worker_threads';
import { isReelwrightError } from '@reelwright/errors';
import type { MediaFacts } from '../probe-media.ts';
import type { MediaJob, ThreadMessage } from './media-job.ts';
import { showJobBegun, showVitalSigns, type VitalSigns } from './vital-signs.ts';

// Given by our own parent.
showVitalSigns((workerData as { readonly signs: VitalSigns }).signs);
// Reads that nobody waits for any more may still fail, long after the job has ended.
process.on('unhandledRejection', () => undefined);
parentPort?.on('message', (job: MediaJob) => void answer(job));

async function answer(job: MediaJob): Promise<void> {
  showJobBegun();
  try {
    tell({ type: 'done', facts: await run(job) });
  } catch (error) {
    tell(failureOf(error));
  }
}

async function run(job: MediaJob): Promise<MediaFacts> {
  const onReading = (path: string) => tell({ type: 'reading', path });
  if (job.kind === 'join') return await (await import('../join/write-joined.ts')).writeJoined(job.sources, job.target, onReading);
  onReading(job.path);
  return await (await import('../probe-tracks.ts')).probeTracks(job.path);
}

function failureOf(error: unknown): ThreadMessage {
  if (!(error instanceof Error)) return { type: 'failed', message: String(error) };
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  if (!isReelwrightError(error)) return { type: 'failed', message: error.message, ...cause };
  return { type: 'failed', code: error.code, message: error.message, hint: error.hint, ...cause };
}

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}
