import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Provider, ProviderError } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { fakeMediaTools, fakeMedium } from '../__fixtures__/fake-media.ts';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { createFastClock } from '../__fixtures__/fast-clock.ts';
import { createLife, type Life } from '../__fixtures__/mortal.ts';
import { cloneAvatar, cloneVoice, consentBy, instanceOf, step } from '../__fixtures__/recipes.ts';
import type { RunResult } from '../events.ts';
import { inspectMedia } from '../media/inspect-media.ts';
import { createPlan } from '../plan/create-plan.ts';
import { mediaPaths } from '../plan/media-paths.ts';
import { openState } from '../state/open-state.ts';
import { runPlan } from './run-plan.ts';

/** What providers let be known of lost starts, and in which lives the first of them refuses everything that is paid. */
interface World {
  readonly foundBy: NonNullable<FakeSettings['foundBy']>;
  readonly refuses: readonly boolean[];
  /** One in so many points is tried. */
  readonly stride: number;
}

interface Fate {
  readonly lives: readonly Life[];
  readonly results: readonly RunResult[];
  readonly houses: readonly FakeProvider[];
  /** Media that are on record as reachable when all is over. */
  readonly onRecord: number;
  /** How many media each house had been given at the last death. */
  readonly givenAtDeath: readonly number[];
}

/** A film of two paid steps, one after the other; what the first one begins, nobody else may finish. */
function filmOf(folder: string, name: string): RecipeInstance {
  const [sample, footage] = [join(folder, `${name}.wav`), join(folder, `${name}.mp4`)];
  writeFileSync(sample, fakeMedium('audio', 9_000, name));
  writeFileSync(footage, fakeMedium('video', 9_000, name));
  return instanceOf({
    name,
    steps: [
      step('voice', cloneVoice(sample, { name }), consentBy(sample)),
      step('face', cloneAvatar(footage, { name }), { needs: ['voice'] }),
    ],
  });
}

/** Two films, two providers, and processes that die at the given points; the last one lives. */
async function live({ foundBy, refuses }: World, deaths: readonly number[]): Promise<Fate> {
  using folder = createTempFolder();
  const clock = createFastClock();
  let lifeNumber = 0;
  const houseOf = (id: string, before: FakeSettings['before']) =>
    createFakeProvider({
      ...{ clock, id, accountKey: `key-of-${id}`, taskPrefix: `${id}-`, avatars: true, fetches: 'with a bridge', foundBy },
      takesMs: { 'clone-voice': 20_000, 'clone-avatar': 30_000 },
      ...(before === undefined ? {} : { before }),
    });
  const first = houseOf('first', (operation) => {
    if (operation === 'start' && refuses[lifeNumber] === true) throw new ProviderError('first', 'quota', 'Nothing is left.');
  });
  const houses = [first, houseOf('second', undefined)];
  const onTheWay: { readonly arrivesAt: number; readonly send: () => Promise<unknown> }[] = [];
  let arriving = Promise.resolve();
  /** What arrives late is there before anything else is asked. */
  const arrive = () => {
    arriving = arriving.then(async () => {
      for (const one of onTheWay.splice(0)) {
        if (one.arrivesAt <= clock.now()) await one.send().catch(() => {});
        else onTheWay.push(one);
      }
    });
    return arriving;
  };
  const instances = ['mei', 'omar'].map((name) => filmOf(folder.path, name));
  const lives = [...deaths, ...refuses.slice(deaths.length).map(() => Number.POSITIVE_INFINITY)].map(createLife);
  const results: RunResult[] = [];
  let givenAtDeath = houses.map(() => 0);
  for (const [number, life] of lives.entries()) {
    lifeNumber = number;
    const mortals = houses.map((house) =>
      life.wrapProvider(after(arrive, house), (...request) => {
        onTheWay.push({ arrivesAt: clock.now() + 50_000, send: () => house.start(...request) });
      }),
    );
    const result = await liveOnce(life, mortals, instances, folder.path, clock).catch((error: unknown) => {
      if (!life.isDead()) throw error;
    });
    if (result !== undefined && !life.isDead()) results.push(result);
    else givenAtDeath = houses.map(({ staged }) => staged.length);
  }
  await clock.sleep(120_000);
  await arrive();
  const state = openState(join(folder.path, '.reel'), { clock });
  const onRecord = houses.reduce((sum, { accountKey }) => sum + state.uploads.list(accountKey).length, 0);
  state.close();
  return { lives, results, houses, onRecord, givenAtDeath };
}

