import type { MediaFacts } from '../probe-media.ts';
import type { MediaJob } from './media-job.ts';
import { MediaThreads } from './media-threads.ts';
import { threadEntry } from './thread-entry.ts';

const threads = new MediaThreads({ entry: threadEntry, patienceMs: 30_000, memoryMb: 1024, keepMs: 5000, mostThreads: 2 });

/**
 * Reads or joins media in a thread of its own, which can be ended when it does not end by itself.
 *
 * @throws {ReelwrightError} as the job does, and `RUN_RESULT_INVALID` for a file that comes to no end or fills the memory.
 */
export async function runInThread(job: MediaJob, signal?: AbortSignal): Promise<MediaFacts> {
  return await threads.run(job, signal);
}
