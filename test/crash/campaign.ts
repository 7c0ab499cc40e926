import { type CrashProvider, crashProviders } from './crash-project.ts';
import { type Services, startServices } from './emulated-services.ts';
import type { Judgement } from './judge.ts';
import { type Death, type Fate, type History, liveThrough, pointsOf } from './live-through.ts';
import { createRandom, type Random } from './random.ts';

export interface CampaignSettings {
  /** Histories to live through. */
  readonly points: number;
  readonly seed: number;
  /** Services, and histories, side by side. Default: 2. */
  readonly lanes?: number;
  readonly onFate?: (fate: Fate, done: number) => void;
}

type Passed = Readonly<Record<string, readonly string[]>>;

export interface CampaignReport {
  readonly fates: readonly Fate[];
  /** The points that an undisturbed run passes, by provider. */
  readonly passed: Passed;
  /** Kills by SIGKILL that took place. */
  readonly kills: number;
}

/** Lives through as many crash histories as asked for, seeded, and judges each of them. */
export async function runCampaign({ points, seed, lanes = 2, onFate }: CampaignSettings): Promise<CampaignReport> {
  await using stack = new AsyncDisposableStack();
  const services = await Promise.all(Array.from({ length: lanes }, async () => stack.use(await startServices())));
  const [first] = services;
  if (first === undefined) throw new RangeError('A campaign needs at least one lane.');
  const passed: Record<string, readonly string[]> = {};
  for (const provider of crashProviders) passed[provider] = await pointsOf(provider, first);
  const histories = chooseHistories(points, passed, createRandom(seed));
  const fates: Fate[] = [];
  const live = async (lane: Services) => {
    for (let history = histories.shift(); history !== undefined; history = histories.shift()) {
      const fate = await liveThrough(history, lane);
      fates.push(fate);
      onFate?.(fate, fates.length);
    }
  };
  await Promise.all(services.map(live));
  return { fates, passed, kills: fates.reduce((sum, { died }) => sum + died.filter((how) => !how.startsWith('ended')).length, 0) };
}

/** One death at a point comes first, each kind of point in its turn; then several in a row, at points and at moments of any kind. */
function chooseHistories(count: number, passed: Passed, random: Random): History[] {
  const kinds = Map.groupBy(random.shuffle(crashProviders.flatMap((provider) => pointsAt(provider, passed))), ({ kind }) => kind);
  const rounds = Array.from({ length: Math.max(...[...kinds.values()].map(({ length }) => length)) }, (_, round) => round);
  const single = rounds.flatMap((round) => random.shuffle([...kinds.values()]).flatMap((points) => points[round]?.history ?? []));
  const chosen = single.slice(0, Math.ceil(count * 0.7));
  while (chosen.length < count) {
    const provider = random.pick(crashProviders);
    const deaths = Array.from({ length: random.integer(1, 3) }, () => chooseDeath(passed[provider]?.length ?? 1, random));
    chosen.push({ provider, deaths });
  }
  return chosen;
}

/** Points that differ in a number alone are of one kind. */
function pointsAt(provider: CrashProvider, passed: Passed): { readonly kind: string; readonly history: History }[] {
  return (passed[provider] ?? []).map((name, index) => ({
    kind: `${provider} ${name.replace(/[-\d]+/g, '#')}`,
    history: { provider, deaths: [{ atPoint: index + 1 }] },
  }));
}

function chooseDeath(points: number, random: Random): Death {
  return random.integer(0, 1) === 0 ? { atPoint: random.integer(1, points) } : { afterMs: random.integer(50, 1500) };
}

const charges = {
  createdTwice: 'tasks created twice',
  resultsLost: 'results lost',
  wrongFiles: 'files that do not match their digest',
  leasesLeft: 'leases left',
  openTasks: 'tasks whose end is not known',
  needlessQuestions: 'questions that a name could have settled',
} as const satisfies Partial<Record<keyof Judgement, string>>;

/** Everything that is wrong with a fate, one line each. */
export function complaintsOf({ judgement }: Fate): string[] {
  return Object.entries(charges).flatMap(([key, words]) =>
    // The keys of `charges` are those of the lists.
    (judgement[key as keyof typeof charges] as readonly string[]).map((what) => `${words}: ${what}`),
  );
}

/** The figures that are promised, each of which is to be 0, and what it took to get them. */
export function renderCampaign({ fates, passed, kills }: CampaignReport): string {
  const total = (key: keyof typeof charges) => fates.reduce((sum, { judgement }) => sum + judgement[key].length, 0);
  const asked = fates.reduce((sum, { judgement }) => sum + judgement.questions, 0);
  return [
    `${fates.length} histories, ${kills} kills; an undisturbed run passes ${Object.entries(passed)
      .map(([name, points]) => `${points.length} points at ${name}`)
      .join(', ')}.`,
    ...Object.entries(charges).map(([key, words]) => `${String(total(key as keyof typeof charges)).padStart(6)}  ${words}`),
    `${String(asked).padStart(6)}  questions that nothing but a person could settle`,
  ].join('\n');
}