/** Nothing is asked before what is on its way has arrived. */
function after(arrive: () => Promise<void>, house: FakeProvider): Provider {
  return {
    ...house,
    start: (...args) => arrive().then(() => house.start(...args)),
    poll: (...args) => arrive().then(() => house.poll(...args)),
    find: (...args) => arrive().then(() => house.find(...args)),
    highWaterMark: (...args) => arrive().then(() => house.highWaterMark(...args)),
  };
}

async function liveOnce(
  life: Life,
  houses: readonly Provider[],
  instances: readonly RecipeInstance[],
  root: string,
  clock: ReturnType<typeof createFastClock>,
): Promise<RunResult> {
  const state = openState(join(root, '.reel'), { clock, self: life.self, wrap: life.wrap });
  try {
    const media = await inspectMedia(mediaPaths(instances), state, { clock, media: fakeMediaTools });
    const providers = new Map(houses.map((house) => [house.id, house]));
    const named = { chosenProviders: [...providers.keys()], defaultProviders: [], project: undefined, now: clock.now() };
    const { plan } = createPlan({ ...named, instances, providers, emulated: false, media, known: state.known() });
    const outFolder = join(root, 'out');
    return await runPlan(plan, {
      ...{ providers, state, clock, root, outFolder, media: fakeMediaTools },
      random: () => 0.5,
      onEvent: () => {},
    });
  } finally {
    state.close();
  }
}

/**
 * No task is paid twice; no film is paid at two places; nobody reads a medium that was taken back; and whoever lives to the end has
 * it all, or asks for a reason, or is refused for good where it was begun.
 */
function expectSound(
  { results, houses, onRecord, givenAtDeath }: Fate,
  { foundBy, refuses }: World,
  what: string,
): RunResult['outcome'] | undefined {
  const paidAt = new Map<string, Set<string>>();
  for (const { id, tasks, unreachable } of houses) {
    const labels = tasks.map(({ label }) => label);
    expect(`${what}: ${labels.length - new Set(labels).size} paid twice`).toBe(`${what}: 0 paid twice`);
    expect(unreachable, what).toEqual([]);
    for (const { input } of tasks) if ('name' in input) paidAt.set(input.name, (paidAt.get(input.name) ?? new Set()).add(id));
  }
  for (const [film, places] of paidAt) expect(`${what}: ${film} at ${[...places].join(' and ')}`).not.toContain(' and ');
  const outcome = results.at(-1)?.outcome;
  if (foundBy === 'label') expect(outcome, what).toBe(refuses.at(-1) === true && paidAt.size > 0 ? outcome : 'done');
  else expect(['done', 'uncertain', 'budget'], what).toContain(outcome);
  if (outcome !== 'done') return outcome;
  expect(
    houses.flatMap(({ tasks }) => tasks),
    what,
  ).toHaveLength(4);
  expect(onRecord, what).toBe(0);
  // What had just been given out when a process died, before it could be noted, is all that may be left.
  houses.forEach(({ published }, index) => {
    for (const id of published) expect(Number(id.replace('file-', '')), what).toBeLessThanOrEqual(givenAtDeath[index] ?? 0);
  });
  return outcome;
}

const worlds: readonly World[] = [
  // Refused at first and elsewhere from then on; then the first one would do it again.
  { foundBy: 'label', refuses: [true, false], stride: 1 },
  { foundBy: 'list', refuses: [true, false], stride: 3 },
  { foundBy: 'nothing', refuses: [true, false], stride: 3 },
  // Begun at the first one, which then refuses the rest, and relents.
  { foundBy: 'label', refuses: [false, true, false], stride: 2 },
];

test.each(worlds)(
  'no death has a film paid at two places: found by $foundBy, refused in lives $refuses',
  { timeout: 240_000 },
  async (world) => {
    const whole = await live(world, []);
    expect(expectSound(whole, world, 'whole')).toBe('done');
    const names = whole.lives[0]?.names ?? [];
    expect(names.length).toBeGreaterThan(80);
    let died = 0;
    for (let point = 1; point <= names.length; point += world.stride) {
      const fate = await live(world, [point]);
      if (fate.lives[0]?.isDead()) died += 1;
      expectSound(fate, world, `death ${names[point - 1]} (${point})`);
    }
    expect(died).toBeGreaterThan((names.length - 10) / world.stride);
  },
);
