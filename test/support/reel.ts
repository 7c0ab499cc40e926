import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..', '..');
/** The built command line, as users run it. */
export const bundle = join(repository, 'apps', 'cli', 'dist', 'reel.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ReelOptions {
  readonly cwd: string;
  /** Added to an otherwise bare environment: no credentials, no home of anybody. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A `reel` that is running: what it has printed so far, and its end. */
export interface RunningReel {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves as soon as stdout and stderr together match. @throws when the process ends without a match. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<Outcome>;
}

/** Starts the built command line without waiting for it. */
export function startReel(args: readonly string[], { cwd, env = {} }: ReelOptions): RunningReel {
  const child = spawn(process.execPath, [bundle, ...args], { cwd, env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env } });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    look();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    look();
  });
  const ended = once(child, 'close').then(([code, signal]): Outcome => ({ code, signal, stdout, stderr }));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    printed(pattern) {
      return new Promise((resolve, reject) => {
        const watcher = () => {
          const text = stdout + stderr;
          if (!pattern.test(text)) return;
          watchers.delete(watcher);
          resolve(text);
        };
        watchers.add(watcher);
        void ended.then((outcome) =>
          reject(new Error(`reel ended with ${outcome.code} before it printed ${pattern}:\n${stdout}${stderr}`)),
        );
        watcher();
      });
    },
  };
}

/** Runs the built command line to its end. */
export function reel(args: readonly string[], options: ReelOptions): Promise<Outcome> {
  return startReel(args, options).ended;
}
