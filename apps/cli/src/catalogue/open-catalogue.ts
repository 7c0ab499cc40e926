import { hasErrors, InternalError, ReelwrightError } from '@reelwright/errors';
import type { Catalogue, Provider } from '@reelwright/provider';
import { assertComplete } from '../account-settings.ts';
import { type Account, shownAccount } from '../accounts.ts';
import type { CommandContext } from '../context.ts';
import { type LiveProviders, startEmulation } from '../emulation.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { watchInterrupts } from '../interrupt.ts';
import { type OpenedProject, openProject, readSettings } from '../open-project.ts';
import { findProjectRoot } from '../project-root.ts';
import { allOnThisMachine, openSession, type Session } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** What commands that ask an account have in common. */
export interface AccountOptions {
  readonly provider?: string;
  readonly emulate?: boolean;
  readonly json?: boolean;
}

/** An account that can be asked. */
export interface OpenedCatalogue {
  readonly account: Account;
  readonly catalogue: Catalogue;
  readonly emulated: boolean;
  /** Whether what it hands out may be fetched from this machine. */
  readonly allowLoopback: boolean;
  readonly clock: Session['clock'];
  /** Ends with the first request to stop. */
  readonly signal: AbortSignal;
}

/**
 * Opens the account that is named, else the one that the project takes first, and closes it after `act`.
 *
 * @throws {ReelwrightError} What stands on the command line or in the project's settings is wrong.
 */
export async function askAccount(
  options: AccountOptions,
  act: (opened: OpenedCatalogue) => Promise<ExitCode>,
  context: CommandContext,
): Promise<ExitCode> {
  const { provider, emulate = false } = options;
  const root = findProjectRoot(context.host.cwd);
  const opened = await openProject(root, { emulate, ...(provider === undefined ? {} : { provider: [provider] }) }, context);
  const { diagnostics, sources } = opened.loadedProject;
  tellDiagnostics(diagnostics, sources, context);
  if (hasErrors(diagnostics)) return exitCodes.usage;
  const [name = ''] = [...opened.chosenProviders, ...opened.defaultProviders];
  return await askOpened(opened, name, act, context);
}

async function askOpened(
  opened: OpenedProject,
  name: string,
  act: (opened: OpenedCatalogue) => Promise<ExitCode>,
  context: CommandContext,
): Promise<ExitCode> {
  const { accounts, emulate } = opened;
  const account = accounts.get(name);
  if (account === undefined) throw new InternalError(`The account ${name} was known a moment ago.`);
  const settings = emulate ? [] : await readSettings([name], opened, context);
  for (const one of settings) assertComplete(one);
  using interrupt = watchInterrupts(context.host, () => {});
  await using session = await openSession({ ...opened, settings }, { onlyLooking: true }, context);
  await using live: LiveProviders = emulate
    ? await startEmulation(accounts, session, context.secrets)
    : { providers: session.planned, [Symbol.asyncDispose]: async () => {} };
  const catalogue = catalogueOf(live.providers.get(name), account);
  const { clock, emulated } = session;
  const { signal } = interrupt;
  try {
    return await act({ account, catalogue, emulated, allowLoopback: emulate || allOnThisMachine({ settings }), clock, signal });
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  }
}

function catalogueOf(provider: Provider | undefined, account: Account): Catalogue {
  if (provider?.catalogue !== undefined) return provider.catalogue;
  throw new ReelwrightError('PLAN_UNSUPPORTED', `${shownAccount(account)} tells nothing of what an account can choose from.`, {
    hint: 'Name another account with --provider.',
  });
}
