import { hasErrors, plainText } from '@reelwright/errors';
import type { Plan, PlanNode, RunnerState, StepResult } from '@reelwright/runner';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadAll } from '../loaded.ts';
import { type LockFile, withLocks } from '../locks/lock-files.ts';
import { planPinned } from '../locks/plan-pinned.ts';
import { nodesNamed } from '../named-nodes.ts';
import type { RecipeOptions } from '../options.ts';
import { resolveRecipePaths } from '../recipe-paths.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/**
 * Why a step would run again, down to the input that changed; or why it would not, and where its result comes from.
 *
 * @param step Its name, which stands for it in every film; or `<instance>/<step>`.
 */
export async function why(recipe: string, step: string, options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const paths = resolveRecipePaths([recipe], context.host.cwd);
  const { loaded, locks } = withLocks(await loadAll(paths, options, context), paths, context);
  await using session = await openSession(loaded, { onlyLooking: true }, context);
  const { plan, diagnostics } = await planPinned(loaded, session, locks, { isRun: false }, context);
  if (hasErrors(diagnostics)) {
    tellDiagnostics(diagnostics, loaded.sources, context);
    return exitCodes.usage;
  }
  const answers = nodesNamed(step, plan).map((node) => answerFor(node, plan, { state: session.state, locks }));
  if (options.json === true) printJson(context, answers);
  else for (const answer of answers) context.host.stdout.write(`${renderAnswer(answer)}\n`);
  if (answers.some(({ action }) => action === 'reuse')) tell(context, 'What is reused is made of the same inputs, byte for byte.');
  return exitCodes.done;
}

interface Answer {
  readonly node: string;
  readonly action: PlanNode['decision']['action'];
  readonly reason: string;
  readonly fingerprint: string | null;
  /** Of what it was made of when it last ran here. */
  readonly previousFingerprint: string | null;
  /** Where a result that is reused comes from. */
  readonly from: {
    readonly place: 'store' | 'lock';
    readonly lock: string | null;
    readonly provider: string;
    readonly task: string | null;
  } | null;
  /** Steps that it follows from and that are not reused either, nearest first. */
  readonly because: readonly { readonly node: string; readonly reason: string }[];
}

interface Past {
  readonly state: RunnerState;
  readonly locks: readonly LockFile[];
}

function answerFor(node: PlanNode, plan: Plan, past: Past): Answer {
  const { id, fingerprint, decision } = node;
  const because = decision.action === 'reuse' ? [] : upstreamOf(node, plan);
  return {
    node: id,
    action: decision.action,
    reason: decision.reason,
    fingerprint: fingerprint ?? null,
    previousFingerprint: past.state.known().previous(id, plan.emulated)?.fingerprint ?? null,
    from: decision.action === 'reuse' && fingerprint !== undefined ? originOf(fingerprint, plan, past) : null,
    because: because.map((one) => ({ node: one.id, reason: one.decision.reason })),
  };
}

/** Every step above that is not reused, each once. */
function upstreamOf({ needs }: PlanNode, plan: Plan): PlanNode[] {
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  const found = new Map<string, PlanNode>();
  const rest = [...needs];
  for (let id = rest.shift(); id !== undefined; id = rest.shift()) {
    const node = byId.get(id);
    if (node === undefined || found.has(id) || node.decision.action === 'reuse') continue;
    found.set(id, node);
    rest.push(...node.needs);
  }
  return [...found.values()];
}

function originOf(fingerprint: string, { emulated }: Plan, { state, locks }: Past): Answer['from'] {
  const here = state.intactResult(fingerprint);
  if (here !== undefined) return { place: 'store', lock: null, ...makerOf(here) };
  for (const { file, lock } of locks) {
    for (const { steps } of (emulated ? lock?.emulated : lock?.instances)?.values() ?? []) {
      for (const step of steps.values()) if (step.fingerprint === fingerprint) return { place: 'lock', lock: file, ...makerOf(step) };
    }
  }
  return null;
}

function makerOf({ provider, task }: Pick<StepResult, 'provider' | 'task'>) {
  return { provider, task: task ?? null };
}

function renderAnswer({ node, action, reason, from, because }: Answer): string {
  const lines = [`${node}: ${verbs[action]}. ${reason}`];
  if (from !== null) {
    const place = from.place === 'store' ? 'Its result lies in the store' : `It is pinned in ${from.lock}`;
    const maker = from.task === null ? 'made on this machine' : `made at ${from.provider} by task ${from.task}`;
    lines.push(`  ${place}: ${maker}.`);
  }
  lines.push(...because.map((one) => `  since ${one.node}: ${one.reason}`));
  return plainLines(lines);
}

const verbs: Readonly<Record<Answer['action'], string>> = {
  run: 'runs',
  'run-if-changed': 'may run',
  resume: 'goes on',
  reuse: 'is reused',
};

function plainLines(lines: readonly string[]): string {
  return lines.map((line) => (line.startsWith('  ') ? `  ${plainText(line.slice(2), 2000)}` : plainText(line, 2000))).join('\n');
}
