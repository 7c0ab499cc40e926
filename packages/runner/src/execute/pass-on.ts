import type { TaskOutputs } from '@reelwright/provider';
import type { StepResult } from '../plan/known.ts';
import { taskRefOf } from '../state/task-store.ts';
import { callProvider } from './provider-call.ts';
import type { ResultLink } from './result-links.ts';
import type { RunContext } from './run-context.ts';

/**
 * A fresh link to a file that another step got from a provider: the one of this run, or the one that its finished task tells now.
 * Undefined where nobody can tell one: what was made here, or by an account that is not at hand.
 */
export function linkTo(result: StepResult, output: string, context: RunContext): Promise<ResultLink | undefined> {
  return context.links.obtain(result.fingerprint, output, () => askTask(result, output, context));
}

/** One look at the task. Whatever keeps it from telling, there may still be another way. */
async function askTask(result: StepResult, output: string, context: RunContext): Promise<string | undefined> {
  const maker = makerOf(result, context);
  if (maker === undefined) return undefined;
  const { provider, record } = maker;
  const signal = context.interruption.stopping;
  try {
    const call = () => provider.poll([taskRefOf(record, record.task ?? '')], { signal });
    const [status] = await callProvider(context, { provider, scope: `poll:${record.kind}`, operation: 'poll', signal }, call);
    const outputs: TaskOutputs = status?.state === 'succeeded' ? status.outputs : {};
    const name = fileNames.find((one) => one === output);
    return name === undefined ? undefined : outputs[name]?.url;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

const fileNames = ['audio', 'video', 'cover'] as const;

/** The account at which a result was made: an id says something only there, so the record of the task must be ours. */
function makerOf({ fingerprint, task }: StepResult, { options, state }: RunContext) {
  if (task === undefined) return undefined;
  for (const provider of options.providers.values()) {
    const record = state.tasks.newest(fingerprint, provider.accountKey);
    if (record?.state === 'succeeded' && record.task === task) return { provider, record };
  }
  return undefined;
}
