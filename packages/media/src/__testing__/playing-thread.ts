// Stands in for `media-thread.ts`: what it does with a file is told by the file's name.
import { parentPort, workerData } from 'node:worker_threads';
import type { MediaJob, ThreadMessage } from '../thread/media-job.ts';
import { showJobBegun, showVitalSigns, type VitalSigns, whileWaiting } from '../thread/vital-signs.ts';

// Given by the parent.
showVitalSigns((workerData as { readonly signs: VitalSigns }).signs);
let jobs = 0;
parentPort?.on('message', (job: MediaJob) => void play(job));

async function play(job: MediaJob): Promise<void> {
  const path = job.kind === 'probe' ? job.path : job.target;
  jobs += 1;
  if (path === 'mute-in-old-threads' && jobs > 1) for (;;);
  showJobBegun();
  tell({ type: 'reading', path });
  if (path === 'endless') for (;;);
  if (path === 'never-answers') return;
  if (path === 'crash' || (path === 'crash-in-old-threads' && jobs > 1)) setImmediate(crash);
  else if (path === 'full') fillMemory();
  else if (path === 'refused')
    tell({ type: 'failed', code: 'RUN_RESULT_INVALID', message: 'The file refused is.', hint: 'Do.', cause: 'why' });
  else {
    if (path === 'slow-disk') await whileWaiting(new Promise((done) => setTimeout(done, 400)));
    // How many jobs this thread has had, where a test can see it.
    tell({ type: 'done', facts: { container: path, extension: path, durationMs: jobs } });
  }
}

function crash(): never {
  throw new Error('Something in the thread broke.');
}

function fillMemory(): never {
  for (const kept: number[][] = []; ; ) kept.push(Array.from({ length: 100_000 }, (_, index) => index / 3));
}

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}
