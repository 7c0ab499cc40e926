import { join } from 'node:path';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { fakeMediaTools } from '../__fixtures__/fake-media.ts';
import { createFakeProvider, type FakeProvider } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, type Rig, type RigOutcome } from '../__fixtures__/rig.ts';
import { inspectMedia } from '../media/inspect-media.ts';
import { createPlan } from '../plan/create-plan.ts';
import { mediaPaths } from '../plan/media-paths.ts';
import type { Plan } from '../plan/plan.ts';
import { openState } from '../state/open-state.ts';
import { frozenDifferences } from './frozen-differences.ts';
import type { Lock } from './lock.ts';
import { type LockOfOptions, lockOf } from './lock-of.ts';
import { withLock } from './locked-results.ts';
import { parseLock } from './parse-lock.ts';
import { renderLock } from './render-lock.ts';

interface Studio {
  readonly rig: Rig;
  readonly provider: FakeProvider;
  /** Runs, and makes the lock of what was run. */
  lockAfter(instances: readonly RecipeInstance[], more?: Partial<LockOfOptions> & { emulated?: boolean }): Promise<Lock>;
}

async function inStudio(check: (studio: Studio) => Promise<void>): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const lockAfter: Studio['lockAfter'] = async (instances, { emulated = false, ...more } = {}) => {
    const { plan } = await rig.run(instances, provider, { emulated });
    return lockFrom(rig, plan, provider, more);
  };
  await check({ rig, provider, lockAfter });
}

function lockFrom(rig: Rig, plan: RigOutcome['plan'], provider: Provider, more: Partial<LockOfOptions> = {}): Lock {
  const state = rig.open();
  const lock = lockOf(plan, 'film', { providers: new Map([[provider.id, provider]]), results: state.known(), isWhole: true, ...more });
  state.close();
  return lock;
}

/** A plan on a machine that knows nothing but the lock. */
async function planElsewhere(
  rig: Rig,
  instances: readonly RecipeInstance[],
  provider: Provider,
  lock: Lock,
  hasBlob = () => true,
): Promise<Plan> {
  const state = openState(join(rig.root, `elsewhere-${Math.random()}`), { clock: rig.clock });
  try {
    const media = await inspectMedia(mediaPaths(instances), state, { clock: rig.clock, media: fakeMediaTools });
    const known = withLock(state.known(), lock, { hasBlob });
    const providers = new Map([[provider.id, provider]]);
    const named = { chosenProviders: [provider.id], defaultProviders: [] };
    return createPlan({ instances, providers, ...named, project: undefined, emulated: false, media, now: 0, known }).plan;
  } finally {
    state.close();
  }
}

test('after a run the lock holds every step as it ran, and its text reads back', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const lock = await lockAfter([rig.film({ id: 'cn' }), rig.film({ id: 'en', text: 'Good day.' })]);
    expect([...lock.instances.keys()]).toEqual(['cn', 'en']);
    expect(lock.accounts.get(provider.id)).toEqual({ adapter: provider.id, key: provider.accountKey });
    const cn = lock.instances.get('cn');
    expect([...(cn?.steps.keys() ?? [])]).toEqual(['voice', 'speech', 'film', 'lines']);
    expect(cn?.steps.get('film')).toMatchObject({
      uses: 'lip-sync',
      provider: provider.id,
      task: expect.any(String),
      outputs: { video: { kind: 'video' } },
    });
    expect(cn?.steps.get('lines')).toMatchObject({ provider: 'local' });
    expect(cn?.outputs.get('captions')).toEqual({ step: 'lines', output: 'captions' });
    const text = renderLock(lock);
    expect(text).not.toContain(rig.root);
    expect(parseLock(text, 'x')).toEqual({ lock, diagnostics: [] });
  });
});

test('with the lock alone another machine has nothing to make, and nothing differs', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const film = rig.film({ id: 'cn' });
    const lock = await lockAfter([film]);
    const plan = await planElsewhere(rig, [film], provider, lock);
    expect(plan.nodes.map(({ decision }) => decision.action)).toEqual(['reuse', 'reuse', 'reuse', 'reuse']);
    expect(frozenDifferences(plan, 'film', lock, { isWhole: true })).toEqual([]);
  });
});

test('a cloned voice in the lock is never paid for again, though no file of it can be had', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const film = rig.film({ id: 'cn' });
    const lock = await lockAfter([film]);
    const plan = await planElsewhere(rig, [film], provider, lock, () => false);
    expect(plan.nodes.map(({ decision }) => decision.action)).toEqual(['reuse', 'run', 'run', 'run']);
    expect(frozenDifferences(plan, 'film', lock, { hasBlob: () => false })).toEqual([
      expect.stringMatching(
        /^The audio of film\/cn\/speech \(\d+ bytes, SHA-256 [0-9a-f]{12}\) is neither in the store nor in its remote\.$/,
      ),
      expect.stringContaining('The captions of film/cn/speech'),
      expect.stringContaining('film/cn/film follows from'),
      expect.stringContaining('film/cn/lines follows from'),
    ]);
  });
});

