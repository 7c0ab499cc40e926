import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { fakeMediaTools, fakeMedium } from '../__fixtures__/fake-media.ts';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { createFastClock } from '../__fixtures__/fast-clock.ts';
import { createLife, type Life } from '../__fixtures__/mortal.ts';
import { cloneVoice, instanceOf, output, step } from '../__fixtures__/recipes.ts';
import type { RunResult } from '../events.ts';
import { inspectMedia } from '../media/inspect-media.ts';
import { createPlan } from '../plan/create-plan.ts';
import { mediaPaths } from '../plan/media-paths.ts';
import { openState } from '../state/open-state.ts';
import { runPlan } from './run-plan.ts';

/** What a provider lets be known of a lost start, and whether a start that died on its way arrives after all. */
interface World {
  readonly foundBy: NonNullable<FakeSettings['foundBy']>;
  readonly late: boolean;
}

interface Fate {
  /** Results of the lives that came to an end of their own. */
  readonly results: readonly RunResult[];
  readonly provider: FakeProvider;
  readonly lives: readonly Life[];
}

/** Two clones that run side by side, carried out by processes which die at the given points, and by a last one that lives. */
async function live({ foundBy, late }: World, deaths: readonly number[]): Promise<Fate> {
  using folder = createTempFolder();
  const clock = createFastClock();
  const provider = createFakeProvider({ clock, foundBy, takesMs: { 'clone-voice': 20_000 } });
  const onTheWay: { readonly arrivesAt: number; readonly send: () => Promise<unknown> }[] = [];
  let arriving = Promise.resolve();
  const arrive = () => {
    arriving = arriving.then(async () => {
      for (const one of onTheWay.splice(0)) {
        if (one.arrivesAt <= clock.now()) await one.send();
        else onTheWay.push(one);
      }
    });
    return arriving;
  };
  /** What arrives late is there before anything else is asked. */
  const watched = Object.fromEntries(
    (['poll', 'find', 'highWaterMark', 'start'] as const).map((name) => [
      name,
      async (...args: unknown[]) => {
        await arrive();
        // The arguments are passed on as they came.
        return (provider[name] as (...all: unknown[]) => unknown)(...args);
      },
    ]),
  );
  const real = { ...provider, ...watched } as Provider;
  const sleepLate = (...request: Parameters<Provider['start']>) => {
    if (late) onTheWay.push({ arrivesAt: clock.now() + 50_000, send: () => provider.start(...request) });
  };
  const instances = [voiceOf(folder.path, 'mei'), voiceOf(folder.path, 'omar')];
  const lives = [...deaths, Number.POSITIVE_INFINITY].map(createLife);
  const results: RunResult[] = [];
  for (const life of lives) {
    const result = await liveOnce(life, life.wrapProvider(real, sleepLate), instances, folder.path, clock).catch((error: unknown) => {
      if (!life.isDead()) throw error;
    });
    if (result !== undefined && !life.isDead()) results.push(result);
  }
  // Whatever is still on its way arrives now, and is paid for.
  await clock.sleep(120_000);
  await arrive();
  return { results, provider, lives };
}

function voiceOf(folder: string, name: string): RecipeInstance {
  const path = join(folder, `${name}.wav`);
  writeFileSync(path, fakeMedium('audio', 9_000, name));
  return instanceOf({ name, steps: [step('voice', cloneVoice(path))], outputs: { voice: output('voice', 'voice', 'voice') } });
}

async function liveOnce(
  life: Life,
  provider: Provider,
  instances: readonly RecipeInstance[],
  root: string,
  clock: ReturnType<typeof createFastClock>,
): Promise<RunResult> {
  const state = openState(join(root, '.reel'), { clock, self: life.self, wrap: life.wrap });
  try {
    const media = await inspectMedia(mediaPaths(instances), state, { clock, media: fakeMediaTools });
    const providers = new Map([[provider.id, provider]]);
    const { plan } = createPlan({
      instances,
      providers,
      ...{ chosenProviders: [], defaultProviders: [provider.id], project: undefined, now: clock.now() },
      emulated: false,
      media,
      known: state.known(),
    });
    const options = {
      providers,
      state,
      clock,
      root,
      outFolder: join(root, 'out'),
      media: fakeMediaTools,
      random: () => 0.5,
      onEvent: () => {},
    };
    return await runPlan(plan, options);
  } finally {
    state.close();
  }
}

/** Money is the measure: no label is ever paid twice, and whoever lives to the end either has it all or asks, for a reason. */
function expectSound({ results, provider }: Fate, { foundBy }: World, what: string): 'done' | 'asked' {
  const labels = provider.tasks.map((task) => task.label);
  expect(`${what}: ${labels.length - new Set(labels).size} paid twice`).toBe(`${what}: 0 paid twice`);
  const last = results.at(-1);
  expect(['done', 'uncertain'], what).toContain(last?.outcome);
  if (last?.outcome === 'done') {
    expect(labels.length, what).toBe(2);
    return 'done';
  }
  expect(foundBy, what).not.toBe('label');
  return 'asked';
}

const worlds: readonly World[] = (['label', 'list', 'nothing'] as const).flatMap((foundBy) => [
  { foundBy, late: false },
  { foundBy, late: true },
]);

test.each(worlds)('a death at any point is survived: found by $foundBy, late arrival: $late', { timeout: 60_000 }, async (world) => {
  const whole = await live(world, []);
  expect(expectSound(whole, world, 'whole')).toBe('done');
  const names = whole.lives[0]?.names ?? [];
  expect(names.length).toBeGreaterThan(40);
  let asked = 0;
  let died = 0;
  for (let point = 1; point <= names.length; point++) {
    const fate = await live(world, [point]);
    if (fate.lives[0]?.isDead()) died += 1;
    if (expectSound(fate, world, `death ${names[point - 1]} (${point})`) === 'asked') asked += 1;
  }
  // A life may pass a look more or less than the one that was counted.
  expect(died).toBeGreaterThan(names.length - 6);
  // Where the name is shown nobody is asked; elsewhere only for deaths between intent and id.
  if (world.foundBy === 'label') expect(asked).toBe(0);
  else expect(asked).toBeLessThan(names.length / 3);
});

test('two deaths, one after the other, are survived as well', { timeout: 60_000 }, async () => {
  const world: World = { foundBy: 'label', late: true };
  const { lives } = await live(world, []);
  const points = lives[0]?.points() ?? 0;
  for (let first = 7; first <= points; first += 7) {
    for (let second = 3; second <= points; second += 11)
      expectSound(await live(world, [first, second]), world, `deaths ${first} and ${second}`);
  }
});
