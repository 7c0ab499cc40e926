import { plainText } from '@reelwright/errors';
import type { Provider } from '@reelwright/provider';
import { estimatePlan, localProvider, type Plan, type PlanNode } from '@reelwright/runner';
import { type Accounts, shownAccount } from './accounts.ts';
import { describeEstimate } from './budget.ts';
import { count, renderTable } from './format.ts';

/** What the accounts are called and can do. */
export interface PlanWords {
  readonly accounts: Accounts;
  readonly providers: ReadonlyMap<string, Provider>;
}

const actionWords: Record<PlanNode['decision']['action'], string> = {
  run: 'run',
  reuse: 'reuse',
  resume: 'resume',
  'run-if-changed': 'run if changed',
};

const summaryWords: Record<PlanNode['decision']['action'], string> = {
  run: 'to run',
  reuse: 'reused',
  resume: 'to be collected',
  'run-if-changed': 'to run if what they need changes',
};

/** The plan as a table, what it was compiled to beneath each step, and what it would cost. */
export function renderPlan(plan: Plan, words: PlanWords): string {
  const rows = plan.nodes.flatMap((node, index) => rowsOf(node, plan.nodes[index - 1], words));
  const table = renderTable([['STEP', 'USES', 'PROVIDER', 'DECISION', 'WHY'], ...rows]);
  const alternatives = [...plan.alternatives].map(
    ([film, others]) =>
      `${film} falls back to ${others.map(({ provider }) => shownName(provider, words)).join(', then ')}, as long as nothing of it is paid for.`,
  );
  return [table, '', ...alternatives, summarize(plan)].join('\n');
}

/** A step that was compiled is headed by what its author wrote. */
function rowsOf(node: PlanNode, before: PlanNode | undefined, words: PlanWords): string[][] {
  const { id, recipe, instance, step, provider, decision } = node;
  const facts = [step.with.uses, shownName(provider, words), actionWords[decision.action], plainText(decision.reason, 200)];
  const author = compiledFrom(node);
  if (author === undefined) return [[id, ...facts]];
  const part = [`  ${step.id}`, ...facts];
  if (before !== undefined && compiledFrom(before)?.step === author.step && before.instance === instance && before.recipe === recipe)
    return [part];
  return [
    [`${recipe}/${instance}/${author.step}`, author.uses, shownName(provider, words), 'compiled', noteOf(author.uses, provider, words)],
    part,
  ];
}

function compiledFrom({ step: { origin } }: PlanNode) {
  return origin?.type === 'compiled' ? origin : undefined;
}

function noteOf(uses: string, provider: string, { providers }: PlanWords): string {
  const capability = Object.entries(providers.get(provider)?.capabilities ?? {}).find(([kind]) => kind === uses)?.[1];
  return capability?.support === 'compiled' ? plainText(capability.note, 200) : '';
}

function shownName(provider: string, { accounts }: PlanWords): string {
  const account = accounts.get(provider);
  return account === undefined ? provider : shownAccount(account);
}

/** `4 steps: 1 to run, 2 reused. Paid tasks that would be started, at most: 1 tts (28 characters of speech).` */
function summarize(plan: Plan): string {
  const { nodes, emulated } = plan;
  const counts = Map.groupBy(nodes, ({ decision }) => decision.action);
  const parts = [...counts].map(([action, { length }]) => `${length} ${summaryWords[action]}`);
  const paid = nodes.filter(
    ({ provider, decision }) => provider !== localProvider && (decision.action === 'run' || decision.action === 'run-if-changed'),
  );
  const kinds = [...Map.groupBy(paid, ({ step }) => step.with.uses)].map(([uses, { length }]) => `${length} ${uses}`);
  const estimate = describeEstimate(estimatePlan(plan));
  const cost = emulated
    ? 'Emulated: nothing would be paid.'
    : `Paid tasks that would be started, at most: ${kinds.length === 0 ? 'none' : kinds.join(', ')}${estimate === undefined ? '' : ` (${estimate})`}.`;
  return `${count(nodes.length, 'step')}: ${parts.join(', ')}. ${cost}`;
}
