import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createSystemClock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import { openState, type RunnerState } from '@reelwright/runner';
import type { AccountSettings } from './account-settings.ts';
import { type Account, shownAccount } from './accounts.ts';
import { type Bridges, createBridges } from './bridges.ts';
import type { CommandContext } from './context.ts';
import { createLastingClock } from './lasting-clock.ts';
import type { Loaded } from './loaded.ts';
import { isLoopback } from './loopback.ts';
import { fallbackProvider, type MediaBridge } from './providers.ts';
import { sealedTokens } from './sealed-tokens.ts';
import { hidingTokens } from './secrets.ts';
import { timeScaleOf } from './time-scale.ts';

/** How many times as fast as real an emulated run goes: brisk, and slow enough to watch. */
const emulationSpeed = 20;

export const stateFolderName = '.reel';

/** Time, state and providers of one command. */
export interface Session extends AsyncDisposable {
  readonly clock: Clock;
  /** Milliseconds of the clock per millisecond of the wall. */
  readonly speed: number;
  /** Whether an emulator does the work: ours in this process, or any service on this machine. Its results stand in for no real ones. */
  readonly emulated: boolean;
  readonly state: RunnerState;
  /** Where the state is kept, which is gone at the end where nothing is to be left behind. */
  readonly stateFolder: string;
  readonly bridges: Bridges;
  /** The accounts as a plan sees them: offline, and of the account whose past counts. */
  readonly planned: ReadonlyMap<string, Provider>;
}

export interface SessionOptions {
  /** Leaves no state behind where there was none: for commands that only look. */
  readonly onlyLooking?: boolean;
}

/** What a session is opened for: a project, and the accounts of it that may be called. */
export type Callable = Pick<Loaded, 'root' | 'accounts' | 'emulate' | 'settings' | 'catalogue'>;

/** @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS where accounts on this machine and others were to be used together. */
export async function openSession(loaded: Callable, { onlyLooking = false }: SessionOptions, context: CommandContext): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  const { emulate, root } = loaded;
  const folder = join(root, stateFolderName);
  const stateFolder = onlyLooking && !existsSync(folder) ? passingFolder(stack) : folder;
  if (!emulate) refuseMixture(loaded);
  const speed = emulate ? emulationSpeed : timeScaleOf(context.host.environment, baseUrlsOf(loaded));
  const clock = speed === 1 ? createSystemClock() : fastClock(stateFolder, speed, emulate, stack);
  const state = openState(stateFolder, { clock });
  stack.defer(() => state.close());
  const bridges = stack.use(createBridges({ folder: stateFolder, clock }));
  const planned = emulate
    ? await emulatedProviders(loaded, clock, bridges)
    : await accountProviders(loaded, { clock, bridges, state }, context);
  const kept = stack.move();
  const emulated = emulate || allOnThisMachine(loaded);
  return { clock, speed, emulated, state, stateFolder, bridges, planned, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Where the accounts that can be called are looked for; a provider's own address, which needs no setting, is never on this machine. */
export function baseUrlsOf({ settings }: Pick<Loaded, 'settings'>): string[] {
  return callable(settings).flatMap(addressesOf);
}

/** True when every account that can be called is on this machine. */
export function allOnThisMachine(loaded: Pick<Loaded, 'settings'>): boolean {
  const addresses = baseUrlsOf(loaded);
  return addresses.length > 0 && addresses.every(isLoopback);
}

/** What is made on this machine must never pass for the real thing, and one run makes one kind or the other. */
function refuseMixture({ settings }: Pick<Loaded, 'settings'>): void {
  const [near, far] = [true, false].map((wanted) => callable(settings).find((one) => addressesOf(one).some(isLoopback) === wanted));
  if (near === undefined || far === undefined) return;
  throw new ReelwrightError(
    'PLAN_PROVIDER_SETTINGS',
    `The account ${shownAccount(near.account)} is on this machine and ${shownAccount(far.account)} is not: one run makes real films or emulated ones.`,
    { hint: 'Name one of them with --provider, or take the address on this machine out of the environment.' },
  );
}

function callable(settings: readonly AccountSettings[]): readonly AccountSettings[] {
  return settings.filter(({ gaps }) => gaps.length === 0);
}

function addressesOf({ account: { registration }, values }: AccountSettings): string[] {
  return Object.keys(registration.addresses).map((name) => values[name] ?? '');
}

/**
 * The account of every emulated run of a project, though its address changes from run to run: what is at the emulator is found
 * again. Accounts have pasts of their own; the first provider's has no name, which it had before there were others.
 */
export function asEmulated(provider: Provider, { name }: Pick<Account, 'name'>): Provider {
  return { ...provider, accountKey: name === fallbackProvider ? 'emulated' : `emulated-${name}` };
}

/** Whether a key is that of an emulated stand-in. Keys of real accounts are digests. */
export function isEmulatedAccount(accountKey: string): boolean {
  return accountKey === 'emulated' || accountKey.startsWith('emulated-');
}

async function emulatedProviders({ accounts }: Callable, clock: Clock, bridges: Bridges): Promise<ReadonlyMap<string, Provider>> {
  const made = [...accounts.values()].map(async (account) => {
    const provider = await account.registration.create({}, { clock, bridge: bridges.onThisMachine() });
    return [account.name, asEmulated(provider, account)] as const;
  });
  return new Map(await Promise.all(made));
}

/** With the credentials there are: whoever has none may still look, and the plan then knows of no account's past. */
async function accountProviders(
  { catalogue, settings }: Callable,
  { clock, bridges, state }: Pick<Session, 'clock' | 'bridges' | 'state'>,
  { secrets }: CommandContext,
): Promise<ReadonlyMap<string, Provider>> {
  const providers = new Map(catalogue);
  for (const one of settings) {
    const { account, values } = one;
    const bridge = bridgeOf(one, bridges);
    const ownSecrets = Object.keys(account.registration.secrets).map((name) => values[name] ?? '');
    const tokens = hidingTokens(sealedTokens(state.tokens, ownSecrets), secrets);
    const shared = { clock, tokens, ...(bridge === undefined ? {} : { bridge }) };
    providers.set(account.name, await account.registration.create(values, shared));
  }
  return providers;
}

/** What the settings describe; without any, an account on this machine has that of this machine. */
function bridgeOf(settings: AccountSettings, bridges: Bridges): MediaBridge | undefined {
  if (settings.bridge !== undefined) return bridges.of(settings.bridge);
  return addressesOf(settings).some(isLoopback) ? bridges.onThisMachine() : undefined;
}

function fastClock(folder: string, speed: number, emulate: boolean, stack: AsyncDisposableStack): Clock {
  // In one process the emulator's work holds the clock; against an emulator of its own process, both must run at one pace.
  const file = join(folder, emulate ? 'emulated-clock' : 'scaled-clock');
  return stack.use(createLastingClock({ file, speed, heedsHolds: emulate })).clock;
}

function passingFolder(stack: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
