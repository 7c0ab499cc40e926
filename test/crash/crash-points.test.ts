import { expect, test } from 'vitest';
import { complaintsOf, runCampaign } from './campaign.ts';

/** A taste of `pnpm crash --points 500`: another seed finds other points, the same one the same. */
test('reel killed at any point and run again pays nothing twice, loses nothing and leaves nothing behind', async () => {
  const { fates, kills } = await runCampaign({ points: 14, seed: 20 });
  const wrong = fates
    .map((fate) => ({ ...fate.history, died: fate.died, wrong: complaintsOf(fate) }))
    .filter(({ wrong }) => wrong.length > 0);
  expect(wrong).toEqual([]);
  expect(fates).toHaveLength(14);
  expect(kills).toBeGreaterThanOrEqual(14);
});
