import { type CommandContext, printJson, tell } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { count } from './format.ts';
import { type RecipePaths, resolveProjects } from './recipe-paths.ts';
import { shownPath } from './shown-path.ts';
import { tellError } from './tell-error.ts';
import { usageError } from './usage-error.ts';

/** Takes what `--json` shows of one project. */
export type PrintDocument = (document: unknown) => void;

export interface ByProjectOptions {
  readonly input: Readonly<Record<string, string>>;
  /** Words that make sense for one project only, and whether they were said. */
  readonly alone?: Readonly<Record<string, boolean>>;
}

/**
 * Does a command for each project that the named recipes belong to, one after the other. The documents of one project are printed as
 * they are, those of several as a list.
 *
 * @returns The highest exit code; after an interrupt no further project is begun.
 */
export async function byProject(
  named: readonly string[],
  { input, alone = {} }: ByProjectOptions,
  act: (paths: RecipePaths, print: PrintDocument) => Promise<ExitCode>,
  context: CommandContext,
): Promise<ExitCode> {
  const projects = resolveProjects(named, context.host.cwd);
  const [only, other] = projects;
  if (only !== undefined && other === undefined) return await act(only, (document) => printJson(context, document));
  refuseWords({ ...alone, '--input': Object.keys(input).length > 0 }, projects, context);
  const documents: unknown[] = [];
  const codes: ExitCode[] = [];
  for (const paths of projects) {
    tell(context, context.palette.dim(`In ${shownPath(paths.root, context.host.cwd)}:`));
    codes.push(await settle(() => act(paths, (document) => documents.push(document)), context));
    if (codes.includes(exitCodes.interrupted)) break;
  }
  if (documents.length > 0) printJson(context, documents);
  return codes.toSorted((a, b) => b - a)[0] ?? exitCodes.done;
}

/** What goes wrong in one project keeps no other from its turn. */
async function settle(act: () => Promise<ExitCode>, context: CommandContext): Promise<ExitCode> {
  try {
    return await act();
  } catch (error) {
    return tellError(error, context);
  }
}

function refuseWords(words: Readonly<Record<string, boolean>>, projects: readonly RecipePaths[], { host }: CommandContext): void {
  const said = Object.keys(words).find((word) => words[word]);
  if (said === undefined) return;
  const roots = projects.map(({ root }) => shownPath(root, host.cwd)).join(', ');
  throw usageError(
    `${said} is for one project, and the recipes belong to ${count(projects.length, 'project')}: ${roots}.`,
    'Run each project on its own.',
  );
}
