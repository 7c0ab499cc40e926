import type { RunEvent, RunFact } from '@reelwright/runner';

const stepKinds = { voice: 'clone-voice', speech: 'tts', film: 'lip-sync', captions: 'captions' } as const;

export interface NodeName {
  readonly node: string;
  readonly recipe: string;
  readonly instance: string;
  readonly step: string;
}

export function nodeOf(step: string, instance = 'default', recipe = 'welcome'): NodeName {
  return { node: `${recipe}/${instance}/${step}`, recipe, instance, step };
}

/** Numbers facts as the runner does. */
export function numbered(facts: readonly RunFact[]): RunEvent[] {
  return facts.map((fact, sequence) => ({ sequence, at: 0, ...fact }));
}

/** `run-started` for the four steps of a film, once per instance. */
export function startOf(instances: readonly string[] = ['default'], recipe = 'welcome'): RunFact {
  return {
    type: 'run-started',
    run: 'test-run',
    emulated: true,
    nodes: instances.flatMap((instance) =>
      Object.entries(stepKinds).map(([step, uses]) => ({
        ...nodeOf(step, instance, recipe),
        uses,
        provider: uses === 'captions' ? 'local' : 'chanjing',
        needs: [],
        reused: false,
      })),
    ),
  };
}

/** A film goes on at another provider, which compiles one of its steps to two. */
export function switchOf(instance = 'default', recipe = 'welcome'): RunFact {
  const kinds = { voice: 'clone-voice', speech: 'tts', 'film.avatar': 'clone-avatar', film: 'avatar-video', captions: 'captions' } as const;
  return {
    type: 'instance-switched',
    recipe,
    instance,
    from: 'chanjing',
    to: 'studio',
    because: 'The balance is used up.',
    nodes: Object.entries(kinds).map(([step, uses]) => ({
      ...nodeOf(step, instance, recipe),
      uses,
      provider: uses === 'captions' ? 'local' : 'studio',
      needs: [],
      reused: false,
    })),
  };
}
