import { hasErrors, plainText } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import { compareProviders, inspectMedia, mediaPaths, type ProviderComparison, type StepComparison, type Support } from '@reelwright/runner';
import { shownAccount } from '../accounts.ts';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { renderTable } from '../format.ts';
import { type Loaded, loadAll } from '../loaded.ts';
import type { RecipeOptions } from '../options.ts';
import { resolveRecipePaths } from '../recipe-paths.ts';
import { openSession, type Session } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** What each provider makes of a recipe. It is a report: what one of them refuses is no error. */
export async function parity(recipe: string, options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const paths = resolveRecipePaths([recipe], context.host.cwd);
  const loaded = await loadAll(paths, { ...options, emulate: true }, context);
  tellDiagnostics(loaded.diagnostics, loaded.sources, context);
  if (hasErrors(loaded.diagnostics)) return exitCodes.usage;
  await using session = await openSession(loaded, { onlyLooking: true }, context);
  const { instances, project } = loaded;
  const comparison = compareProviders({
    instances,
    project,
    now: context.host.now(),
    media: await inspectMedia(mediaPaths(instances, project), session.state, { clock: session.clock }),
    providers: comparedOf(loaded, session, options),
  });
  if (options.json === true) printJson(context, comparison);
  else context.host.stdout.write(`${renderComparison(comparison, loaded)}\n`);
  tell(context, summarize(comparison));
  return exitCodes.done;
}

/** Those that are named; else every provider under its own name, and every account of the project. */
function comparedOf({ accounts }: Loaded, { planned }: Session, { provider }: RecipeOptions): ReadonlyMap<string, Provider> {
  const names = provider ?? [...accounts.keys()];
  return new Map(
    names.flatMap((name) => {
      const found = planned.get(name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

function renderComparison({ providers, steps }: ProviderComparison, { accounts }: Loaded): string {
  const heads = providers.map((name) => shownAccount({ name, adapter: accounts.get(name)?.adapter ?? name }).toUpperCase());
  const notes = new Map<string, number>();
  const table = renderTable([['STEP', 'FIELD', ...heads], ...steps.flatMap((step) => rowsOf(step, providers, notes))]);
  return [table, ...[...notes].map(([note, number]) => `${number === 1 ? '\n' : ''}[${number}] ${note}`)].join('\n');
}

function rowsOf(
  { recipe, instance, step, uses, kind, fields }: StepComparison,
  providers: readonly string[],
  notes: Map<string, number>,
): string[][] {
  const cells = (by: Readonly<Record<string, Support>>) => providers.map((name) => cellOf(by[name], notes));
  return [[`${recipe}/${instance}/${step}`, uses, ...cells(kind)], ...fields.map((field) => ['', field.field, ...cells(field.providers)])];
}

const words: Readonly<Record<Support['support'], string>> = {
  native: 'yes',
  compiled: 'compiled',
  unused: 'unused',
  refused: 'refused',
  absent: 'absent',
  unasked: '-',
  local: 'here',
};

/** `compiled [1]`, where the note stands below. */
function cellOf(support: Support | undefined, notes: Map<string, number>): string {
  if (support === undefined) return '';
  if (!('note' in support)) return words[support.support];
  const note = plainText(support.note, 400);
  const number = notes.get(note) ?? notes.size + 1;
  notes.set(note, number);
  return `${words[support.support]} [${number}]`;
}

/** `It runs on chanjing. It does not run on studio.` */
function summarize({ providers, runs }: ProviderComparison): string {
  const [able, unable] = [true, false].map((wanted) => providers.filter((name) => (runs[name] === true) === wanted));
  const parts = [
    ...(able === undefined || able.length === 0 ? [] : [`It runs on ${able.join(', ')}.`]),
    ...(unable === undefined || unable.length === 0 ? [] : [`It does not run on ${unable.join(', ')}.`]),
  ];
  return parts.join(' ');
}
