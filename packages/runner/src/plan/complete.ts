import type { StepResult } from './known.ts';

/** A result that lacks an output which is needed now is no result. */
export function complete(result: StepResult | undefined, needed: ReadonlySet<string> | undefined): StepResult | undefined {
  if (result === undefined || needed === undefined) return result;
  for (const output of needed) if (!Object.hasOwn(result.outputs, output)) return undefined;
  return result;
}
