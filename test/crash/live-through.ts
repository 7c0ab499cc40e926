import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PresenterProject } from '../support/presenter.ts';
import { type Outcome, startReel } from '../support/reel.ts';
import { type CrashProvider, createCrashProject, recipeName } from './crash-project.ts';
import type { Services } from './emulated-services.ts';
import { emptyVerdict, type Judgement, judge, lookForOrphans } from './judge.ts';

/** How one life ends: at the n-th thing that it does to disk or network, or after so many milliseconds. */
export type Death = { readonly atPoint: number } | { readonly afterMs: number };

export interface History {
  readonly provider: CrashProvider;
  readonly deaths: readonly Death[];
}

export interface Fate {
  readonly history: History;
  /** Where each life died; a life that came to its end first says so. */
  readonly died: readonly string[];
  readonly judgement: Judgement;
}

/** Runs that may pass until the work is done: what a dead life left uncertain is asked about once per step. */
const mostRuns = 12;

/** Kills as many runs as the history says, one after the other, then runs until all is done, and judges what is left. */
export async function liveThrough(history: History, services: Services): Promise<Fate> {
  services.emulator.reset();
  using project = await createCrashProject(history.provider);
  const died: string[] = [];
  for (const death of history.deaths) died.push(await dieOnce(death, project, services));
  const verdict = emptyVerdict();
  let last: Outcome | undefined;
  for (let run = 0; run < mostRuns && last?.code !== 0; run += 1) {
    const asked = last?.code === 4;
    // A person looks at the provider first. What was made and is on no record is what the decision may cost.
    if (asked) lookForOrphans(verdict, project, services.emulator.report());
    last = await runToEnd(project, services, asked ? ['--on-uncertain', 'restart'] : []);
  }
  return { history, died, judgement: judge(verdict, last, project, services.emulator.report(), history.provider) };
}

/** Points of a life that nobody ends. */
export async function pointsOf(provider: CrashProvider, services: Services): Promise<readonly string[]> {
  services.emulator.reset();
  using project = await createCrashProject(provider);
  const note = join(project.path, 'points.json');
  const outcome = await runToEnd(project, services, [], { CRASH_NOTE: note });
  if (outcome.code !== 0) throw new Error(`The undisturbed run ended with ${outcome.code}:\n${outcome.stderr}`);
  return JSON.parse(readFileSync(note, 'utf8')) as string[];
}

async function dieOnce(death: Death, project: PresenterProject, services: Services): Promise<string> {
  const note = join(project.path, 'point.json');
  rmSync(note, { force: true });
  const life = start(project, services, [], 'atPoint' in death ? { CRASH_AT: String(death.atPoint), CRASH_NOTE: note } : {});
  const timer = 'afterMs' in death ? setTimeout(() => life.child.kill('SIGKILL'), death.afterMs) : undefined;
  const { signal, code } = await life.ended;
  clearTimeout(timer);
  if (signal !== 'SIGKILL') return `ended with ${code} before its death`;
  return existsSync(note) ? String((JSON.parse(readFileSync(note, 'utf8')) as string[])[0]) : `after ${JSON.stringify(death)}`;
}

function runToEnd(
  project: PresenterProject,
  services: Services,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return start(project, services, words, env).ended;
}

function start({ path }: PresenterProject, { environment }: Services, words: readonly string[], env: Record<string, string>) {
  const preload = env.CRASH_NOTE === undefined ? {} : { NODE_OPTIONS: `--import ${new URL('die-at.mjs', import.meta.url)}` };
  return startReel(['run', `${recipeName}.reel.yaml`, '--reporter', 'ndjson', ...words], {
    cwd: path,
    env: { ...environment, ...preload, ...env },
  });
}
