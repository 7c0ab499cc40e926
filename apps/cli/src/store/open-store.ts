import { dirname } from 'node:path';
import type { Clock } from '@reelwright/clock';
import { hasErrors, ReelwrightError } from '@reelwright/errors';
import type { NamedLock, RunnerState, StoreRemote } from '@reelwright/runner';
import type { CommandContext } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { watchInterrupts } from '../interrupt.ts';
import { readLock } from '../locks/lock-files.ts';
import { openProject } from '../open-project.ts';
import { findProjectRoot } from '../project-root.ts';
import { recipesBelow } from '../recipe-paths.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';
import { openRemote } from './open-remote.ts';

/** The store of the project in which the user stands. */
export interface OpenedStore {
  readonly state: RunnerState;
  readonly clock: Clock;
  /** Of every recipe of the project. */
  readonly locks: readonly NamedLock[];
  /** Ends with the first request to stop. */
  readonly signal: AbortSignal;
  /** @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS where the project names none, or a secret of it is missing. */
  remote(): Promise<StoreRemote>;
}

/** Opens the store and closes it after `act`. With a lock that is wrong nothing is done: what it pins could not be told. */
export async function withStore(act: (opened: OpenedStore) => Promise<ExitCode>, context: CommandContext): Promise<ExitCode> {
  const { host } = context;
  const root = findProjectRoot(host.cwd);
  const project = await openProject(root, {}, context);
  const own = recipesBelow(root).filter((recipe) => findProjectRoot(dirname(recipe)) === root);
  const read = own.map((recipe) => readLock(recipe, host.cwd));
  const diagnostics = [...project.loadedProject.diagnostics, ...read.flatMap((one) => one.diagnostics)];
  const texts = read.flatMap(({ lock: { file }, text }) => (text === undefined ? [] : [[file, text] as const]));
  tellDiagnostics(diagnostics, new Map([...project.loadedProject.sources, ...texts]), context);
  if (hasErrors(diagnostics)) return exitCodes.usage;
  using interrupt = watchInterrupts(host, () => {});
  await using session = await openSession({ ...project, settings: [] }, { onlyLooking: true }, context);
  await using stack = new AsyncDisposableStack();
  const { state, clock } = session;
  const { signal } = interrupt;
  const locks = read.flatMap(({ lock: { file, lock } }) => (lock === undefined ? [] : [{ name: file, lock }]));
  const remote = async () => {
    const opened = await openRemote(project, clock, context);
    if (opened === undefined) throw noRemote();
    return stack.use(opened);
  };
  try {
    return await act({ state, clock, locks, signal, remote });
  } catch (error) {
    if (signal.aborted) return exitCodes.interrupted;
    throw error;
  }
}

function noRemote(): ReelwrightError {
  return new ReelwrightError('PLAN_PROVIDER_SETTINGS', 'The project has no store remote.', {
    hint: 'Write in reelwright.yaml: store: { kind: directory, path: /mnt/films }, or kind: s3 with endpoint, region, bucket and keys.',
  });
}
