import type { TextStream } from '../host.ts';
import type { Reporter } from './reporter.ts';

/** Every event as one line of JSON on stdout. Notes for people go to stderr. */
export function createNdjsonReporter(stdout: TextStream, stderr: TextStream): Reporter {
  return {
    event: (event) => stdout.write(`${JSON.stringify(event)}\n`),
    note: (text) => stderr.write(`${text}\n`),
    close: async () => {},
  };
}
