import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RateLimit } from '@reelwright/provider';
import { planWith } from '../../__fixtures__/rig.ts';
import type { RunEvent, RunResult } from '../../events.ts';
import type { OnUncertain } from '../../execute/run-options.ts';
import { runPlan } from '../../execute/run-plan.ts';
import { openState } from '../../state/open-state.ts';
import type { RunnerState } from '../../state/runner-state.ts';
import type { Chance } from './chance.ts';
import { connect } from './connect.ts';
import { checkLife, checkWorld } from './invariants.ts';
import { modelMediaTools } from './model-media.ts';
import { decideAsPerson, type Ledger } from './person.ts';
import { createRandomProject, type RandomProject } from './random-project.ts';
import { type FoundBy, Service } from './service.ts';
import { currentProcess, SimProcess } from './sim-process.ts';
import { createWorld, type World } from './world.ts';

/** Everything that one seed stands for. */
export interface Site {
  readonly world: World;
  readonly root: string;
  readonly project: RandomProject;
  readonly services: readonly Service[];
  readonly ledger: Ledger;
}

/** One process, from its begin to its end or death. */
export interface Life {
  readonly process: SimProcess;
  readonly onUncertain: OnUncertain;
  readonly events: RunEvent[];
  /** Absent when it died, or could not work at all. */
  result?: RunResult | undefined;
  error?: unknown;
  /** It did not come to an end of its own. */
  isKilled: boolean;
  readonly beganAt: number;
}

export interface HistoryReport {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly struck: readonly string[];
  readonly story: readonly string[];
  readonly lives: number;
  readonly deaths: number;
  readonly paid: number;
  readonly questions: number;
  readonly virtualMs: number;
}

/** Troubled rounds, then calm ones, in which all must come to its end. */
const rounds = { troubled: 3, calm: 6 };

/** Lives through the history of a seed. @param only Where given, nothing else goes wrong. */
export async function liveHistory(seed: number, only?: ReadonlySet<string>): Promise<HistoryReport> {
  const world = createWorld(seed, only);
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'reel-simulation-'));
  const services = createServices(world);
  const names = services.map(({ traits }) => traits.id) as [string, ...string[]];
  const site: Site = {
    world,
    root,
    services,
    project: createRandomProject(root, world.chance, names),
    ledger: { questions: 0, restartable: new Map() },
  };
  let lives = 0;
  let deaths = 0;
  const stuck = new Promise<never>((_, reject) => {
    world.clock.onStuck = (why) => reject(new Error(`Nothing goes on: ${why}.`));
  });
  stuck.catch(() => {});
  try {
    let onUncertain: OnUncertain = 'ask';
    let isDone = false;
    for (let round = 1; round <= rounds.troubled + rounds.calm && !isDone; round++) {
      if (round > rounds.troubled) world.misfortune.calm();
      const together = world.chance.number(`round ${round}: together`) < 0.25 ? 2 : 1;
      const running = Array.from({ length: together }, (_, index) => live(`p${round}${'ab'[index]}`, onUncertain, index, site));
      const ended = await Promise.race([Promise.all(running), stuck]);
      lives += ended.length;
      deaths += ended.filter(({ isKilled }) => isKilled).length;
      for (const life of ended) checkLife(life, site);
      isDone = ended.some(({ result }) => result?.outcome === 'done');
      onUncertain = decideAsPerson(ended, site);
    }
    if (!isDone) world.violations.push('it does not come to its end');
    world.misfortune.calm();
    checkWorld(await Promise.race([live('last', 'ask', 0, site), stuck]), site);
  } catch (error) {
    world.violations.push(error instanceof Error ? `${error.message} ${error.stack?.split('\n').slice(1, 4).join(' ')}` : String(error));
  } finally {
    world.clock.stop();
    rmSync(root, { recursive: true, force: true });
  }
  return {
    ...{ seed, violations: world.violations, struck: world.misfortune.struck, lives, deaths },
    // The folder has another name each time.
    story: world.story.map((line) => line.replaceAll(root, '<project>')),
    paid: services.reduce((sum, { tasks }) => sum + tasks.filter(({ foreign }) => !foreign).length, 0),
    questions: site.ledger.questions,
    virtualMs: world.clock.nowMs,
  };
}

