import { type Diagnostic, sortDiagnostics } from '@reelwright/errors';
import { createPlan, inspectMedia, mediaPaths, type Plan } from '@reelwright/runner';
import type { Loaded } from './loaded.ts';
import type { Session } from './session.ts';

export interface Planned {
  readonly plan: Plan;
  /** Of recipes, project and plan together. With an error among them nothing may run. */
  readonly diagnostics: readonly Diagnostic[];
}

/** From recipes to a plan. What an author can mend comes back as diagnostics; nobody is called. */
export async function planLoaded(loaded: Loaded, { clock, emulated, state, planned }: Session): Promise<Planned> {
  const { plan, diagnostics } = createPlan({
    instances: loaded.instances,
    providers: planned,
    defaultProvider: loaded.defaultProvider,
    emulated,
    media: await inspectMedia(mediaPaths(loaded.instances), state, { clock }),
    known: state.known(),
  });
  return { plan, diagnostics: sortDiagnostics([...loaded.diagnostics, ...diagnostics]) };
}
