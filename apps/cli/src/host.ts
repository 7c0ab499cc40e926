/** The part of a stream that is written to; `process.stdout` and a test's collector both have it. */
export interface TextStream {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/** All of the process that commands may touch. Tests hand in their own. */
export interface Host {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Wall time in ms. */
  now(): number;
  /** Data. */
  readonly stdout: TextStream;
  /** Everything for people. */
  readonly stderr: TextStream;
  /** Calls back on SIGINT, SIGTERM, SIGHUP, and when the reader of our output has gone away. @returns Stops listening. */
  onStop(listener: (reason: StopReason) => void): () => void;
  /** Leaves at once, without waiting for anything. */
  exit(code: number): void;
}

export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'broken-pipe';
