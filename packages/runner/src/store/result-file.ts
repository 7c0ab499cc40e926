import { parseRecipe } from '@reelwright/recipe';
import { canonicalJson } from '../canonical-json.ts';
import { LockReader } from '../lock/lock-reader.ts';
import { readStep } from '../lock/read-lock.ts';
import type { StepResult } from '../plan/known.ts';

/** A result as it waits in a remote: canonical JSON, so that equal results are equal files. */
export function renderResult({ fingerprint, uses, provider, emulated, outputs, task }: StepResult): string {
  const facts = Object.entries(outputs).map(([name, { kind: _, ...value }]) => [name, value] as const);
  return `${canonicalJson({ version: 1, emulated, step: { uses, provider, fingerprint, task, outputs: Object.fromEntries(facts) } })}\n`;
}

/** @returns `undefined` for anything but a result of this very fingerprint: it comes from where others may write. */
export function parseResult(text: string, fingerprint: string): StepResult | undefined {
  const parsed = parseRecipe(text, 'result', { sizeBytes: largestResult, tokens: 10_000, depth: 8, aliases: 0, aliasedValues: 0 });
  const reader = new LockReader(parsed);
  const root = reader.record(parsed.root, 'A result', ['version', 'emulated', 'step']);
  const node = (key: string) => root?.entries.get(key)?.value;
  const scalarAt = (key: string) => {
    const one = node(key);
    return one?.kind === 'scalar' ? one.value : undefined;
  };
  const [step, emulated] = [node('step'), scalarAt('emulated')];
  const read = step && readStep(step, reader);
  if (parsed.diagnostics.length > 0 || reader.diagnostics.length > 0 || scalarAt('version') !== 1) return undefined;
  if (read === undefined || typeof emulated !== 'boolean' || read.fingerprint !== fingerprint) return undefined;
  return { ...read, emulated };
}

/** In bytes. Voices, digests and lengths need a few hundred. */
export const largestResult = 64 * 1024;
