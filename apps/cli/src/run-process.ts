import { runCommandLine } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { createPalette } from './palette.ts';
import { createProcessHost, flushOutput } from './process-host.ts';
import { renderError } from './render-error.ts';

/** Runs one command line as this process and leaves with its exit code once everything written has been handed over. */
export async function runProcess(args: readonly string[]): Promise<void> {
  const host = createProcessHost();
  // What slips past every handler is our own fault; people get a sentence, `--debug` the stack.
  process.on('uncaughtException', (error) => {
    host.stderr.write(`${renderError(error, createPalette(false), { debug: args.includes('--debug') })}\n`);
    host.exit(exitCodes.stepFailed);
  });
  const code = await runCommandLine(args, host);
  await flushOutput();
  process.exit(code);
}
