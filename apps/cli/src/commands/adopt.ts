import { ReelwrightError } from '@reelwright/errors';
import { adoptTask, forgetIntent, type ListedTask } from '@reelwright/runner';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type OpenedTasks, type TaskOptions, withTasks } from '../tasks/open-tasks.ts';
import { usageError } from '../usage-error.ts';

export interface AdoptOptions extends TaskOptions {
  readonly none?: boolean;
}

/**
 * A person says what became of an uncertain start: which task at the provider it has made, or that it has made none.
 *
 * @param start Step (`<recipe>/<instance>/<step>`) or fingerprint, which may be cut short.
 */
export async function adopt(start: string, task: string | undefined, options: AdoptOptions, context: CommandContext): Promise<ExitCode> {
  const { none = false } = options;
  if (none === (task !== undefined)) {
    throw usageError('A decision is one thing or the other.', `Write reel adopt ${start} <task id>, or reel adopt ${start} --none.`);
  }
  const decide = async (opened: OpenedTasks) => {
    const meant = meantBy(start, await opened.list({ online: false }));
    return task === undefined ? await forget(meant, opened, options, context) : await bind(meant, task, opened, options, context);
  };
  return await withTasks(options, !none, decide, context);
}

/** @throws {ReelwrightError} CLI_USAGE unless it is exactly one uncertain start. */
function meantBy(start: string, tasks: readonly ListedTask[]): ListedTask {
  const uncertain = tasks.filter(({ state }) => state === 'uncertain');
  const meant = uncertain.filter(
    ({ node, fingerprint }) => node === start || (/^[0-9a-f]{8,64}$/.test(start) && fingerprint.startsWith(start)),
  );
  const [only, other] = meant;
  if (only !== undefined && other === undefined) return only;
  if (only !== undefined) {
    const names = meant.map(({ fingerprint, account, provider }) => `${fingerprint.slice(0, 12)} at ${account ?? provider}`);
    throw usageError(
      `"${start}" stands for ${meant.length} uncertain starts: ${names.join(', ')}.`,
      'Name the one you mean by its fingerprint.',
    );
  }
  const known = uncertain.map(({ node }) => node).join(', ');
  throw usageError(
    `No uncertain start is called "${start}".`,
    known === '' ? 'Nothing is uncertain here; reel tasks shows what is at providers.' : `Uncertain: ${known}.`,
  );
}

async function bind(
  meant: ListedTask,
  task: string,
  { state, clock, signal, providerOf }: OpenedTasks,
  { json }: AdoptOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const provider = providerOf(meant);
  if (provider === undefined) throw unknownAccount(meant);
  const { node, status } = await adoptTask(state, provider, { fingerprint: meant.fingerprint, task }, { now: clock.now(), signal });
  tell(context, `${context.palette.green('Adopted')}: ${node} is task ${task} at ${meant.account}, which ${wordOf[status.state]}.`);
  tell(context, 'Run again: it is collected, and nothing is paid for twice.');
  if (json === true) printJson(context, { decision: 'adopted', node, task, state: status.state });
  return exitCodes.done;
}

const wordOf = {
  running: 'is under way',
  succeeded: 'has succeeded',
  failed: 'has failed',
  vanished: 'is gone',
} as const;

async function forget(
  { fingerprint, accountKey }: ListedTask,
  { state, clock }: OpenedTasks,
  { json }: AdoptOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const node = await forgetIntent(state, fingerprint, { accountKey, now: clock.now() });
  tell(context, `${context.palette.green('Noted')}: the start of ${node} has made nothing. The next run starts it, and pays for it.`);
  if (json === true) printJson(context, { decision: 'none', node });
  return exitCodes.done;
}

function unknownAccount({ node, provider }: ListedTask): ReelwrightError {
  return new ReelwrightError('RUN_ADOPTION', `"${node}" was started at an account of ${provider} that is not at hand.`, {
    hint: 'Set the credentials with which it was started: they say which account it is.',
  });
}
