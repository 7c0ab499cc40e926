import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeOperation } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

const minute = 60_000;

/** One film at a provider that refuses an operation as one call too many, from the first call on, for so long. */
async function runThrough(operation: FakeOperation, stormMs: number) {
  using rig = createRig();
  await using server = await startFileServer();
  const begun = rig.clock.monotonic();
  const before = (called: FakeOperation) => {
    const elapsedMs = rig.clock.monotonic() - begun;
    if (elapsedMs > 600 * minute) throw new ProviderError('fake', 'auth', 'The storm has been going on for ten hours.');
    if (called === operation && elapsedMs < stormMs)
      throw new ProviderError('fake', 'rate-limit', 'Too many calls.', { wire: { code: '40001' } });
  };
  const limits = [{ id: 'create', scopes: ['start:lip-sync' as const], count: 10, windowMs: minute }];
  const provider = createFakeProvider({ clock: rig.clock, server, before, limits });
  const { result, events } = await rig.run([rig.film()], provider);
  return { result, events, elapsedMs: rig.clock.monotonic() - begun, provider };
}

const operations = ['start', 'stage', 'pollStaged', 'highWaterMark'] as const;

test.each(operations)('a storm of five minutes over %s fails no step and starts nothing twice', async (operation) => {
  const { result, provider } = await runThrough(operation, 5 * minute);
  expect(result).toMatchObject({ outcome: 'done', failed: 0 });
  expect(provider.tasks).toHaveLength(3);
});

// Without a high-water mark a film can still be started, so that is left out.
test.each(['start', 'stage', 'pollStaged'] as const)(
  'a provider that never stops to refuse %s fails the step in the end',
  async (operation) => {
    const { result, events, elapsedMs } = await runThrough(operation, Number.POSITIVE_INFINITY);
    expect(result.outcome).toBe('failed');
    const codes = factsOfType(events, 'node-failed').map(({ error }) => error.code);
    expect(['PROVIDER_RATE_LIMITED', 'RUN_DEADLINE']).toContain(codes[0]);
    expect(elapsedMs).toBeLessThan(65 * minute);
  },
);
