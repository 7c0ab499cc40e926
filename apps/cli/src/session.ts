import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createSystemClock } from '@reelwright/clock';
import type { Provider } from '@reelwright/provider';
import { openState, type RunnerState } from '@reelwright/runner';
import type { CommandContext } from './context.ts';
import { createLastingClock } from './lasting-clock.ts';
import type { Loaded } from './loaded.ts';
import { isLoopback } from './loopback.ts';
import { timeScaleOf } from './time-scale.ts';

/** How many times as fast as real an emulated run goes: brisk, and slow enough to watch. */
const emulationSpeed = 20;

export const stateFolderName = '.reel';

/** Time, state and providers of one command. */
export interface Session extends Disposable {
  readonly clock: Clock;
  /** Milliseconds of the clock per millisecond of the wall. */
  readonly speed: number;
  /** Whether an emulator does the work: ours in this process, or any service on this machine. Its results stand in for no real ones. */
  readonly emulated: boolean;
  readonly state: RunnerState;
  /** The providers as a plan sees them: offline, and of the account whose past counts. */
  readonly planned: ReadonlyMap<string, Provider>;
}

export interface SessionOptions {
  readonly emulate: boolean;
  /** Leaves no state behind where there was none: for commands that only look. */
  readonly onlyLooking?: boolean;
}

export async function openSession(
  loaded: Loaded,
  { emulate, onlyLooking = false }: SessionOptions,
  context: CommandContext,
): Promise<Session> {
  using stack = new DisposableStack();
  const folder = join(loaded.root, stateFolderName);
  const stateFolder = onlyLooking && !existsSync(folder) ? passingFolder(stack) : folder;
  const speed = emulate ? emulationSpeed : timeScaleOf(context.host.environment, baseUrlsOf(loaded));
  const clock = speed === 1 ? createSystemClock() : fastClock(stateFolder, speed, emulate, stack);
  const state = openState(stateFolder, { clock });
  stack.defer(() => state.close());
  const planned = emulate ? emulatedProviders(loaded.catalogue) : await accountProviders(loaded, clock, state);
  const kept = stack.move();
  const emulated = emulate || allOnThisMachine(loaded);
  return { clock, speed, emulated, state, planned, [Symbol.dispose]: () => kept.dispose() };
}

/** Where providers are looked for, as far as settings say; the providers' own addresses are never on this machine. */
export function baseUrlsOf({ settings }: Loaded): string[] {
  return settings.flatMap(({ registration, values }) => Object.keys(registration.addresses).map((name) => values[name] ?? ''));
}

/** True when every provider that takes part is on this machine. */
export function allOnThisMachine(loaded: Loaded): boolean {
  const addresses = baseUrlsOf(loaded);
  return addresses.length > 0 && addresses.every(isLoopback);
}

/**
 * The account of every emulated run of a project, though its address changes from run to run: what is at the emulator is found
 * again.
 */
export function asEmulated(provider: Provider): Provider {
  return { ...provider, accountKey: 'emulated' };
}

function emulatedProviders(catalogue: ReadonlyMap<string, Provider>): ReadonlyMap<string, Provider> {
  return new Map([...catalogue].map(([id, provider]) => [id, asEmulated(provider)]));
}

/** With the credentials there are: whoever has none may still look, and the plan then knows of no account's past. */
async function accountProviders({ catalogue, settings }: Loaded, clock: Clock, state: RunnerState): Promise<ReadonlyMap<string, Provider>> {
  const providers = new Map(catalogue);
  for (const { id, registration, values } of settings)
    providers.set(id, await registration.create(values, { clock, tokens: state.tokens }));
  return providers;
}

function fastClock(folder: string, speed: number, emulate: boolean, stack: DisposableStack): Clock {
  // In one process the emulator's work holds the clock; against an emulator of its own process, both must run at one pace.
  const file = join(folder, emulate ? 'emulated-clock' : 'scaled-clock');
  return stack.use(createLastingClock({ file, speed, heedsHolds: emulate })).clock;
}

function passingFolder(stack: DisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
