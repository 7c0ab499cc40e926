import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createVirtualClock, type VirtualClock } from '@reelwright/clock';
import type { Diagnostic } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import { createTempFolder } from '@reelwright/test-kit';
import type { RunEvent, RunResult } from '../events.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { runPlan } from '../execute/run-plan.ts';
import { inspectMedia } from '../media/inspect-media.ts';
import { createPlan, type PlanArguments } from '../plan/create-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { mediaPaths } from '../plan/media-paths.ts';
import { openState, type StateSettings } from '../state/open-state.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { fakeMedium, fakeMediaTools } from './fake-media.ts';
import { type FilmFacts, fileAt, filmInstance, place } from './recipes.ts';

/** A project folder with two media in it, a virtual clock, and everything it takes to plan and run. */
export interface Rig extends Disposable {
  readonly root: string;
  readonly out: string;
  readonly clock: VirtualClock;
  readonly sample: string;
  readonly footage: string;
  film(facts?: Partial<FilmFacts>): RecipeInstance;
  open(settings?: Partial<StateSettings>): RunnerState;
  /** Plans and runs once, with a state opened for this run alone. */
  run(instances: readonly RecipeInstance[], provider: Provider, more?: Partial<RigRun>): Promise<RigOutcome>;
}

export interface RigRun extends RunOptions {
  readonly emulated: boolean;
  readonly stateSettings: Partial<StateSettings>;
  /** Accounts in the order in which they are tried. Default: the provider that was given. */
  readonly accounts: Readonly<Record<string, Provider>>;
  /** Default: `mei-2026` is granted, with the sample and the footage for its recordings. */
  readonly project: PlanArguments['project'];
}

export interface RigOutcome {
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

export function createRig(): Rig {
  const folder = createTempFolder();
  const root = folder.path;
  const out = join(root, 'out');
  const clock = createVirtualClock();
  const sample = join(root, 'mei.wav');
  const footage = join(root, 'desk.mp4');
  mkdirSync(root, { recursive: true });
  writeFileSync(sample, fakeMedium('audio', 12_000, 'sample'));
  writeFileSync(footage, fakeMedium('video', 20_000, 'footage'));
  const open = (settings: Partial<StateSettings> = {}) => openState(join(root, '.reel'), { clock, ...settings });
  return {
    ...{ root, out, clock, sample, footage, open },
    film: (facts) => filmInstance({ sample, footage, ...facts }),
    async run(instances, provider, { emulated = false, stateSettings = {}, accounts = { [provider.id]: provider }, project = granted(sample, footage), ...more } = {}) {
      const state = more.state ?? open(stateSettings);
      const events: RunEvent[] = [];
      try {
        const providers = new Map(Object.entries(accounts));
        const { plan, diagnostics } = await planWith({ instances, providers, project, emulated }, state, clock);
        const result = await runPlan(plan, {
          ...{ providers, state, clock, root, outFolder: out, allowLoopback: true },
          ...{ media: fakeMediaTools, random: () => 0.5 },
          ...more,
          onEvent: (event) => {
            events.push(event);
            more.onEvent?.(event);
          },
        });
        return { plan, diagnostics, result, events };
      } finally {
        if (more.state === undefined) state.close();
      }
    },
    [Symbol.dispose]: () => {
      clock.stop();
      folder[Symbol.dispose]();
    },
  };
}

function granted(sample: string, footage: string): PlanArguments['project'] {
  const recording = { voice: fileAt(sample), face: fileAt(footage) };
  const words = { subject: undefined, grants: ['voice', 'face'], statement: 'I agree.', expires: undefined } as const;
  return { cast: new Map(), consents: new Map([['mei-2026', { name: 'mei-2026', ...words, recording, location: place() }]]) };
}

type Planned = Pick<PlanArguments, 'instances' | 'providers' | 'project' | 'emulated'>;

/** Nobody but the command line names providers: all of them, in order. */
export async function planWith(given: Planned, state: RunnerState, clock: Clock): Promise<{ plan: Plan; diagnostics: readonly Diagnostic[] }> {
  const media = await inspectMedia(mediaPaths(given.instances, given.project), state, { clock, media: fakeMediaTools });
  const named = { chosenProviders: [...given.providers.keys()], defaultProviders: [] };
  return createPlan({ ...given, ...named, now: clock.now(), media, known: state.known() });
}

/** The facts of one type, without number and time. */
export function factsOfType<T extends RunEvent['type']>(events: readonly RunEvent[], type: T): Extract<RunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}
