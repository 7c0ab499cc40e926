import type { LocalMedium } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { testSettings } from './__testing__/guiji-service.ts';
import { createGuiji } from './index.ts';

const medium: LocalMedium = {
  path: '/project/assets/mei.wav',
  purpose: 'voice-sample',
  facts: { sha256: 'a'.repeat(64), sizeBytes: 1000, extension: 'wav' },
};

test('trap 15: a local file gets its address from the bridge, and is ready at once', async () => {
  const published: unknown[] = [];
  const publish = async (...given: unknown[]) => {
    published.push(given);
    return { url: 'https://bridge.test/4f/mei.wav', expiresAt: 1_741_600_000_000 };
  };
  const guiji = createGuiji({ ...testSettings(), bridge: { publish } });
  const { signal } = new AbortController();
  const staged = await guiji.stage(medium, { signal });
  expect(staged).toEqual({
    provider: 'guiji',
    purpose: 'voice-sample',
    id: medium.facts.sha256,
    url: 'https://bridge.test/4f/mei.wav',
    expiresAt: 1_741_600_000_000,
  });
  expect(published).toEqual([[medium, { signal }]]);
  expect(await guiji.pollStaged([staged, staged], {})).toEqual([{ state: 'ready' }, { state: 'ready' }]);
});

test('an address that lasts has no end', async () => {
  const guiji = createGuiji({ ...testSettings(), bridge: { publish: async () => ({ url: 'https://bridge.test/mei.wav' }) } });
  expect(await guiji.stage(medium, {})).not.toHaveProperty('expiresAt');
});

test('without a bridge a local file cannot be staged', async () => {
  await expect(createGuiji(testSettings()).stage(medium, {})).rejects.toMatchObject({
    errorClass: 'bad-input',
    code: 'PLAN_PROVIDER_SETTINGS',
  });
});

test('what the bridge throws is not dressed up', async () => {
  const guiji = createGuiji({ ...testSettings(), bridge: { publish: () => Promise.reject(new Error('bucket full')) } });
  await expect(guiji.stage(medium, {})).rejects.toThrow('bucket full');
});

test('what the bridge has published is taken back by its address', async () => {
  const withdrawn: string[] = [];
  const bridge = {
    publish: async () => ({ url: 'https://bridge.test/mei.wav' }),
    async withdraw(this: unknown, url: string) {
      expect(this).toBe(bridge);
      withdrawn.push(url);
    },
  };
  const guiji = createGuiji({ ...testSettings(), bridge });
  const staged = await guiji.stage(medium, {});
  await guiji.unstage?.(staged, {});
  await guiji.unstage?.({ provider: 'guiji', purpose: 'voice-sample', id: medium.facts.sha256 }, {});
  expect(withdrawn).toEqual(['https://bridge.test/mei.wav']);
});

test.each([
  { name: 'without a bridge', settings: testSettings() },
  {
    name: 'of a bridge whose addresses end by themselves',
    settings: { ...testSettings(), bridge: { publish: async () => ({ url: 'x' }) } },
  },
])('there is nothing to take back $name', ({ settings }) => {
  expect(createGuiji(settings)).not.toHaveProperty('unstage');
});
