import type { Host, StopReason, TextStream } from '../host.ts';

/** A host for tests: collects what is written and lets the test stop it. */
export interface CollectingHost extends Host {
  readonly written: { stdout: string; stderr: string };
  readonly exits: number[];
  stop(reason: StopReason): void;
}

export function createCollectingHost(
  settings: { cwd?: string; environment?: Record<string, string>; isTTY?: boolean; now?: () => number } = {},
): CollectingHost {
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<(reason: StopReason) => void>();
  const exits: number[] = [];
  const stream = (name: 'stdout' | 'stderr'): TextStream => ({
    isTTY: settings.isTTY === true,
    columns: 80,
    rows: 24,
    write: (text) => {
      written[name] += text;
    },
  });
  return {
    cwd: settings.cwd ?? '/',
    environment: settings.environment ?? {},
    now: settings.now ?? Date.now,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    onStop(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
    written,
    exits,
    stop(reason) {
      for (const listener of [...listeners]) listener(reason);
    },
  };
}
