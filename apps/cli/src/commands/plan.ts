import { hasErrors, plainText } from '@reelwright/errors';
import type { Plan, PlanNode } from '@reelwright/runner';
import { type CommandContext, printJson, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { count, renderTable } from '../format.ts';
import { type Loaded, loadAll } from '../loaded.ts';
import type { RecipeOptions } from '../options.ts';
import { planLoaded } from '../planning.ts';
import { resolveRecipePaths } from '../recipe-paths.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

/** What a run would do and why. The table is data as well: it goes to stdout. */
export async function plan(named: readonly string[], options: RecipeOptions, context: CommandContext): Promise<ExitCode> {
  const emulate = options.emulate === true;
  const loaded = await loadAll(resolveRecipePaths(named, context.host.cwd), options, context);
  using session = await openSession(loaded, { emulate, onlyLooking: true }, context);
  const { plan: made, diagnostics } = await planLoaded(loaded, session);
  tellDiagnostics(diagnostics, loaded.sources, context);
  if (options.json === true) printJson(context, { ...planAsJson(made), diagnostics });
  if (hasErrors(diagnostics)) return exitCodes.usage;
  if (options.json !== true) context.host.stdout.write(`${renderPlan(made)}\n`);
  if (!emulate) tellUnknownPast(loaded, context);
  return exitCodes.done;
}

const actionWords: Record<PlanNode['decision']['action'], string> = {
  run: 'run',
  reuse: 'reuse',
  resume: 'resume',
  'run-if-changed': 'run if changed',
};

function renderPlan({ nodes, emulated }: Plan): string {
  const rows = nodes.map(({ id, provider, decision, step }) => [
    id,
    step.with.uses,
    provider,
    actionWords[decision.action],
    plainText(decision.reason, 200),
  ]);
  const table = renderTable([['STEP', 'USES', 'PROVIDER', 'DECISION', 'WHY'], ...rows]);
  return `${table}\n\n${summarize(nodes, emulated)}`;
}

/** `4 steps: 1 to run, 2 reused. To be paid for at most: 1 tts.` */
function summarize(nodes: readonly PlanNode[], emulated: boolean): string {
  const counts = Map.groupBy(nodes, ({ decision }) => decision.action);
  const parts = [...counts].map(([action, { length }]) => `${length} ${summaryWords[action]}`);
  const paid = nodes.filter(
    ({ provider, decision }) => provider !== 'local' && (decision.action === 'run' || decision.action === 'run-if-changed'),
  );
  const kinds = [...Map.groupBy(paid, ({ step }) => step.with.uses)].map(([uses, { length }]) => `${length} ${uses}`);
  const cost = emulated
    ? 'Emulated: nothing would be paid.'
    : `Paid tasks that would be started, at most: ${kinds.length === 0 ? 'none' : kinds.join(', ')}.`;
  return `${count(nodes.length, 'step')}: ${parts.join(', ')}. ${cost}`;
}

const summaryWords: Record<PlanNode['decision']['action'], string> = {
  run: 'to run',
  reuse: 'reused',
  resume: 'to be collected',
  'run-if-changed': 'to run if what they need changes',
};

function planAsJson({ nodes, outputs, emulated }: Plan) {
  return {
    emulated,
    nodes: nodes.map(({ id, recipe, instance, step, provider, needs, fingerprint, decision }) => ({
      id,
      recipe,
      instance,
      step: step.id,
      uses: step.with.uses,
      provider,
      needs,
      fingerprint: fingerprint ?? null,
      decision,
    })),
    outputs,
  };
}

function tellUnknownPast({ settings }: Loaded, context: CommandContext): void {
  for (const { id, missing } of settings) {
    if (missing.length > 0)
      tell(
        context,
        `Note: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set, so what your account at ${id} has already made is not known here.`,
      );
  }
}
