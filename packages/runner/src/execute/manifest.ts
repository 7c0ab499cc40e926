import type { RecipeInstance } from '@reelwright/recipe';
import type { OutputValue } from '../plan/known.ts';
import { nodeId } from '../plan/node-id.ts';
import type { RunContext } from './run-context.ts';

export interface ManifestOutput {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly value: OutputValue;
}

/**
 * What lies in an instance's folder and where it came from. Content only, no time or host, so that an unchanged film leaves an
 * unchanged manifest.
 */
export function renderManifest(instance: RecipeInstance, outputs: readonly ManifestOutput[], context: RunContext): string {
  const manifest = {
    version: 1,
    recipe: instance.recipe.name,
    instance: instance.id,
    inputs: instance.inputs,
    emulated: context.plan.emulated,
    outputs: Object.fromEntries(outputs.map(({ name, value, ...file }) => [name, { kind: value.kind, ...file, ...factsOf(value) }])),
    steps: Object.fromEntries(instance.steps.map((step) => [step.id, stepFacts(instance, step.id, context)])),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function factsOf(value: OutputValue): Record<string, unknown> {
  switch (value.kind) {
    case 'voice':
    case 'avatar':
      return { id: value.id };
    case 'captions':
      return {};
    case 'duration':
      return { durationMs: value.durationMs };
    default: {
      const { durationMs, widthPx, heightPx } = value;
      return { durationMs, widthPx, heightPx };
    }
  }
}

function stepFacts(instance: RecipeInstance, step: string, { results }: RunContext): Record<string, unknown> {
  const result = results.get(nodeId(instance, step));
  return result === undefined ? {} : { uses: result.uses, provider: result.provider, fingerprint: result.fingerprint, task: result.task };
}
