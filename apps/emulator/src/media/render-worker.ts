// A process of its own that draws, speaks and encodes, so that nobody who serves requests has to wait for it. It is
// started by `pool/worker-pool.ts`, takes jobs one by one, and ends when the channel to its parent closes.
import { MediaError } from './media-error.ts';
import type { Job, JobAnswer, JobRequest } from './pool/job.ts';
import type { NativeCodecs } from './video/native-codecs.ts';

// Only node-webcodecs' own static build is used (see native-codecs.ts), which it reads from here.
process.env.NODE_WEBCODECS_FORCE = 'static';

process.on('disconnect', stop);
process.on('message', (message) => {
  const { id, job } = message as JobRequest; // sent by our own pool
  void answer(id, job);
});

async function answer(id: number, job: Job): Promise<void> {
  let reply: JobAnswer;
  try {
    reply = { id, ok: true, value: await run(job) };
  } catch (error) {
    const kind = error instanceof MediaError ? error.kind : 'renderer';
    reply = { id, ok: false, kind, message: error instanceof Error ? error.message : String(error) };
  }
  if (process.connected) process.send?.(reply);
}

async function run({ kind, order, renderer }: Job): Promise<unknown> {
  const codecs = renderer === 'portable' ? undefined : await nativeCodecs();
  if (renderer === 'native' && codecs === undefined) {
    throw new MediaError('renderer', 'The native renderer was asked for, but node-webcodecs has no build for this platform.');
  }
  if (kind === 'speak') return (await import('./speech/speak.ts')).speak(order, codecs !== undefined);
  return (await import('./video/render-film.ts')).renderFilm(order, codecs);
}

let loaded: Promise<NativeCodecs | undefined> | undefined;

function nativeCodecs(): Promise<NativeCodecs | undefined> {
  loaded ??= import('./video/native-codecs.ts').then(({ loadNativeCodecs }) => loadNativeCodecs());
  return loaded;
}

/** At once and without tidying up: native code that is torn down in the middle of its work may crash. */
function stop(): void {
  process.kill(process.pid, 'SIGKILL');
}
