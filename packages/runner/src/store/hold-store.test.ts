import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig } from '../__fixtures__/rig.ts';
import { collectGarbage } from './collect-garbage.ts';

test('a collection beside a run takes nothing that the run relies on, and all of it afterwards', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const other = rig.open({ self: { owner: 'collector', host: 'elsewhere', pid: 1, start: '' } });
  const collect = () => collectGarbage(other, { keep: { locks: [] }, clock: rig.clock });
  const reports: ReturnType<typeof collect>[] = [];
  const provider = createFakeProvider({ clock: rig.clock, server, before: () => void reports.push(collect()) });
  const { result } = await rig.run([rig.film({ id: 'cn' })], provider);
  expect(result.outcome).toBe('done');
  expect(reports.length).toBeGreaterThan(3);
  for (const report of reports) expect(report).toMatchObject({ removedResults: [], removedBlobs: [], heldBy: [expect.anything()] });
  expect(collect()).toMatchObject({ removedResults: { length: 3 }, heldBy: [] });
  other.close();
});
