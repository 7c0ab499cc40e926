import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import { type Emulator, type EmulatorSettings, startEmulator } from '@reelwright/emulator';
import type { Provider } from '@reelwright/provider';
import { createChanjing } from '@reelwright/provider-chanjing';
import type { RecipeInstance } from '@reelwright/recipe';
import { createTempFolder } from '@reelwright/test-kit';
import type { RunEvent, RunResult } from '../events.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { runPlan } from '../execute/run-plan.ts';
import { inspectMedia } from '../media/inspect-media.ts';
import { createPlan } from '../plan/create-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { mediaPaths } from '../plan/media-paths.ts';
import { openState } from '../state/open-state.ts';
import { filmInstance } from './recipes.ts';

const assets = join(import.meta.dirname, '..', '..', '..', '..', 'specs', 'assets');

/** The real adapter against the emulated service over real HTTP, on a clock that jumps; in a project folder with real media. */
export interface Service extends AsyncDisposable {
  readonly root: string;
  readonly out: string;
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  film(name: string, text: string): RecipeInstance;
  run(instances: readonly RecipeInstance[], more?: Partial<ServiceRun>): Promise<ServiceOutcome>;
}

export interface ServiceRun extends RunOptions {
  readonly secretKey: string;
}

export interface ServiceOutcome {
  readonly plan: Plan;
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
}

export async function createService(settings: Partial<EmulatorSettings> = {}): Promise<Service> {
  const folder = createTempFolder();
  const root = folder.path;
  const out = join(root, 'out');
  const clock = createVirtualClock();
  const emulator = await startEmulator({ clock, media: 'canned', seed: 'runner', ...settings });
  const [sample, footage] = [join(root, 'mei.wav'), join(root, 'mei-desk.mp4')];
  copyFileSync(join(assets, 'mei.wav'), sample);
  copyFileSync(join(assets, 'mei-desk.mp4'), footage);
  return {
    ...{ root, out, clock, emulator },
    film: (name, text) => filmInstance({ name, sample, footage, text }),
    async run(instances, { secretKey = emulator.chanjing.secretKey, ...more } = {}) {
      const state = openState(join(root, '.reel'), { clock });
      const { baseUrl, appId } = emulator.chanjing;
      const provider: Provider = createChanjing({ baseUrl, appId, secretKey, clock, tokens: state.tokens });
      const providers = new Map([[provider.id, provider]]);
      const events: RunEvent[] = [];
      try {
        const media = await inspectMedia(mediaPaths(instances), state, { clock });
        const { plan, diagnostics } = createPlan({ instances, providers, chosenProviders: [], defaultProviders: ['chanjing'], project: undefined, now: 0, emulated: false, media, known: state.known() });
        if (diagnostics.some((one) => one.severity === 'error')) throw new Error(JSON.stringify(diagnostics));
        const options = { providers, state, clock, root, outFolder: out, allowLoopback: true, random: () => 0.5 };
        const onEvent = (event: RunEvent) => {
          events.push(event);
          more.onEvent?.(event);
        };
        return { plan, result: await runPlan(plan, { ...options, ...more, onEvent }), events };
      } finally {
        state.close();
      }
    },
    [Symbol.asyncDispose]: async () => {
      await emulator.close();
      clock.stop();
      folder[Symbol.dispose]();
    },
  };
}
