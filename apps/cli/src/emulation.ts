import { join } from 'node:path';
import type { Provider, TokenStore } from '@reelwright/provider';
import { localProvider, type Plan } from '@reelwright/runner';
import type { Accounts } from './accounts.ts';
import { hidingTokens, type SecretRegistry } from './secrets.ts';
import { asEmulated, type Session } from './session.ts';

/** Providers to run against, and what has to be taken down after the run. */
export interface LiveProviders extends AsyncDisposable {
  readonly providers: ReadonlyMap<string, Provider>;
}

/** For a run: the emulator is started only when a step needs it. */
export async function emulateFor(
  isWorking: boolean,
  accounts: Accounts,
  session: Session,
  secrets: SecretRegistry,
): Promise<LiveProviders> {
  return isWorking ? startEmulation(accounts, session, secrets) : { providers: session.planned, [Symbol.asyncDispose]: async () => {} };
}

/** Whether anything is left to providers. */
export function hasWork({ nodes }: Plan): boolean {
  return nodes.some(({ provider, decision }) => provider !== localProvider && decision.action !== 'reuse');
}

/**
 * The emulator in this process, which keeps its state in the project: what an interrupted run left there is collected by the
 * next one.
 */
export async function startEmulation(
  accounts: Accounts,
  { clock, stateFolder, bridges }: Session,
  secrets: SecretRegistry,
): Promise<LiveProviders> {
  const { startEmulator } = await import('@reelwright/emulator');
  const emulator = await startEmulator({ clock, folder: join(stateFolder, 'emulator') });
  const environment = emulator.environment();
  // All accounts of one provider are one at the emulator: they share its logins, of which it may let but one live.
  const tokens = hidingTokens(createTokenStore(), secrets);
  const made = [...accounts.values()].map(async (account) => {
    const { secrets, addresses, create } = account.registration;
    const values = Object.entries({ ...secrets, ...addresses }).flatMap(([name, variable]) => {
      const value = environment[variable];
      return value === undefined ? [] : [[name, value] as const];
    });
    const provider = await create(Object.fromEntries(values), { clock, tokens, bridge: bridges.onThisMachine() });
    return [account.name, asEmulated(provider, account)] as const;
  });
  return { providers: new Map(await Promise.all(made)), [Symbol.asyncDispose]: () => emulator.close() };
}

/** Logins that end with this process. */
function createTokenStore(): TokenStore {
  const leases = new Map<string, ReturnType<TokenStore['read']>>();
  return {
    read: (key) => leases.get(key),
    write: (key, lease) => void leases.set(key, lease),
    remove: (key, token) => void (leases.get(key)?.token === token && leases.delete(key)),
  };
}
