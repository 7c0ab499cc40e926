import { hasErrors } from '@reelwright/errors';
import { type GraphFormat, renderGraph } from '@reelwright/runner';
import { type CommandContext, printJson } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadAll } from '../loaded.ts';
import type { RecipeOptions } from '../options.ts';
import { planLoaded } from '../planning.ts';
import { resolveRecipePaths } from '../recipe-paths.ts';
import { openSession } from '../session.ts';
import { tellDiagnostics } from '../tell-diagnostics.ts';

export interface GraphOptions extends RecipeOptions {
  readonly format: GraphFormat;
}

export async function graph(recipe: string, options: GraphOptions, context: CommandContext): Promise<ExitCode> {
  const loaded = await loadAll(resolveRecipePaths([recipe], context.host.cwd), { ...options, emulate: true }, context);
  await using session = await openSession(loaded, { onlyLooking: true }, context);
  const { plan, diagnostics } = await planLoaded(loaded, session, context.host);
  tellDiagnostics(diagnostics, loaded.sources, context);
  if (hasErrors(diagnostics)) return exitCodes.usage;
  if (options.json === true)
    printJson(context, { nodes: plan.nodes.map(({ id, provider, needs, step }) => ({ id, uses: step.with.uses, provider, needs })) });
  else context.host.stdout.write(renderGraph(plan, options.format));
  return exitCodes.done;
}
