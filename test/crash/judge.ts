import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PresenterProject } from '../support/presenter.ts';
import type { Outcome } from '../support/reel.ts';
import { type CrashProvider, outFolderOf } from './crash-project.ts';

/** The part of the emulator's report that is looked at. */
export interface ServiceReport {
  readonly tasks: readonly { readonly id: string; readonly provider: string; readonly kind: string; readonly outcome: string }[];
  readonly defects: readonly string[];
}

/** What is wrong after all runs; every list is empty when all is well. */
export interface Judgement {
  readonly createdTwice: readonly string[];
  readonly resultsLost: readonly string[];
  readonly wrongFiles: readonly string[];
  readonly leasesLeft: readonly string[];
  readonly openTasks: readonly string[];
  /** Where the provider shows our name, nobody is to be asked. */
  readonly needlessQuestions: readonly string[];
  /** How often a person had to decide, for a reason. Nothing wrong, but told. */
  readonly questions: number;
}

export interface Verdict {
  questions: number;
  readonly needless: string[];
  /** Tasks that were made and are on no record when a person decides to restart, by kind. */
  readonly orphans: Map<string, number>;
}

export function emptyVerdict(): Verdict {
  return { questions: 0, needless: [], orphans: new Map() };
}

/** Paid tasks of the recipe, by kind: what an undisturbed run starts. A lip-sync is compiled where there is none. */
const expectedTasks: Readonly<Record<CrashProvider, Readonly<Record<string, number>>>> = {
  chanjing: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'lip-sync': 1, 'avatar-video': 3 },
  guiji: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'avatar-video': 4 },
};

const outputs = ['audio.wav', 'captions.srt', 'film.mp4', 'manifest.json', 'talk.mp4', 'whole.mp4'];

/** Kinds that the second provider shows with the name which we gave them: a lost start is found there without a question. */
const namedKinds: ReadonlySet<string> = new Set(['guiji clone-voice', 'guiji clone-avatar', 'guiji avatar-video']);

interface TaskRow {
  readonly kind: string;
  readonly provider: string;
  readonly state: string;
  readonly task_id: string | null;
}

export function lookForOrphans(verdict: Verdict, project: PresenterProject, { tasks }: ServiceReport): void {
  const rows = readRows<TaskRow>(project, 'SELECT kind, provider, state, task_id FROM tasks');
  const known = new Set(rows.map(({ task_id }) => task_id));
  for (const { kind, provider } of rows.filter(({ state }) => state === 'intent')) {
    verdict.questions += 1;
    if (namedKinds.has(`${provider} ${kind}`)) verdict.needless.push(`${provider} ${kind}`);
  }
  verdict.orphans.clear();
  for (const { id, kind } of tasks) if (!known.has(id)) verdict.orphans.set(kind, (verdict.orphans.get(kind) ?? 0) + 1);
}

export function judge(
  { questions, needless, orphans }: Verdict,
  last: Outcome | undefined,
  project: PresenterProject,
  report: ServiceReport,
  provider: CrashProvider,
): Judgement {
  return {
    createdTwice: surplus(report, orphans, provider),
    resultsLost: lost(last, project, report),
    wrongFiles: [...wrongBlobs(project), ...wrongOutputs(project)],
    leasesLeft: readRows<{ name: string }>(project, 'SELECT name FROM leases').map(({ name }) => name),
    openTasks: readRows<TaskRow>(
      project,
      "SELECT kind, provider, state, task_id FROM tasks WHERE state NOT IN ('succeeded', 'failed')",
    ).map(({ kind, state }) => `${kind} ${state}`),
    needlessQuestions: needless,
    questions,
  };
}

/** A task that failed at the provider has a successor; one that a person chose to start again was the person's to pay. */
function surplus({ tasks }: ServiceReport, orphans: ReadonlyMap<string, number>, provider: CrashProvider): string[] {
  const paid = tasks.filter(({ outcome }) => outcome !== 'failed');
  return Object.entries(expectedTasks[provider]).flatMap(([kind, expected]) => {
    const made = paid.filter((task) => task.kind === kind).length;
    const most = expected + (orphans.get(kind) ?? 0);
    return made > most ? [`${made} ${kind} where ${most} would do`] : [];
  });
}

function lost(last: Outcome | undefined, project: PresenterProject, { defects }: ServiceReport): string[] {
  const folder = outFolderOf(project);
  const found = existsSync(folder) ? readdirSync(folder).sort() : [];
  return [
    ...(last?.code === 0 ? [] : [`the last run ended with ${last?.code}: ${last?.stderr.slice(-600)}`]),
    ...outputs.filter((name) => !found.includes(name)).map((name) => `${name} is missing`),
    ...found.filter((name) => !outputs.includes(name)).map((name) => `${name} is left over`),
    ...defects.map((defect) => `the emulator itself: ${defect}`),
  ];
}

function wrongBlobs({ path }: PresenterProject): string[] {
  const folder = join(path, '.reel', 'store', 'blobs');
  return filesIn(folder).filter((file) => digestOf(file) !== basename(file));
}

function wrongOutputs(project: PresenterProject): string[] {
  const manifest = join(outFolderOf(project), 'manifest.json');
  if (!existsSync(manifest)) return [];
  const { outputs: listed } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    outputs: Record<string, { file: string; sha256: string }>;
  };
  return Object.values(listed)
    .filter(({ file, sha256 }) => digestOf(join(outFolderOf(project), file)) !== sha256)
    .map(({ file }) => file);
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function digestOf(path: string): string | undefined {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined;
}

function readRows<T>({ path }: PresenterProject, sql: string): T[] {
  const database = new DatabaseSync(join(path, '.reel', 'state.db'), { readOnly: true });
  try {
    // The columns are those that the statement names.
    return database.prepare(sql).all() as unknown as T[];
  } finally {
    database.close();
  }
}
