import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

/** Two films with one voice: the speech of `bad` is refused while that of `good` is being started. */
async function runTwoFilms(keepGoing: boolean) {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({
    clock: rig.clock,
    server,
    before: (operation, _nth, input) => {
      if (operation === 'start' && input?.kind === 'tts' && input.text === 'bad')
        throw new ProviderError('fake', 'rejected-content', 'No.');
    },
  });
  return await rig.run([rig.film({ name: 'bad', text: 'bad' }), rig.film({ name: 'good', text: 'good' })], provider, { keepGoing });
}

test('without keepGoing a failure ends starting: what is under way comes to its end, the rest is skipped and told why', async () => {
  const { result, events } = await runTwoFilms(false);
  expect(result).toMatchObject({ outcome: 'failed', failed: 1, started: { 'clone-voice': 1, tts: 1 } });
  expect(result.started['lip-sync']).toBeUndefined();
  expect(factsOfType(events, 'node-finished').map(({ node }) => node)).toContain('good/default/speech');
  const skipped = factsOfType(events, 'node-skipped').find(({ node }) => node === 'good/default/film');
  expect(skipped?.because).toBe('Not started, since "speech" failed.');
});

test('with keepGoing everything runs that does not need what failed', async () => {
  const { result, events } = await runTwoFilms(true);
  expect(result).toMatchObject({ outcome: 'failed', failed: 1, started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 } });
  expect(factsOfType(events, 'output-written').map(({ recipe }) => recipe)).toContain('good');
});
