import type { Command, Option } from 'commander';
import type { CommandContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';

type KeepingName = 'tasks' | 'adopt';

/** How commands are made and told how they ended; see `createProgram`. */
export interface GrammarParts {
  readonly command: (name: KeepingName) => Command;
  readonly settling: <A extends unknown[]>(act: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;
  readonly emulateOption: () => Option;
  readonly context: CommandContext;
}

/** The commands about what runs leave behind. */
export function addKeepingCommands({ command, settling, emulateOption, context }: GrammarParts): void {
  const json = 'data as JSON on stdout';
  command('tasks')
    .option('--ask', 'ask providers about uncertain starts')
    .addOption(emulateOption())
    .option('--json', json)
    .action(settling(async (options) => (await import('./commands/tasks.ts')).tasks(options, context)));
  command('adopt')
    .option('--none', 'the start has made nothing')
    .addOption(emulateOption())
    .option('--json', json)
    .action(
      settling(async (start: string, task: string | undefined, options) =>
        (await import('./commands/adopt.ts')).adopt(start, task, options, context),
      ),
    );
}
