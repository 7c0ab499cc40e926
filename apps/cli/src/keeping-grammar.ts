import type { Command, Option } from 'commander';
import type { LockAction, LockOptions } from './commands/lock.ts';
import type { StoreAction, StoreOptions } from './commands/store.ts';
import type { CommandContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { parseChoice, type RecipeOptions } from './options.ts';
import { usageError } from './usage-error.ts';

type KeepingName = 'tasks' | 'adopt' | 'store' | 'lock' | 'why';

const storeActions: readonly StoreAction[] = ['ls', 'verify', 'gc', 'push', 'pull'];
const lockActions: readonly LockAction[] = ['repair'];

/** How commands are made and told how they ended; see `createProgram`. */
export interface GrammarParts {
  readonly command: (name: KeepingName) => Command;
  readonly settling: <A extends unknown[]>(act: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;
  readonly emulateOption: () => Option;
  /** Adds what commands that read recipes have in common. */
  readonly recipeOptions: (command: Command) => Command;
  readonly context: CommandContext;
}

/** The commands about what runs leave behind. */
export function addKeepingCommands({ command, settling, emulateOption, recipeOptions, context }: GrammarParts): void {
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
  recipeOptions(command('why'))
    .addOption(emulateOption())
    .action(
      settling(async (recipe: string, step: string, options: RecipeOptions) =>
        (await import('./commands/why.ts')).why(recipe, step, options, context),
      ),
    );
  command('store')
    .option('--dry-run', 'with gc: only say what would go')
    .option('--json', json)
    .action(
      settling(async (action: string, options: StoreOptions) => {
        const meant = parseChoice('reel store', storeActions)(action);
        if (options.dryRun === true && meant !== 'gc') throw usageError('--dry-run goes with reel store gc.');
        return (await import('./commands/store.ts')).store(meant, options, context);
      }),
    );
  command('lock')
    .addOption(emulateOption())
    .option('--json', json)
    .action(
      settling(async (action: string, file: string, options: LockOptions) =>
        (await import('./commands/lock.ts')).lock(parseChoice('reel lock', lockActions)(action), file, options, context),
      ),
    );
}