test('names every step that does not hold, what follows from it, and the input where it is known', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const lock = await lockAfter([rig.film({ id: 'cn' }), rig.film({ id: 'de' })]);
    const changed = rig.film({ id: 'cn', text: 'Hello you.' });
    const plan = await planElsewhere(rig, [changed, rig.film({ id: 'fr' })], provider, lock);
    expect(frozenDifferences(plan, 'film', lock, { isWhole: true })).toEqual([
      expect.stringMatching(
        /^film\/cn\/speech is not made of what the lock has: its fingerprint is [0-9a-f]{12}, the lock's [0-9a-f]{12}\.$/,
      ),
      'film/cn/film follows from film/cn/speech, which the lock does not have as it is now.',
      'film/cn/lines follows from film/cn/speech, which the lock does not have as it is now.',
      'film/fr is not in the lock.',
      'film/de is in the lock, but the recipe makes no such film any more.',
    ]);
    const { plan: here } = await rig.run(
      [changed],
      createFakeProvider({ clock: rig.clock, id: provider.id, before: () => Promise.reject(new Error('no')) }),
    );
    const state = rig.open();
    const [first] = frozenDifferences(here, 'film', lock, { previous: state.known().previous });
    state.close();
    expect(first).toBe('film/cn/speech is not made of what the lock has: its text changed: "Hello there." -> "Hello you.".');
  });
});

test('tells other kinds, providers, steps and outputs from other content', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const film = rig.film({ id: 'cn' });
    const lock = await lockAfter([film]);
    const plan = await planElsewhere(rig, [film], provider, lock);
    const cn = lock.instances.get('cn');
    const [voice, lines] = [cn?.steps.get('voice'), cn?.steps.get('lines')];
    if (cn === undefined || voice === undefined || lines === undefined) throw new Error('The lock is not whole.');
    const steps = new Map([...cn.steps, ['voice', { ...voice, provider: 'guiji' }], ['old', lines]]);
    const outputs = new Map([
      ['video', { step: 'lines', output: 'captions' }],
      ['gone', { step: 'lines', output: 'captions' }],
    ]);
    const other: Lock = { ...lock, instances: new Map([['cn', { ...cn, steps, outputs }]]) };
    expect(frozenDifferences(plan, 'film', other)).toEqual(
      expect.arrayContaining([
        `film/cn/voice runs at ${provider.id}; the lock has guiji.`,
        'film/cn/old is in the lock, but there is no such step any more.',
        'The output "video" of film/cn is film.video; the lock has lines.captions.',
        'The output "audio" of film/cn is not in the lock.',
        'The output "gone" of film/cn is in the lock, but there is no such output any more.',
      ]),
    );
  });
});

test('a run of a part leaves the rest; instances that are gone go with a run of the whole', async () => {
  await inStudio(async ({ rig, lockAfter }) => {
    const before = await lockAfter([rig.film({ id: 'cn' }), rig.film({ id: 'en', text: 'Good day.' })]);
    const part = await lockAfter([rig.film({ id: 'cn', text: 'New.' })], { before, isWhole: false });
    expect(part.instances.get('en')).toEqual(before.instances.get('en'));
    expect(part.instances.get('cn')).not.toEqual(before.instances.get('cn'));
    const whole = await lockAfter([rig.film({ id: 'cn' })], { before, isWhole: true });
    expect([...whole.instances.keys()]).toEqual(['cn']);
  });
});

test('an instance that was not finished keeps its block', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const before = await lockAfter([rig.film({ id: 'cn' })]);
    const failing = createFakeProvider({
      clock: rig.clock,
      id: provider.id,
      accountKey: provider.accountKey,
      before: () => Promise.reject(new Error('no')),
    });
    const { plan, result } = await rig.run([rig.film({ id: 'cn', text: 'Never made.' })], failing);
    expect(result.outcome).not.toBe('done');
    expect(lockFrom(rig, plan, provider, { before })).toEqual(before);
  });
});

test('an emulated run never touches what is real, nor a real one what is emulated', async () => {
  await inStudio(async ({ rig, provider, lockAfter }) => {
    const real = await lockAfter([rig.film({ id: 'cn' })]);
    const both = await lockAfter([rig.film({ id: 'cn' })], { emulated: true, before: real });
    expect(both.instances).toEqual(real.instances);
    expect([...both.emulated.keys()]).toEqual(['cn']);
    expect(both.accounts.get(provider.id)).toEqual({ adapter: provider.id, key: provider.accountKey, emulatedKey: provider.accountKey });
    const again = await lockAfter([rig.film({ id: 'cn', text: 'New.' })], { before: both });
    expect(again.emulated).toEqual(both.emulated);
    expect(parseLock(renderLock(again), 'x').diagnostics).toEqual([]);
  });
});
