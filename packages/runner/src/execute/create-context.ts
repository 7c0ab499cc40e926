import { availableParallelism } from 'node:os';
import type { RecipeInstance } from '@reelwright/recipe';
import { createFence } from '../fetch/fence.ts';
import { createHttpGetter } from '../fetch/http-get.ts';
import { loadMediaTools, type MediaTools } from '../media/media-tools.ts';
import { neededOutputs } from '../plan/needed-outputs.ts';
import { nodeId } from '../plan/node-id.ts';
import type { Plan } from '../plan/plan.ts';
import { Budget } from './budget.ts';
import { CallbackHints } from './callback-hints.ts';
import { ClosedDoors } from './closed-doors.ts';
import { filmOf } from './course.ts';
import { createPollers } from './create-pollers.ts';
import { Estimates } from './estimates.ts';
import type { EventSink } from './event-sink.ts';
import { HighWaterMarks } from './high-water-marks.ts';
import type { Interruption } from './interruption.ts';
import { Lane } from './lane.ts';
import { Priorities } from './priorities.ts';
import { Publications } from './publications.ts';
import { RateWindows } from './rate-windows.ts';
import { remembered } from './remembered.ts';
import { ResultLinks } from './result-links.ts';
import { Retakes } from './retakes.ts';
import type { Lanes, RunContext } from './run-context.ts';
import type { RunOptions } from './run-options.ts';

/** How many at once, where no limit of the provider says less. */
const concurrency = { starts: 16, uploads: 4, fetches: 6 };

export interface ContextParts {
  readonly plan: Plan;
  readonly options: RunOptions;
  readonly outFolder: string;
  readonly events: EventSink;
  readonly interruption: Interruption;
}

export function createContext({ plan, options, outFolder, events, interruption }: ContextParts): RunContext {
  const { state, clock, random = Math.random } = options;
  const windows = new RateWindows(state.windows, clock);
  const estimates = new Estimates(state.durations, plan.emulated);
  const base = { windows, clock, random, interruption };
  const callbacks = new CallbackHints(options.callbacks, clock);
  const results: RunContext['results'] = new Map();
  const needed: RunContext['needed'] = new Map();
  for (const instance of plan.instances) noteNeeded(instance, needed);
  return {
    ...{ plan, options, outFolder, state, clock, random, events, interruption, windows, estimates },
    lanes: createLanes(windows, interruption),
    callbacks,
    pollers: createPollers({ ...base, callbacks }, state),
    marks: new HighWaterMarks(base),
    doors: new ClosedDoors(),
    retakes: new Retakes({ plan, retake: options.retake, providers: options.providers, state }),
    budget: new Budget({ limits: options.budget, films: new Set(plan.instances.map(filmOf)), emulated: plan.emulated, state, clock }),
    priorities: new Priorities(plan, options.providers, estimates),
    links: new ResultLinks(clock),
    publications: new Publications({ plan, options, state, events, interruption, results }),
    http: createHttpGetter(createFence(options.allowLoopback === true)),
    media: loadOnce(options),
    needed,
    results,
    byFingerprint: new Map(),
    staging: new Map(),
    started: new Map(),
  };
}

/** Of every step: outputs that another step or the recipe itself asks for. */
export function noteNeeded(instance: RecipeInstance, needed: RunContext['needed']): void {
  for (const [step, outputs] of neededOutputs(instance)) needed.set(nodeId(instance, step), outputs);
}

function createLanes(windows: RateWindows, { over }: Interruption): Lanes {
  const starts = new Map<string, Lane>();
  const uploads = new Map<string, Lane>();
  return {
    start: (provider, kind) =>
      remembered(starts, `${provider.accountKey}/${kind}`, () => {
        const limits = provider.limits.filter((limit) => limit.scopes.includes(`start:${kind}`));
        const most = Math.min(concurrency.starts, ...limits.map((limit) => limit.count));
        return new Lane(most, (onWait) => windows.acquire(provider, `start:${kind}`, over, onWait));
      }),
    stage: (provider) => remembered(uploads, provider.accountKey, () => new Lane(concurrency.uploads)),
    fetch: new Lane(concurrency.fetches),
    local: new Lane(Math.max(2, availableParallelism())),
  };
}

/** Loaded when first needed. The clock stands still meanwhile. */
function loadOnce({ media, clock }: RunOptions): () => Promise<MediaTools> {
  let loading: Promise<MediaTools> | undefined = media === undefined ? undefined : Promise.resolve(media);
  return () => {
    if (loading === undefined) {
      const release = clock.hold();
      loading = loadMediaTools().finally(release);
    }
    return loading;
  };
}
