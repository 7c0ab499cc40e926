import { type Diagnostic, sortDiagnostics } from '@reelwright/errors';
import { createPlan, inspectMedia, type KnownResults, localProvider, mediaPaths, type Plan } from '@reelwright/runner';
import { type AccountSettings, assertComplete, describeGaps } from './account-settings.ts';
import type { Host } from './host.ts';
import type { Loaded } from './loaded.ts';
import type { Session } from './session.ts';

export interface Planned {
  readonly plan: Plan;
  /** Of recipes, project and plan together. With an error among them nothing may run. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From recipes to a plan. What an author can mend comes back as diagnostics; nobody is called.
 *
 * @param known What earlier runs left. Default: what the records here say.
 */
export async function planLoaded(
  loaded: Loaded,
  { clock, emulated, state, planned }: Session,
  { now }: Host,
  known: KnownResults = state.known(),
): Promise<Planned> {
  const { project, chosenProviders, defaultProviders, loadedProject } = loaded;
  // A project file that is wrong is mended first: planned without it, people and accounts that it names would be told as missing.
  const instances = loadedProject.project === 'unusable' ? [] : loaded.instances;
  const { plan, diagnostics } = createPlan({
    instances,
    providers: planned,
    chosenProviders,
    defaultProviders,
    unusable: unusableOf(loaded),
    project,
    now: now(),
    emulated,
    media: await inspectMedia(mediaPaths(instances, project), state, { clock }),
    known,
  });
  return { plan, diagnostics: sortDiagnostics([...loaded.diagnostics, ...diagnostics]) };
}

/** Accounts that cannot be called; where there is a choice, others are taken. */
function unusableOf({ settings }: Pick<Loaded, 'settings'>): ReadonlyMap<string, string> {
  const lacking = settings.filter(({ gaps }) => gaps.length > 0);
  return new Map(lacking.map((one) => [one.account.name, describeGaps(one)]));
}

/** The settings of the accounts that the plan really takes. */
export function settingsFor({ nodes }: Plan, { settings }: Pick<Loaded, 'settings'>): readonly AccountSettings[] {
  const taken = new Set(nodes.map(({ provider }) => provider).filter((name) => name !== localProvider));
  return settings.filter(({ account }) => taken.has(account.name));
}

/** @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS when an account that the plan takes cannot be called. */
export function assertCallable(plan: Plan, loaded: Pick<Loaded, 'settings'>): void {
  for (const settings of settingsFor(plan, loaded)) assertComplete(settings);
}
