import { createSystemClock } from '@reelwright/clock';
import type { Provider } from '@reelwright/provider';
import type { RecipeInstance } from '@reelwright/recipe';
import type { CommandContext } from './context.ts';
import { type LoadedRecipes, loadRecipes } from './load-recipes.ts';
import type { RecipeOptions } from './options.ts';
import { assertKnownProvider, type ProviderSettings, readProviderSettings, registrationOf } from './provider-settings.ts';
import { fallbackProvider, registrations } from './providers.ts';
import type { RecipePaths } from './recipe-paths.ts';

/** Recipes, and what is known of the providers that they need. */
export interface Loaded extends LoadedRecipes {
  readonly defaultProvider: string;
  /** One per provider that a step needs. */
  readonly settings: readonly ProviderSettings[];
  /** Every provider there is, without credentials: what can be asked offline. */
  readonly catalogue: ReadonlyMap<string, Provider>;
}

export interface LoadAllOptions extends Pick<RecipeOptions, 'input' | 'provider'> {
  readonly inputsMayBeMissing?: boolean;
}

/** @throws {ReelwrightError} What stands on the command line is wrong, or a secret's pointer leads nowhere. */
export async function loadAll(paths: RecipePaths, options: LoadAllOptions, context: CommandContext): Promise<Loaded> {
  if (options.provider !== undefined) assertKnownProvider(options.provider);
  const catalogue = await offlineProviders();
  const vendorSchemas = Object.fromEntries([...catalogue].map(([id, provider]) => [id, provider.vendorSchemas]));
  const { input, inputsMayBeMissing = false } = options;
  const recipes = await loadRecipes(paths, { input, inputsMayBeMissing, vendorSchemas, cwd: context.host.cwd });
  const defaultProvider = options.provider ?? recipes.project?.provider?.value ?? fallbackProvider;
  const settings = usedProviders(recipes.instances, defaultProvider).flatMap((id) => {
    const registration = registrationOf(id);
    if (registration === undefined) return [];
    const written = recipes.project?.providers.get(id);
    return [readProviderSettings({ id, registration, written, root: recipes.root, seen: recipes.seen }, context)];
  });
  return { ...recipes, defaultProvider, settings, catalogue };
}

async function offlineProviders(): Promise<ReadonlyMap<string, Provider>> {
  const clock = createSystemClock();
  const made = Object.entries(registrations).map(async ([id, { create }]) => [id, await create({}, { clock })] as const);
  return new Map(await Promise.all(made));
}

/** Captions are made on this machine; every other step has a provider. */
function usedProviders(instances: readonly RecipeInstance[], defaultProvider: string): string[] {
  const steps = instances.flatMap((instance) => instance.steps).filter((step) => step.with.uses !== 'captions');
  return [...new Set(steps.map((step) => step.provider?.value ?? defaultProvider))];
}
