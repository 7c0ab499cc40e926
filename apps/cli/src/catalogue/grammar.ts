import type { TaskKind } from '@reelwright/provider';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseChoice, parseCount } from '../options.ts';

type CatalogueName = 'voices' | 'avatars' | 'fonts' | 'files' | 'jobs' | 'account' | 'authorize';

/** How commands are made and told how they ended; see `createProgram`. */
export interface GrammarParts {
  readonly command: (name: CatalogueName) => Command;
  readonly settling: <A extends unknown[]>(act: (...args: A) => Promise<ExitCode>) => (...args: A) => Promise<void>;
  readonly emulateOption: () => Option;
  readonly context: CommandContext;
}

const jobKinds: readonly TaskKind[] = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video', 'authorize'];

/** The commands that ask an account. */
export function addCatalogueCommands({ command, settling, emulateOption, context }: GrammarParts): void {
  const asking = (name: CatalogueName) =>
    command(name)
      .option('--provider <name>', 'the account to ask (default: the one the project takes first)')
      .addOption(emulateOption())
      .option('--json', 'data as JSON on stdout');
  const listing = (name: CatalogueName) =>
    asking(name)
      .addOption(new Option('--page <number>', 'which page').argParser(parseCount('--page', 100_000)).default(1))
      .addOption(new Option('--page-size <number>', 'how many on a page').argParser(parseCount('--page-size', 100)).default(20))
      .option('--all', 'every page');
  const removing = (of: Command, what: string) =>
    of.option('--delete <id>', `remove the ${what} for good`).option('--yes', 'with --delete: that is what is meant');
  const people = (of: Command, what: string) =>
    removing(of, what)
      .option('--own', 'those of the account')
      .option('--name <part>', 'those whose name holds this')
      .option('--id <id>', 'this one')
      .addOption(new Option('--sex <sex>', 'female or male').argParser(parseChoice('--sex', ['female', 'male'])))
      .option('--language <code>', 'those that speak it: cn, en')
      .addOption(
        new Option('--tag <name>', 'those with this tag; repeatable')
          .argParser((tag: string, before: readonly string[]) => [...before, tag])
          .default([], 'none'),
      )
      .option('--order <word>', 'an order that the provider has, in its own word')
      .option('--source <word>', "a part of the provider's list, in its own word")
      .option('--detailed', 'ask for each one alone, where the list does not tell how it stands')
      .option('--preview <folder>', 'save their previews there');

  people(listing('voices'), 'voice').action(settling(async (options) => (await import('../commands/voices.ts')).voices(options, context)));
  people(listing('avatars'), 'avatar').action(
    settling(async (options) => (await import('../commands/avatars.ts')).avatars(options, context)),
  );
  listing('fonts')
    .option('--name <part>', 'those whose name holds this')
    .option('--preview <folder>', 'save their previews there')
    .action(settling(async (options) => (await import('../commands/fonts.ts')).fonts(options, context)));
  removing(listing('files'), 'upload')
    .option('--name <part>', 'those whose name holds this')
    .option('--id <id>', 'this one')
    .option('--purpose <word>', "what they are for, in the provider's word")
    .action(settling(async (options) => (await import('../commands/files.ts')).files(options, context)));
  removing(listing('jobs'), 'film')
    .addOption(new Option('--kind <kind>', 'one kind only').argParser(parseChoice('--kind', jobKinds)))
    .option('--preview <folder>', 'save their results there, while they last')
    .action(settling(async (options) => (await import('../commands/jobs.ts')).jobs(options, context)));
  asking('account').action(settling(async (options) => (await import('../commands/account.ts')).account(options, context)));
  asking('authorize')
    .option('--voice <id>', 'the cloned voice')
    .option('--avatar <id>', 'the cloned avatar')
    .requiredOption('--consent <name>', 'the record of reelwright.yaml')
    .action(settling(async (options) => (await import('../commands/authorize.ts')).authorize(options, context)));
}
