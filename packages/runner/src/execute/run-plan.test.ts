import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

test('makes a film: clone, speech, film and captions, in the order of their needs', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const { result, events, diagnostics } = await rig.run([rig.film()], provider);
  console.log(JSON.stringify(events, null, 1));
  expect(diagnostics).toEqual([]);
  expect(result).toMatchObject({
    outcome: 'done',
    finished: 4,
    reused: 0,
    failed: 0,
    skipped: 0,
    started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 },
  });
  expect(factsOfType(events, 'node-finished').map((event) => event.step)).toEqual(['voice', 'speech', 'lines', 'film']);
  expect(readFileSync(join(rig.out, 'film/default/video.mp4'), 'utf8')).toContain('"media":"video"');
});
