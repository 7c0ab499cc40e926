import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
// By its own path: the package's front door would bring in the whole runner.
import { readUpToDateStamp, type SeenFile, type StampKey, seeFiles, writeUpToDateStamp } from '@reelwright/runner/stamp';
import type { Host } from './host.ts';
import type { RecipePaths } from './recipe-paths.ts';

/** The words of a `reel run` that decide what is made. */
export interface RunWords {
  readonly emulate: boolean;
  readonly provider: string | undefined;
  readonly input: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly outFolder: string;
  /** From `readBuildId`. */
  readonly build: string;
}

export interface UpToDate {
  readonly steps: number;
  /** Absolute paths of all outputs. */
  readonly outputs: readonly string[];
}

/** What a finished run left, when the same command would find nothing to do; undefined whenever that is not certain. */
export function readUpToDate({ root, recipes }: RecipePaths, words: RunWords, { environment }: Host): UpToDate | undefined {
  const options = optionsOf(words, readVariables(root), environment);
  if (options === undefined) return undefined;
  let steps = 0;
  const outputs: string[] = [];
  for (const recipePath of recipes) {
    const stamp = readUpToDateStamp({ folder: stateFolderOf(root), recipePath, recipeBytes: readFileSync(recipePath), options });
    if (stamp === undefined) return undefined;
    steps += stamp.nodes.length;
    for (const { path } of stamp.outputs) if (!path.endsWith('manifest.json')) outputs.push(path);
  }
  return { steps, outputs };
}

/** What a run was made of and left, for one recipe. */
export interface FinishedRecipe {
  readonly recipePath: string;
  /** As they were when they were judged. */
  readonly recipeBytes: Uint8Array;
  readonly outputs: readonly string[];
  readonly nodes: readonly string[];
}

export interface FinishedRun {
  readonly root: string;
  readonly recipes: readonly FinishedRecipe[];
  /** Taken before each file was read. */
  readonly inputs: readonly SeenFile[];
  /** Names of the environment variables that say which accounts take part. */
  readonly accountVariables: readonly string[];
}

/** Notes a run that ended well, so that the next one can be answered without reading a recipe. */
export function writeUpToDate({ root, recipes, inputs, accountVariables }: FinishedRun, words: RunWords, { environment }: Host): void {
  writeVariables(root, accountVariables);
  const options = optionsOf(words, accountVariables, environment);
  if (options === undefined) return;
  for (const { recipePath, recipeBytes, outputs, nodes } of recipes) {
    const key: StampKey = { folder: stateFolderOf(root), recipePath, recipeBytes, options };
    const manifests = [...new Set(outputs.map((path) => join(dirname(path), 'manifest.json')))];
    writeUpToDateStamp(key, { inputs, outputs: seeFiles([...outputs, ...manifests]), nodes });
  }
}

function stateFolderOf(root: string): string {
  return join(root, '.reel');
}

/** Everything but the recipe that decides what is made. Values of variables enter as digests. */
function optionsOf(words: RunWords, variables: readonly string[] | undefined, environment: Host['environment']): string | undefined {
  if (variables === undefined) return undefined;
  const { emulate, provider, input, outFolder, build } = words;
  return JSON.stringify({
    build,
    emulate,
    provider: provider ?? null,
    input: Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)),
    outFolder,
    account: emulate ? [] : variables.map((name) => [name, digest(environment[name] ?? '')]),
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Which variables matter stands in the project file, which is not read here: its own change voids the stamp. */
function readVariables(root: string): readonly string[] | undefined {
  try {
    const names: unknown = JSON.parse(readFileSync(variablesPath(root), 'utf8'));
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

function writeVariables(root: string, names: readonly string[]): void {
  try {
    mkdirSync(dirname(variablesPath(root)), { recursive: true });
    writeFileSync(variablesPath(root), JSON.stringify(names));
  } catch {
    // Without the list the next run takes the long way.
  }
}

function variablesPath(root: string): string {
  return join(stateFolderOf(root), 'cache', 'variables.json');
}
