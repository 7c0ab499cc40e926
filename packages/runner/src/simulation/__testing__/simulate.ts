import { fork } from 'node:child_process';
import type { HistoryReport } from './history.ts';

export interface SimulationSettings {
  readonly from: number;
  readonly seeds: number;
  /** Processes side by side. */
  readonly jobs: number;
  /** Name of a fault to put into the runner. */
  readonly mutant?: string;
  /** Told of each history as it ends; `true` ends the whole. */
  readonly onReport: (report: HistoryReport) => boolean | undefined;
}

/** Lives through histories in processes of their own, whose disk, network and clock are simulated. @returns when all have ended. */
export async function simulate({ from, seeds, jobs, mutant, onReport }: SimulationSettings): Promise<void> {
  const share = Math.ceil(seeds / jobs);
  const begins = Array.from({ length: jobs }, (_, index) => from + index * share);
  const stopping = new AbortController();
  await Promise.all(
    begins.map((first) => {
      const count = Math.min(share, from + seeds - first);
      if (count <= 0) return undefined;
      return liveInProcess([String(first), String(count)], mutant, stopping, onReport);
    }),
  );
}

/**
 * Lives through one history again.
 *
 * @param only Where given, nothing else goes wrong.
 * @param whole Its story is told even if nothing is wrong with it.
 */
export async function replay(seed: number, only?: readonly string[], mutant?: string, whole = false): Promise<HistoryReport> {
  const reports: HistoryReport[] = [];
  const words = [String(seed), '1', only === undefined ? '' : JSON.stringify(only), whole ? 'whole' : ''];
  await liveInProcess(words, mutant, new AbortController(), (report) => void reports.push(report));
  const [report] = reports;
  if (report === undefined) throw new Error(`Seed ${seed} tells nothing.`);
  return report;
}

function liveInProcess(
  words: readonly string[],
  mutant: string | undefined,
  stopping: AbortController,
  onReport: SimulationSettings['onReport'],
): Promise<void> {
  const script = (name: string) => new URL(name, import.meta.url);
  const child = fork(script('worker.ts'), [...words], {
    execArgv: ['--import', script('hooks.ts').href],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...(mutant === undefined ? {} : { SIMULATION_MUTANT: mutant }) },
  });
  stopping.signal.addEventListener('abort', () => child.kill(), { once: true });
  child.on('message', (report: HistoryReport) => {
    if (!stopping.signal.aborted && onReport(report) === true) stopping.abort();
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (code === 0 || stopping.signal.aborted) resolve();
      else reject(new Error(`A process of the simulation ended with ${code ?? signal}.`));
    });
  });
}

/** Leaves out, one after the other, what went wrong without being needed for the failure. */
export async function shrink(report: HistoryReport, mutant?: string): Promise<HistoryReport> {
  let smallest = report;
  for (let size = Math.ceil(report.struck.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.struck.length; ) {
      const rest = smallest.struck.filter((_, index) => index < at || index >= at + size);
      const again = await replay(report.seed, rest, mutant);
      if (again.violations.length > 0 && again.struck.length < smallest.struck.length) smallest = again;
      else at += size;
    }
  }
  return smallest;
}
