import { resolve } from 'node:path';
import { readBuildId } from './build-id.ts';
import { exitCodes } from './exit-codes.ts';
import { count } from './format.ts';
import type { Host } from './host.ts';
import { renderNothingToDo } from './nothing-to-do.ts';
import { collectInput, parseList } from './options.ts';
import { printOutputPaths } from './output-paths.ts';
import { createPalette, wantsColour } from './palette.ts';
import { createProcessHost } from './process-host.ts';
import { resolveRecipePaths } from './recipe-paths.ts';
import { paint } from './tell-diagnostics.ts';
import { readUpToDate } from './up-to-date.ts';

export interface QuickWords {
  readonly recipes: readonly string[];
  readonly emulate: boolean;
  readonly provider: readonly string[] | undefined;
  readonly profile: string | undefined;
  readonly input: Readonly<Record<string, string>>;
  readonly out: string | undefined;
}

/** As this process: answers, or does nothing at all. */
export function runQuickly(args: readonly string[]): boolean {
  const code = answerQuickly(args, createProcessHost());
  if (code !== undefined) process.exitCode = code;
  return code !== undefined;
}

/**
 * Answers `reel run …` when there is nothing to do, without loading the grammar, YAML or the database.
 *
 * @param args What stands after `run`.
 * @returns The exit code, or undefined when the long way must be taken. In doubt it is taken.
 */
export function answerQuickly(args: readonly string[], host: Host): number | undefined {
  try {
    const words = readQuickWords(args);
    if (words === undefined) return undefined;
    const paths = resolveRecipePaths(words.recipes, host.cwd);
    const outFolder = words.out === undefined ? resolve(paths.root, 'out') : resolve(host.cwd, words.out);
    const found = readUpToDate(paths, { ...words, outFolder, build: readBuildId() }, host);
    if (found === undefined) return undefined;
    const palette = createPalette(wantsColour(host.environment, host.stderr.isTTY));
    for (const remark of found.remarks) host.stderr.write(`${paint(remark, 'warning', palette)}\n`);
    if (found.remarks.length > 0) host.stderr.write(`\n${count(found.remarks.length, 'warning')}.\n`);
    host.stderr.write(`${renderNothingToDo(found.steps, performance.now(), palette)}\n`);
    printOutputPaths(found.outputs, outFolder, host);
    return exitCodes.done;
  } catch {
    return undefined; // the long way finds it again, and tells it
  }
}

/** The words when they are the plain ones of everyday; a test holds them against the grammar. */
export function readQuickWords(args: readonly string[]): QuickWords | undefined {
  const recipes: string[] = [];
  let emulate = false;
  let provider: readonly string[] | undefined;
  let profile: string | undefined;
  let out: string | undefined;
  let input: Readonly<Record<string, string>> = {};
  const rest = args.values();
  for (const word of rest) {
    const [name, inline] = splitOption(word);
    if (!word.startsWith('-')) recipes.push(word);
    else if (word === '--emulate') emulate = true;
    else if (word === '--keep-going') continue;
    else if (isValued(name)) {
      const value = inline ?? rest.next().value;
      if (value === undefined || (inline === undefined && value.startsWith('-'))) return undefined;
      if (name === '--provider') provider = parseList(name)(value);
      else if (name === '--profile') profile = value;
      else if (name === '--out') out = value;
      else input = collectInput(value, input);
    } else return undefined;
  }
  return { recipes, emulate, provider, profile, input, out };
}

function isValued(name: string): boolean {
  return name === '--provider' || name === '--profile' || name === '--out' || name === '--input';
}

function splitOption(word: string): [name: string, inline: string | undefined] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}
