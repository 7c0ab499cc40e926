import type { CommandContext } from '../context.ts';
import { createNdjsonReporter } from './ndjson.ts';
import { createPlainReporter } from './plain.ts';
import type { Pace, Reporter } from './reporter.ts';

export type ReporterName = 'auto' | 'terminal' | 'plain' | 'ndjson';

/** The reader of events that was asked for. `auto`: live on a terminal that is nobody's log, else plain lines. */
export async function createReporter(name: ReporterName, pace: Pace, { host, palette }: CommandContext): Promise<Reporter> {
  switch (name === 'auto' ? chooseReporter(host) : name) {
    case 'ndjson':
      return createNdjsonReporter(host.stdout, host.stderr);
    case 'terminal':
      return (await import('./terminal.ts')).createTerminalReporter(host.stderr, palette, pace);
    default:
      return createPlainReporter(host.stderr, pace);
  }
}

function chooseReporter({ stderr, environment }: CommandContext['host']): 'terminal' | 'plain' {
  const isLog = Boolean(environment.CI) || environment.TERM === 'dumb';
  return stderr.isTTY && !isLog ? 'terminal' : 'plain';
}
