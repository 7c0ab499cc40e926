import { ProviderError, type RateLimit } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { instanceOf, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType } from '../__fixtures__/rig.ts';

const voice = { type: 'id', id: 'V', location: place() } as const;

/** Two films each, pinned to two accounts of one adapter. */
function pinned(texts: readonly string[]) {
  return ['first', 'second'].flatMap((account) =>
    texts.map((text) =>
      instanceOf({
        ...{ name: account, id: text.toLowerCase() },
        steps: [step('speech', tts(voice, `${text} of ${account}.`), { provider: { value: account, location: place() } })],
        outputs: { audio: output('speech', 'audio', 'audio') },
      }),
    ),
  );
}

async function onTwoAccounts(texts: readonly string[], settings: Partial<FakeSettings> = {}, ofSecond: Partial<FakeSettings> = settings) {
  using rig = createRig();
  await using server = await startFileServer();
  const [first, second] = [settings, ofSecond].map((own, index) =>
    createFakeProvider({ clock: rig.clock, server, accountKey: `key-${index}`, taskPrefix: `t${index}-`, ...own }),
  );
  if (first === undefined || second === undefined) throw new Error('There are two.');
  const outcome = await rig.run(pinned(texts), first, { accounts: { first, second } });
  return { ...outcome, first, second };
}

test('each account has its own limits and its own lists, and they run side by side', async () => {
  const limits: RateLimit[] = [{ id: 'create', scopes: ['start:tts'], count: 1, windowMs: 60_000 }];
  const { result, events, first, second } = await onTwoAccounts(['One', 'Two'], { limits });
  expect(result).toMatchObject({ outcome: 'done', started: { tts: 4 } });
  const at = (provider: typeof first) => provider.tasks.map(({ createdAt }) => createdAt - (first.tasks[0]?.createdAt ?? 0));
  for (const starts of [at(first), at(second)]) {
    expect(starts[0]).toBeLessThan(2_000);
    expect(starts[1]).toBeGreaterThanOrEqual(60_000);
    expect(starts[1]).toBeLessThan(65_000);
  }
  // Nobody was asked about the other's tasks.
  const strangers = [first, second].flatMap(({ polls, tasks }) => polls.flat().filter((id) => !tasks.some(({ ref }) => ref.id === id)));
  expect(strangers).toEqual([]);
  const told = factsOfType(events, 'task-started').map(({ recipe, provider }) => `${recipe} at ${provider}`);
  expect(told.toSorted()).toEqual(['first at first', 'first at first', 'second at second', 'second at second']);
});

test('a refusal of one account closes no door of the other, and is told under the name that recipes use', async () => {
  const refuse = () => {
    throw new ProviderError('fake', 'auth', 'The key is not known.');
  };
  const { result, events, second } = await onTwoAccounts(
    ['One'],
    { before: (operation) => (operation === 'start' ? refuse() : undefined) },
    {},
  );
  expect(result).toMatchObject({ outcome: 'failed', finished: 1, failed: 1 });
  expect(second.tasks).toHaveLength(1);
  expect(factsOfType(events, 'node-failed')).toMatchObject([{ recipe: 'first', error: { code: 'PROVIDER_AUTH', provider: 'first' } }]);
});
