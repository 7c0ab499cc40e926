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
  /** In the order in which they are tried; undefined where none is named. */
  readonly provider: readonly string[] | undefined;
  readonly profile: string | undefined;
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
  /** What the run was warned of, as people read it. */
  readonly remarks: readonly string[];
}

/** What a finished run left, when the same command would find nothing to do; undefined whenever that is not certain. */
export function readUpToDate({ root, recipes }: RecipePaths, words: RunWords, host: Host): UpToDate | undefined {
  const conditions = readConditions(root);
  if (conditions === undefined || (conditions.holdsUntil ?? Number.POSITIVE_INFINITY) <= host.now()) return undefined;
  const options = optionsOf(words, conditions, host);
  let steps = 0;
  const outputs: string[] = [];
  const remarks = new Set<string>();
  for (const recipePath of recipes) {
    const stamp = readUpToDateStamp({ folder: stateFolderOf(root), recipePath, recipeBytes: readFileSync(recipePath), options });
    if (stamp === undefined) return undefined;
    steps += stamp.nodes.length;
    for (const { path } of stamp.outputs) if (!path.endsWith('manifest.json')) outputs.push(path);
    for (const remark of stamp.remarks) remarks.add(remark);
  }
  return { steps, outputs, remarks: [...remarks] };
}

/** What a run was made of and left, for one recipe. */
export interface FinishedRecipe {
  readonly recipePath: string;
  /** As they were when they were judged. */
  readonly recipeBytes: Uint8Array;
  readonly outputs: readonly string[];
  readonly nodes: readonly string[];
  readonly remarks: readonly string[];
  /** Whether it is there or not. */
  readonly lockPath: string;
}

export interface FinishedRun {
  readonly root: string;
  readonly recipes: readonly FinishedRecipe[];
  /** Taken before each file was read. */
  readonly inputs: readonly SeenFile[];
  /** Names of the environment variables that say which accounts take part. */
  readonly accountVariables: readonly string[];
  /** Names of those of which only counts whether they are set: they say which accounts can be called. */
  readonly loginVariables: readonly string[];
  /** Wall time in ms at which something ends that the run relied on: a consent. */
  readonly holdsUntil: number | undefined;
}

/** Notes a run that ended well, so that the next one can be answered without reading a recipe. */
export function writeUpToDate(finished: FinishedRun, words: RunWords, host: Host): void {
  const { root, recipes, inputs, holdsUntil } = finished;
  // Runs with other accounts go on being known: they all look at the same variables.
  const before = readConditions(root);
  const conditions: Conditions = {
    accountVariables: union(before?.accountVariables, finished.accountVariables),
    loginVariables: union(before?.loginVariables, finished.loginVariables),
    holdsUntil,
  };
  writeConditions(root, conditions);
  const options = optionsOf(words, conditions, host);
  for (const { recipePath, recipeBytes, outputs, nodes, remarks, lockPath } of recipes) {
    const key: StampKey = { folder: stateFolderOf(root), recipePath, recipeBytes, options };
    const manifests = [...new Set(outputs.map((path) => join(dirname(path), 'manifest.json')))];
    writeUpToDateStamp(key, {
      inputs: [...inputs, ...seeFiles([lockPath])],
      outputs: seeFiles([...outputs, ...manifests]),
      nodes,
      remarks,
    });
  }
}

function stateFolderOf(root: string): string {
  return join(root, '.reel');
}

/** Everything but the recipe that decides what is made, or told: remarks name files as they are seen from a folder. */
function optionsOf(words: RunWords, { accountVariables, loginVariables }: Conditions, { environment, cwd }: Host): string {
  const { emulate, provider, profile, input, outFolder, build } = words;
  return JSON.stringify({
    build,
    emulate,
    provider: provider ?? null,
    profile: profile ?? null,
    input: Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)),
    outFolder,
    cwd,
    // Values of variables enter as digests.
    account: emulate ? [] : accountVariables.map((name) => [name, digest(environment[name] ?? '')]),
    login: emulate ? [] : loginVariables.filter((name) => environment[name]),
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What a stamp takes for granted, which stands in the project file and is not read again: its own change voids the stamp. */
type Conditions = Pick<FinishedRun, 'accountVariables' | 'loginVariables' | 'holdsUntil'>;

function readConditions(root: string): Conditions | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(conditionsPath(root), 'utf8'));
    if (typeof found !== 'object' || found === null) return undefined;
    const { accountVariables, loginVariables, holdsUntil }: Partial<Record<keyof Conditions, unknown>> = found;
    if (!isNames(accountVariables) || !isNames(loginVariables)) return undefined;
    if (holdsUntil !== null && typeof holdsUntil !== 'number') return undefined;
    return { accountVariables, loginVariables, holdsUntil: holdsUntil ?? undefined };
  } catch {
    return undefined;
  }
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function union(before: readonly string[] = [], now: readonly string[]): string[] {
  return [...new Set([...before, ...now])].sort();
}

function writeConditions(root: string, conditions: Conditions): void {
  try {
    mkdirSync(dirname(conditionsPath(root)), { recursive: true });
    writeFileSync(conditionsPath(root), JSON.stringify({ ...conditions, holdsUntil: conditions.holdsUntil ?? null }));
  } catch {
    // Without them the next run takes the long way.
  }
}

function conditionsPath(root: string): string {
  return join(stateFolderOf(root), 'cache', 'conditions.json');
}
