import type { Diagnostic } from '@reelwright/errors';
import { holdsExpression } from '../expression/parse-template.ts';
import { type MapNode, nodeAt, type SourceNode } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import { explainShape, type ShapeWords } from '../schema/explain-shape.ts';
import { plainValue } from '../schema/plain-value.ts';
import { pointerPath, shapeFaults } from '../schema/shape-fault.ts';
import { shown } from '../sentences.ts';
import type { Suggester } from '../suggest.ts';
import { type VendorChecks, type VendorUse, vendorUses } from './vendor-checks.ts';

/** Judges every `vendor.<provider>` by that provider's own schema. Values with expressions are judged when those are resolved. */
export function checkVendors(root: MapNode, source: SourceText, checks: VendorChecks, suggester: Suggester): Diagnostic[] {
  return [...vendorUses(root)].flatMap((use) => checkVendor(use, source, checks, suggester));
}

function checkVendor(use: VendorUse, source: SourceText, checks: VendorChecks, suggester: Suggester): Diagnostic[] {
  const { step, uses, provider, vendor } = use;
  const entry = vendor.entries.get(provider);
  const validate = checks.check(provider, uses);
  if (entry === undefined) return [];
  if (validate === undefined) {
    const known = checks.providers.includes(provider);
    const message = known
      ? `${provider} has no fields of its own for ${uses} steps.`
      : `Step ${shown(step)} has fields for the provider ${shown(provider)}, which is not known here.`;
    const hint = known ? 'Remove it.' : (suggester.didYouMean(provider, checks.providers) ?? `Known: ${checks.providers.join(', ')}.`);
    return [{ severity: 'error', code: 'RECIPE_UNKNOWN_KEY', message, location: source.locate(entry.key.start, entry.key.end), hint }];
  }
  const node = entry.value;
  if (node.kind !== 'map') return []; // told by the schema of the recipe
  const faults = shapeFaults(validate, plainValue(node)).filter(({ instancePath }) => !isOpen(nodeAt(node, pointerPath(instancePath))));
  return explainShape(faults, { root: node, source, suggester, words: vendorWords(provider, step) });
}

function isOpen(node: SourceNode | undefined): boolean {
  return node?.kind === 'scalar' && typeof node.value === 'string' && holdsExpression(node.value);
}

/** Sentences about a provider's own fields. */
export function vendorWords(provider: string, step: string): ShapeWords {
  return {
    owner: (path) => (path.length === 0 ? `"vendor.${provider}" of step ${shown(step)}` : shown(path.at(-1) ?? '')),
    code: (_keyword, _path, fallback) => fallback,
    unknownKeyHint: () => undefined,
    missingKeyHint: () => undefined,
  };
}
