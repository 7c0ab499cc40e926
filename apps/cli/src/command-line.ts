import { CommanderError } from 'commander';
import type { CommandContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Host } from './host.ts';
import { createPalette, wantsColour } from './palette.ts';
import { createProgram } from './program.ts';
import { createSecretRegistry, scrubbing } from './secrets.ts';
import { tellError } from './tell-error.ts';
import { usageError } from './usage-error.ts';

/**
 * One command line, from its words to its exit code. Never throws: what goes wrong is told on stderr.
 *
 * @param args What stands after `reel`.
 */
export async function runCommandLine(args: readonly string[], host: Host): Promise<ExitCode> {
  const context = createContext(args, host);
  try {
    let code: ExitCode = exitCodes.done;
    const program = createProgram(context, (answer) => {
      code = answer;
    });
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return tellThrown(error, context);
  }
}

function createContext(args: readonly string[], host: Host): CommandContext {
  const secrets = createSecretRegistry();
  const ends = args.indexOf('--');
  return {
    host: { ...host, stdout: scrubbing(host.stdout, secrets), stderr: scrubbing(host.stderr, secrets) },
    secrets,
    palette: createPalette(wantsColour(host.environment, host.stderr.isTTY)),
    debug: (ends < 0 ? args : args.slice(0, ends)).includes('--debug'),
  };
}

function tellThrown(error: unknown, context: CommandContext): ExitCode {
  if (!(error instanceof CommanderError)) return tellError(error, context);
  if (error.exitCode === 0) return exitCodes.done;
  // Without a command the overview has been shown already.
  if (error.code === 'commander.help') return exitCodes.usage;
  return tellError(fromCommander(error), context);
}

/** commander's words as one of our errors: `error: unknown option '--foo'\n(Did you mean --fo?)`. */
function fromCommander(error: CommanderError) {
  const [first = '', second] = error.message.replace(/^error: /, '').split('\n');
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`;
  return usageError(message, second?.replace(/^\((.*)\)$/, '$1') ?? 'See reel --help, or reel <command> --help.');
}
