// Lives through seeded histories of the whole runner.
//   pnpm simulate --seeds 10000 [--from 1] [--jobs 2]     prints progress, and the first failure, made as small as it gets
//   pnpm simulate --seed 4711                              one history, told in full
//   pnpm simulate --mutants                                spoils the runner on purpose, and says which seed notices
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { HistoryReport } from './history.ts';
import { mutants } from './mutants.ts';
import { replay, shrink, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    mutants: { type: 'boolean', default: false },
  },
});
const [seeds, from, jobs] = [Number(values.seeds), Number(values.from), Number(values.jobs)];

function tell({ seed, violations, struck, story }: HistoryReport): void {
  console.log(
    `seed ${seed}\n  ${violations.join('\n  ')}\nwhat went wrong on the way:\n  ${struck.join('\n  ')}\nwhat happened:\n${story.join('\n')}`,
  );
}

async function runAll(): Promise<void> {
  const failed: HistoryReport[] = [];
  const sums = { histories: 0, lives: 0, deaths: 0, paid: 0, questions: 0 };
  const begun = performance.now();
  await simulate({
    ...{ seeds, from, jobs },
    ...(values.mutant === undefined ? {} : { mutant: values.mutant }),
    onReport: (report) => {
      sums.histories += 1;
      for (const key of ['lives', 'deaths', 'paid', 'questions'] as const) sums[key] += report[key];
      if (report.violations.length > 0) {
        failed.push(report);
        console.log(`seed ${report.seed}: ${report.violations.join('; ')}`);
      }
      if (sums.histories % 500 === 0) console.log(`${sums.histories} of ${seeds}, ${failed.length} failed`);
      return undefined;
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${sums.histories} histories in ${seconds.toFixed(1)} s: ${sums.lives} processes, ${sums.deaths} killed, ${sums.paid} tasks paid, ${sums.questions} questions; ${failed.length} failed.`,
  );
  const [first] = failed;
  if (first === undefined) return;
  tell(await shrink(first, values.mutant));
  process.exitCode = 1;
}

async function tryMutants(): Promise<void> {
  for (const { name } of mutants) {
    let noticed: HistoryReport | undefined;
    let tried = 0;
    await simulate({
      ...{ seeds, from, jobs, mutant: name },
      onReport: (report) => {
        tried += 1;
        if (report.violations.length > 0) noticed ??= report;
        return noticed !== undefined;
      },
    });
    console.log(
      noticed === undefined
        ? `${name}: NOT NOTICED in ${tried} seeds`
        : `${name}: after ${tried} seeds, by seed ${noticed.seed}: ${noticed.violations[0]}`,
    );
    if (noticed === undefined) process.exitCode = 1;
  }
}

if (values.seed !== undefined) tell(await replay(Number(values.seed), undefined, values.mutant, true));
else if (values.mutants) await tryMutants();
else await runAll();