async function live(name: string, onUncertain: OnUncertain, index: number, site: Site): Promise<Life> {
  const { world } = site;
  const process = new SimProcess(name, world);
  const life: Life = { process, onUncertain, events: [], isKilled: false, beganAt: world.clock.nowMs };
  world.tell(`${name} begins${onUncertain === 'restart' ? ', told to restart what is uncertain' : ''}`);
  await currentProcess.run(process, async () => {
    if (index > 0) await process.clock.sleep(world.chance.integer(0, 60_000, `${name}: late`));
    const running = run(life, site).then(
      (result) => {
        life.result = result;
      },
      (error: unknown) => {
        life.error = error;
      },
    );
    await Promise.race([running, process.died]);
  });
  life.isKilled = process.isDead;
  if (life.isKilled) return { ...life, result: undefined, error: undefined };
  world.tell(`${name} ends: ${life.result?.outcome ?? String(life.error)}`);
  process.bury();
  return life;
}

async function run(life: Life, { world, root, project, services }: Site): Promise<RunResult> {
  const { process } = life;
  const { clock } = process;
  const state: RunnerState = openState(join(root, '.reel'), { clock, self: process.self, wrap: process.wrap });
  try {
    const providers = new Map(services.map((service) => [service.traits.id, connect(service, process)]));
    const { plan, diagnostics } = await planWith(
      { instances: project.instances, providers, project: project.consents, emulated: false },
      state,
      clock,
    );
    const wrong = diagnostics.find(({ severity }) => severity === 'error');
    if (wrong !== undefined) throw new Error(`The plan does not hold: ${wrong.message}`);
    return await runPlan(plan, {
      ...{ providers, state, clock, root, outFolder: join(root, 'out'), media: modelMediaTools },
      ...{
        random: () => world.chance.number(`${process.name} jitter ${world.count(`${process.name} jitter`)}`),
        onUncertain: life.onUncertain,
      },
      signal: interruptionOf(life, world),
      onEvent: (event) => {
        if (process.isDead) return;
        life.events.push(event);
        if (told.has(event.type)) world.tell(`${process.name} ${describe(event)}`);
      },
    });
  } finally {
    state.close();
  }
}

const told: ReadonlySet<string> = new Set([
  'task-started',
  'task-resumed',
  'node-failed',
  'node-finished',
  'instance-switched',
  'attempt-failed',
  'warning-raised',
]);

function describe(event: RunEvent): string {
  const { sequence: _, at: __, type, ...facts } = event;
  return `${type} ${JSON.stringify(facts, (key, value) => (['recipe', 'instance', 'step', 'hint', 'location'].includes(key) ? undefined : value))}`;
}

/** A person may press Ctrl-C. */
function interruptionOf({ process }: Life, world: World): AbortSignal {
  const abort = new AbortController();
  if (world.misfortune.strikes(`${process.name}: Ctrl-C`, 0.12)) {
    const inMs = world.chance.integer(0, 120_000, `${process.name}: Ctrl-C after`);
    process.clock.sleep(inMs).then(
      () => abort.abort(new Error('Ctrl-C')),
      () => {},
    );
  }
  return abort.signal;
}

function createServices(world: World): Service[] {
  const { chance } = world;
  const ids = chance.number('accounts') < 0.4 ? ['alpha', 'beta'] : ['alpha'];
  return ids.map((id) => {
    const foundBy = chance.pick<FoundBy>(['name', 'name', 'list-with-marks', 'list', 'nothing'], `${id}: found by`);
    const media = chance.pick(['uploads', 'addresses'] as const, `${id}: media`);
    const batchSize = chance.pick([1, 20], `${id}: batch`);
    return new Service({ id, foundBy, media, batchSize, limits: chooseLimits(id, chance) }, world);
  });
}

function chooseLimits(id: string, chance: Chance): RateLimit[] {
  const kinds = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video'] as const;
  const windowMs = 60_000;
  const all = { id: 'starts', scopes: kinds.map((kind) => `start:${kind}` as const), count: 3, windowMs };
  const speeches = { id: 'speeches', scopes: ['start:tts'] as const, count: 2, windowMs };
  return chance.pick([[], [all], [speeches], [all, speeches]], `${id}: limits`);
}
