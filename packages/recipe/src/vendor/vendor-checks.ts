import type { ParsedDocument } from '../parse/parse-recipe.ts';
import { type MapNode, mapIn } from '../parse/source-node.ts';
import type { StepUses } from '../recipe.ts';
import type { ShapeValidator } from '../schema/shape-fault.ts';
import { isStepUses } from '../step-kinds.ts';

/** A JSON Schema (2020-12) as data. */
export type JsonSchema = unknown;

/** What each provider lets `vendor.<provider>` hold, per kind of step. Kinds may be named that recipes do not know. */
export type VendorSchemas = Readonly<Record<string, Readonly<Partial<Record<string, JsonSchema>>>>>;

/** The schemas made into functions, as far as the recipes need them. */
export interface VendorChecks {
  /** All providers that have a say. */
  readonly providers: readonly string[];
  /** Undefined where the provider has no fields of its own for this kind of step. */
  check(provider: string, uses: StepUses): ShapeValidator | undefined;
}

/**
 * Compiles what the recipes use of the providers' schemas. This takes ajv, 40 ms and more, and few recipes have a `vendor`; so it is
 * loaded here and only when one has, and validation itself stays synchronous.
 */
export async function compileVendorChecks(schemas: VendorSchemas, documents: readonly ParsedDocument[]): Promise<VendorChecks> {
  const used = new Map<string, ShapeValidator>();
  const wanted = documents.flatMap(({ root }) => (root?.kind === 'map' ? [...vendorUses(root)] : []));
  const ajv = wanted.length === 0 ? undefined : await loadAjv();
  for (const { provider, uses } of wanted) {
    const schema = Object.hasOwn(schemas, provider) ? schemas[provider]?.[uses] : undefined;
    const key = `${provider} ${uses}`;
    if (ajv && schema !== undefined && !used.has(key)) used.set(key, ajv(schema));
  }
  return { providers: Object.keys(schemas), check: (provider, uses) => used.get(`${provider} ${uses}`) };
}

async function loadAjv(): Promise<(schema: unknown) => ShapeValidator> {
  // Through the default export: a bundle knows no other of a CommonJS module.
  const { default: library } = await import('ajv/dist/2020.js');
  const ajv = new library.Ajv2020({ allErrors: true, verbose: true, strict: false, messages: false, validateFormats: false });
  return (schema) => ajv.compile(schema as object) as ShapeValidator; // ajv refuses what is no schema; its errors have our fields
}

export interface VendorUse {
  readonly step: string;
  readonly uses: StepUses;
  readonly provider: string;
  /** The map behind `vendor`. */
  readonly vendor: MapNode;
}

/** Every provider that a step of the recipe has fields for. */
export function* vendorUses(root: MapNode): Generator<VendorUse> {
  const steps = mapIn(root, 'steps');
  for (const step of steps?.entries.keys() ?? []) {
    const map = steps && mapIn(steps, step);
    const fields = map && mapIn(map, 'with');
    const uses = map?.entries.get('uses')?.value;
    const vendor = fields && mapIn(fields, 'vendor');
    if (vendor === undefined || uses?.kind !== 'scalar' || !isStepUses(uses.value)) continue;
    for (const provider of vendor.entries.keys()) yield { step, uses: uses.value, provider, vendor };
  }
}
