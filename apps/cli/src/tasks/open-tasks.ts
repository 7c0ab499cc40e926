import type { Clock } from '@reelwright/clock';
import { hasErrors } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import { type ListedTask, listTasks, type RunnerState } from '@reelwright/runner';
import { type AccountSettings, assertComplete } from '../account-settings.ts';
import type { CommandContext } from '../context.ts';
import { type LiveProviders, startEmulation } from '../emulation.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { watchInterrupts } from '../interrupt.ts';
import { openProject, readSettings } from '../open-project.ts';
import { findProjectRoot } from '../project-root.ts';
import { isEmulatedAccount, openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** What the commands about tasks have in common. */
export interface TaskOptions {
  readonly emulate?: boolean;
  readonly json?: boolean;
}

/** The tasks on record of a project: those of its accounts, or with `emulate` those of their stand-ins. */
export interface OpenedTasks {
  readonly state: RunnerState;
  readonly clock: Clock;
  /** Ends with the first request to stop. */
  readonly signal: AbortSignal;
  list(asks: { readonly online: boolean }): Promise<readonly ListedTask[]>;
  /**
   * The provider behind a task.
   *
   * @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS when it cannot be called.
   */
  providerOf(task: ListedTask): Provider | undefined;
}

/**
 * Opens the records of the project in which the user stands, and closes them after `act`.
 *
 * @param isCalling Whether providers are going to be asked: for an emulated project the emulator is started then.
 */
export async function withTasks(
  { emulate = false }: TaskOptions,
  isCalling: boolean,
  act: (opened: OpenedTasks) => Promise<ExitCode>,
  context: CommandContext,
): Promise<ExitCode> {
  const opened = await openProject(findProjectRoot(context.host.cwd), { emulate }, context);
  const { diagnostics, sources } = opened.loadedProject;
  tellDiagnostics(diagnostics, sources, context);
  if (hasErrors(diagnostics)) return exitCodes.usage;
  const settings = emulate ? [] : await readSettings([...opened.accounts.keys()], opened, context);
  using interrupt = watchInterrupts(context.host, () => {});
  await using session = await openSession({ ...opened, settings }, { onlyLooking: true }, context);
  await using live: LiveProviders =
    emulate && isCalling
      ? await startEmulation(opened.accounts, session, context.secrets)
      : { providers: session.planned, [Symbol.asyncDispose]: async () => {} };
  const { state, clock } = session;
  const { signal } = interrupt;
  const list = async ({ online }: { readonly online: boolean }) => {
    const all = await listTasks(state, { now: clock.now(), providers: live.providers, online, signal });
    return all.filter(({ accountKey }) => isEmulatedAccount(accountKey) === emulate);
  };
  try {
    return await act({ state, clock, signal, list, providerOf: (task) => callable(task, live, settings) });
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  }
}

function callable(
  { account }: ListedTask,
  { providers }: Pick<LiveProviders, 'providers'>,
  settings: readonly AccountSettings[],
): Provider | undefined {
  if (account === undefined) return undefined;
  const known = settings.find((one) => one.account.name === account);
  if (known !== undefined) assertComplete(known);
  return providers.get(account);
}
