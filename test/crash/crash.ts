// Kills `reel run` at seeded points until the points are used up, and reports what should be nothing.
//   pnpm crash --points 500 --seed 1 [--lanes 2]
import { parseArgs } from 'node:util';
import { complaintsOf, renderCampaign, runCampaign } from './campaign.ts';
import type { Fate } from './live-through.ts';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '2' },
  },
});

function tell(fate: Fate, done: number): void {
  const complaints = complaintsOf(fate);
  if (complaints.length > 0) {
    const { provider, deaths } = fate.history;
    console.log(`\n${provider} ${JSON.stringify(deaths)}: died ${fate.died.join('; ')}\n  ${complaints.join('\n  ')}`);
  }
  if (done % 25 === 0) console.log(`${done} of ${values.points}`);
}

const report = await runCampaign({
  points: Number(values.points),
  seed: Number(values.seed),
  lanes: Number(values.lanes),
  onFate: tell,
});
console.log(renderCampaign(report));
process.exitCode = report.fates.some((fate) => complaintsOf(fate).length > 0) ? 1 : 0;
