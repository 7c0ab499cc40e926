import { exitCodes } from './exit-codes.ts';
import { createProcessHost, flushOutput } from './process-host.ts';
import { answerQuickly } from './quick-run.ts';

/** Runs one command line as this process and leaves with its exit code once everything written has been handed over. */
export async function runProcess([command, ...rest]: readonly string[]): Promise<void> {
  const host = createProcessHost();
  const quick = command === 'run' ? answerQuickly(rest, host) : undefined;
  const code = quick ?? (await runWithGrammar(command === undefined ? [] : [command, ...rest], host));
  await flushOutput();
  process.exit(code);
}

async function runWithGrammar(args: readonly string[], host: ReturnType<typeof createProcessHost>): Promise<number> {
  const { runCommandLine } = await import('./command-line.ts');
  const { renderError } = await import('./render-error.ts');
  const { createPalette } = await import('./palette.ts');
  // What slips past every handler is our own fault; people get a sentence, `--debug` the stack.
  process.on('uncaughtException', (error) => {
    host.stderr.write(`${renderError(error, createPalette(false), { debug: args.includes('--debug') })}\n`);
    host.exit(exitCodes.stepFailed);
  });
  return runCommandLine(args, host);
}
