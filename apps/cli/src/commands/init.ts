import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { projectFiles } from '../project-template.ts';
import { shownPath } from '../shown-path.ts';

/** Media of the first film: beside the bundle, or in `specs/` when run from source. */
const templateMedia = ['mei.wav', 'mei-desk.mp4'];
const templateRecipe = 'welcome.reel.yaml';

/** Writes a project that runs. Everything is looked at before anything is written, and nothing is overwritten. */
export async function init(folder: string, context: CommandContext): Promise<ExitCode> {
  const target = resolve(context.host.cwd, folder);
  const files = [
    ...projectFiles.map(({ path, text }) => ({ path, write: (to: string) => writeFile(to, text, { flag: 'wx' }) })),
    ...[templateRecipe, ...templateMedia.map((name) => join('assets', name))].map((path) => {
      const source = templateFile(path);
      return { path, write: (to: string) => copyFile(source, to) };
    }),
  ];
  const paths = files.map(({ path }) => path);
  refuseWhatIsInTheWay(target, paths, context);
  for (const { path, write } of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    await write(join(target, path));
  }
  tellNextSteps(target, paths, context);
  return exitCodes.done;
}

function refuseWhatIsInTheWay(target: string, paths: readonly string[], { host }: CommandContext): void {
  const shown = shownPath(target, host.cwd);
  const present = paths.filter((path) => existsSync(join(target, path)));
  if (present.length > 0) {
    throw new ReelwrightError('CLI_FILE', `${shown} already holds ${present.join(', ')}; nothing was written.`, {
      hint: 'Choose an empty folder: reel init <folder>.',
    });
  }
  const others = existsSync(target) ? readdirSync(target).filter((name) => name.endsWith('.reel.yaml')) : [];
  if (others.length > 0) {
    throw new ReelwrightError('CLI_FILE', `${shown} already holds recipes (${others.join(', ')}); nothing was written.`, {
      hint: 'Choose an empty folder: reel init <folder>.',
    });
  }
}

function templateFile(path: string): string {
  const candidates = [join(import.meta.dirname, `template-${basename(path)}`), join(import.meta.dirname, '../../../../specs', path)];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined)
    throw new ReelwrightError('CLI_FILE', `This installation lacks ${path}.`, { hint: 'Build it again: npm run build in the checkout.' });
  return found;
}

function tellNextSteps(target: string, paths: readonly string[], context: CommandContext): void {
  const { host, palette } = context;
  const shown = shownPath(target, host.cwd);
  tell(context, `Made a project in ${palette.bold(shown)}:`);
  for (const path of paths) tell(context, `  ${path}`);
  tell(context, '\nNext:');
  if (shown !== '.') tell(context, `  cd ${/^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`}`);
  tell(context, '  reel run --emulate     the film, without account or network');
  tell(context, `  ${'$EDITOR'} ${templateRecipe}   change the text, then run again`);
}
