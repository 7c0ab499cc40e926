import { join } from 'node:path';
import type { Provider } from '@reelwright/provider';
import { localProvider, type Plan } from '@reelwright/runner';
import { registrations } from './providers.ts';
import { asEmulated, type Session, stateFolderName } from './session.ts';

/** Providers to run against, and what has to be taken down after the run. */
export interface LiveProviders extends AsyncDisposable {
  readonly providers: ReadonlyMap<string, Provider>;
}

/**
 * The emulator in this process, which keeps its state in the project: what an interrupted run left there is collected by the
 * next one. It is started only when a step needs it.
 */
export async function startEmulation(plan: Plan, root: string, { clock, planned }: Session): Promise<LiveProviders> {
  if (!needsProvider(plan)) return { providers: planned, [Symbol.asyncDispose]: async () => {} };
  const { startEmulator } = await import('@reelwright/emulator');
  const emulator = await startEmulator({ clock, folder: join(root, stateFolderName, 'emulator') });
  const environment = emulator.environment();
  const made = Object.entries(registrations).map(async ([id, { secrets, addresses, create }]) => {
    const values = Object.entries({ ...secrets, ...addresses }).map(([name, variable]) => [name, environment[variable] ?? '']);
    return [id, asEmulated(await create(Object.fromEntries(values), { clock }))] as const;
  });
  return { providers: new Map(await Promise.all(made)), [Symbol.asyncDispose]: () => emulator.close() };
}

function needsProvider({ nodes }: Plan): boolean {
  return nodes.some(({ provider, decision }) => provider !== localProvider && decision.action !== 'reuse');
}
