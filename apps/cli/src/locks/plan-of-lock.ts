import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasErrors, isReelwrightError } from '@reelwright/errors';
import type { RepairOptions } from '@reelwright/runner';
import type { CommandContext } from '../context.ts';
import { loadAll } from '../loaded.ts';
import { planLoaded } from '../planning.ts';
import { findProjectRoot } from '../project-root.ts';
import { openSession } from '../session.ts';

/**
 * What the recipe beside a lock would make now, so that of two versions the one is taken that fits.
 *
 * @returns Nothing where that cannot be said: a merge may have left the recipe unreadable as well.
 */
export async function planOfLock(
  lockPath: string,
  { emulate = false }: { readonly emulate?: boolean },
  context: CommandContext,
): Promise<RepairOptions> {
  const recipe = lockPath.replace(/\.reel\.lock\.yaml$/, '.reel.yaml');
  if (recipe === lockPath || !existsSync(recipe)) return {};
  const root = findProjectRoot(dirname(recipe));
  try {
    const loaded = await loadAll({ root, recipes: [recipe] }, { input: {}, emulate, offline: true }, context);
    if (hasErrors(loaded.diagnostics)) return {};
    await using session = await openSession(loaded, { onlyLooking: true }, context);
    const { plan, diagnostics } = await planLoaded(loaded, session, context.host);
    const [first] = plan.instances;
    return hasErrors(diagnostics) || first === undefined ? {} : { plan, recipe: first.recipe.name };
  } catch (error) {
    if (isReelwrightError(error)) return {};
    throw error;
  }
}
