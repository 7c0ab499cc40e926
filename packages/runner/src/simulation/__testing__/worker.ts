// Lives through a range of seeds and tells its parent of each: node --import ./hooks.ts worker.ts <from> <count> [only] [whole]

import { liveHistory } from './history.ts';
import { Death } from './sim-process.ts';

const [, , from = '1', count = '1', only = '', whole = ''] = process.argv;
const stray: string[] = [];
const note = (error: unknown) => {
  if (!(error instanceof Death)) stray.push(error instanceof Error ? String(error.stack) : String(error));
};
process.on('uncaughtException', note);
process.on('unhandledRejection', note);

for (let seed = Number(from); seed < Number(from) + Number(count); seed++) {
  stray.length = 0;
  const report = await liveHistory(seed, only === '' ? undefined : new Set(JSON.parse(only) as string[]));
  const violations = [...report.violations, ...stray.map((error) => `nobody caught: ${error}`)];
  const isTold = violations.length > 0 || whole !== '';
  process.send?.({ ...report, violations, ...(isTold ? {} : { struck: [], story: [] }) });
}
process.disconnect?.();
