import { Command, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addCatalogueCommands } from './catalogue/grammar.ts';
import { commandList } from './command-list.ts';
import type { EmulateOptions } from './commands/emulate.ts';
import type { GraphOptions } from './commands/graph.ts';
import type { PlanOptions } from './commands/plan.ts';
import type { RunOptions } from './commands/run.ts';
import type { CommandContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { helpOf } from './help-texts.ts';
import { addKeepingCommands } from './keeping-grammar.ts';
import {
  collectInput,
  collectWord,
  parseChoice,
  parseList,
  parseListen,
  parsePort,
  parseSpeed,
  parseTime,
  type RecipeOptions,
} from './options.ts';
import { renderUsage } from './usage.ts';

/**
 * The grammar of the command line. What a command does is loaded only when it is asked for.
 *
 * @param settle Is told the exit code of the command that ran.
 * @throws {CommanderError | ReelwrightError} When the words make no sense.
 */
export function createProgram(context: CommandContext, settle: (code: ExitCode) => void): Command {
  const { host } = context;
  const program = new Command('reel')
    .version(manifest.version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      // What is wrong is thrown, and told by whoever catches it.
      outputError: () => {},
      getOutHelpWidth: () => (host.stdout.isTTY ? Math.min(100, host.stdout.columns) : 80),
    });
  program.helpInformation = () => renderUsage(manifest.version);

  const command = (name: (typeof commandList)[number]['name']) => {
    const { usage, summary } = commandList.find((entry) => entry.name === name) ?? { usage: name, summary: '' };
    return program
      .command(usage)
      .summary(summary)
      .description(helpOf[name].description)
      .addHelpText('after', `\n${helpOf[name].after}`)
      .option('--debug', 'show where an error came from');
  };
  const settling =
    <A extends unknown[]>(act: (...args: A) => Promise<ExitCode>) =>
    async (...args: A) =>
      settle(await act(...args));

  command('init').action(settling(async (folder: string | undefined) => (await import('./commands/init.ts')).init(folder ?? '.', context)));
  recipeCommand(command('check')).action(
    settling(async (recipes: string[], options: RecipeOptions) => (await import('./commands/check.ts')).check(recipes, options, context)),
  );
  recipeCommand(command('config')).action(
    settling(async (recipe: string, options: RecipeOptions) => (await import('./commands/config.ts')).config(recipe, options, context)),
  );
  recipeCommand(command('plan'))
    .addOption(emulateOption())
    .option('--frozen', 'only whether the locks hold, which a frozen run needs')
    .action(
      settling(async (recipes: string[], options: PlanOptions) => (await import('./commands/plan.ts')).plan(recipes, options, context)),
    );
  recipeCommand(command('run'))
    .addOption(emulateOption())
    .option('--out <folder>', 'where outputs are written (default: out/ in the project)')
    .addOption(
      new Option('--reporter <name>', 'auto, terminal, plain or ndjson')
        .argParser(parseChoice('--reporter', ['auto', 'terminal', 'plain', 'ndjson']))
        .default('auto'),
    )
    .option('--frozen', 'from lock and store alone: no account, nothing made anew; exit 3 where the lock does not hold')
    .option('--lock', 'pin an emulated run in the lock as well; a real one always is')
    .addOption(
      new Option('--retake <step>', 'make a step anew though nothing has changed, and pay for it; repeatable').argParser(collectWord),
    )
    .addOption(
      new Option('--deadline <time>', 'stop after that long, as 30m or 1h30m; what is in flight is collected by the next run').argParser(
        parseTime('--deadline'),
      ),
    )
    .addOption(
      new Option('--patience <time>', 'stop when no call has been answered with anything but failures for that long').argParser(
        parseTime('--patience'),
      ),
    )
    .option('--callback-url <address>', 'where providers reach this machine to tell that a task is done')
    .addOption(
      new Option('--callback-listen <host:port>', 'where to listen for them (default: a free port of 127.0.0.1)').argParser(
        parseListen('--callback-listen'),
      ),
    )
    .option('--keep-going', 'after a failure, go on with what does not depend on it')
    .addOption(
      new Option('--on-uncertain <choice>', 'where a paid start may or may not have happened: ask, restart or fail')
        .argParser(parseChoice('--on-uncertain', ['ask', 'restart', 'fail']))
        .default('ask'),
    )
    .action(settling(async (recipes: string[], options: RunOptions) => (await import('./commands/run.ts')).run(recipes, options, context)));
  addKeepingCommands({ command, settling, emulateOption, recipeOptions: recipeCommand, context });
  recipeCommand(command('graph'))
    .addOption(new Option('--format <name>', 'mermaid or dot').argParser(parseChoice('--format', ['mermaid', 'dot'])).default('mermaid'))
    .action(
      settling(async (recipe: string, options: GraphOptions) => (await import('./commands/graph.ts')).graph(recipe, options, context)),
    );
  recipeCommand(command('parity')).action(
    settling(async (recipe: string, options: RecipeOptions) => (await import('./commands/parity.ts')).parity(recipe, options, context)),
  );
  addCatalogueCommands({ command, settling, emulateOption, context });
  command('emulate')
    .addOption(new Option('--port <number>', 'the port to listen on; 0 takes a free one').argParser(parsePort).default(0))
    .option('--print-env', 'print shell lines that point clients at the emulator')
    .addOption(new Option('--speed <number>', 'how many times faster than real time').argParser(parseSpeed).default(1))
    .option('--folder <path>', 'keep state and media there across restarts (default: forgotten at exit)')
    .option('--json', 'addresses and credentials as JSON on stdout, the report at exit as well')
    .action(settling(async (options: EmulateOptions) => (await import('./commands/emulate.ts')).emulate(options, context)));
  command('schema')
    .option('--project', 'of reelwright.yaml instead')
    .action(
      settling(async (options: { readonly project?: boolean }) => (await import('./commands/schema.ts')).printSchema(options, context)),
    );
  return program;
}

function recipeCommand(command: Command): Command {
  return command
    .addOption(
      new Option('--provider <names>', 'who runs the steps that pin no provider; a,b tries a first').argParser(parseList('--provider')),
    )
    .option('--profile <name>', 'a profile of reelwright.yaml')
    .addOption(
      new Option('--input <name=value>', 'a value for an input of the recipe; repeatable').argParser(collectInput).default({}, 'none'),
    )
    .option('--json', 'data as JSON on stdout');
}

function emulateOption(): Option {
  return new Option('--emulate', 'use the emulator in this process: no account, no network, nothing paid');
}
