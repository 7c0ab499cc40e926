import type { Host, StopReason, TextStream } from './host.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The real process. Broken pipes (`| head`) never throw: what cannot be written is dropped and listeners are told. */
export function createProcessHost(): Host {
  const listeners = new Set<(reason: StopReason) => void>();
  const tell = (reason: StopReason) => {
    for (const listener of listeners) listener(reason);
  };
  return {
    cwd: process.cwd(),
    environment: process.env,
    now: Date.now,
    stdout: createStream(process.stdout, () => tell('broken-pipe')),
    stderr: createStream(process.stderr, () => tell('broken-pipe')),
    onStop(listener) {
      listeners.add(listener);
      const handlers = signals.map((signal) => ({ signal, handler: () => listener(signal) }));
      for (const { signal, handler } of handlers) process.on(signal, handler);
      return () => {
        listeners.delete(listener);
        for (const { signal, handler } of handlers) process.off(signal, handler);
      };
    },
    exit(code) {
      // A live view hides the cursor; whoever leaves in its midst gives it back.
      if (process.stderr.isTTY) process.stderr.write('\u001b[?25h\n');
      process.exit(code);
    },
  };
}

/** Resolves when both streams have handed over what was written; a stream whose reader is gone counts as done. */
export async function flushOutput(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map(flush));
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) return resolve();
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

function createStream(stream: NodeJS.WriteStream, onBroken: () => void): TextStream {
  let broken = false;
  stream.on('error', () => {
    if (broken) return;
    broken = true;
    onBroken();
  });
  return {
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows ?? 24;
    },
    write(text) {
      if (!broken) stream.write(text);
    },
  };
}
