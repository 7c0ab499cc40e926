import { type Diagnostic, hasErrors, InternalError } from '@reelwright/errors';
import { mergeDiagnostics } from '../merge-diagnostics.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { Recipe, RecipeInstance, RecipeStep, StepInstance, StepOutput, StepUses } from '../recipe.ts';
import { stepKind } from '../step-kinds.ts';
import { orderSteps } from '../validate/order-steps.ts';
import type { VendorChecks } from '../vendor/vendor-checks.ts';
import { judgeResolved, plainResolved } from './judge-resolved.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { resolveStepWith } from './resolve-step.ts';
import { dependsOnInputs, resolveValue, type Scope } from './resolve-value.ts';
import { createStepReader, type ResolvedFields, type StepReader } from './step-reader.ts';

export interface InstantiateOptions {
  /** As given on the command line: text, read in the type of each declaration. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: ProjectFiles;
  /**
   * For a check of the recipe alone: an input without a default need not be given. What depends on it is not judged, and there is no
   * instance when something does.
   */
  readonly inputsMayBeMissing?: boolean;
  /** Judges fields of `vendor` that depend on inputs; see `ValidateOptions`. */
  readonly vendorChecks?: VendorChecks | undefined;
}

export interface InstantiatedRecipe {
  /** Empty when anything is wrong or an input is missing. One today; a matrix will make more. */
  readonly instances: readonly RecipeInstance[];
  /** What only inputs and files could tell, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes concrete films-to-be of a recipe: inputs put in, choices made, texts read, files found, steps in order. */
export function instantiateRecipe(recipe: Recipe, options: InstantiateOptions): InstantiatedRecipe {
  const inputs = resolveInputs(recipe, options.inputs);
  const missing = options.inputsMayBeMissing ? inputs.missing : [];
  const diagnostics = inputs.diagnostics.filter((diagnostic) => !missing.includes(diagnostic));
  const instance = new InstanceMaker(recipe, { inputs: inputs.values, steps: recipe.steps }, options, diagnostics).make();
  const told = mergeDiagnostics(diagnostics);
  if (!recipe.sound || hasErrors(told)) return { instances: [], diagnostics: told };
  if (instance === undefined && missing.length > 0) return { instances: [], diagnostics: told };
  if (instance === undefined) throw new InternalError(`The recipe ${recipe.name} has no errors and makes no instance.`);
  return { instances: [instance], diagnostics: told };
}

class InstanceMaker {
  readonly #recipe: Recipe;
  readonly #scope: Scope;
  readonly #diagnostics: Diagnostic[];
  readonly #vendorChecks: VendorChecks | undefined;
  readonly #read: StepReader;

  constructor(recipe: Recipe, scope: Scope, { files, vendorChecks }: InstantiateOptions, diagnostics: Diagnostic[]) {
    this.#recipe = recipe;
    this.#scope = scope;
    this.#diagnostics = diagnostics;
    this.#vendorChecks = vendorChecks;
    this.#read = createStepReader(files, diagnostics);
  }

  make(): RecipeInstance | undefined {
    const made = new Map<string, StepInstance>();
    for (const step of this.#recipe.steps.values()) {
      const instance = this.#step(step);
      if (instance) made.set(step.id, instance);
    }
    const { order } = orderSteps(new Map([...made].map(([id, { needs }]) => [id, needs])));
    const steps = order.flatMap((id) => made.get(id) ?? []);
    const outputs = [...this.#recipe.outputs].flatMap(([name, { value }]) => {
      const resolved = resolveValue(value, this.#scope);
      return resolved?.type === 'output' ? [{ name, from: resolved.output }] : [];
    });
    const complete = steps.length === this.#recipe.steps.size && outputs.length === this.#recipe.outputs.size;
    return complete ? { recipe: this.#recipe, id: 'default', inputs: record(this.#scope.inputs), steps, outputs } : undefined;
  }

  #step(step: RecipeStep): StepInstance | undefined {
    const fields = new Map([...step.with].map(([key, value]) => [key, resolveValue(value, this.#scope)]));
    const open = [...step.with].filter(([, value]) => dependsOnInputs(value)).map(([key]) => key);
    if (open.length > 0) this.#diagnostics.push(...judgeResolved(step, fields, open, this.#vendorChecks));
    this.#visitOtherChoices(step);
    const defaultName = `${this.#recipe.name}-${step.id}`;
    const resolved = resolveStepWith(step.uses, { fields, read: this.#read, defaultName });
    if (resolved === undefined) return undefined;
    return {
      id: step.id,
      with: resolved,
      needs: [...new Set([...outputsIn(step.uses, fields).map((output) => output.step), ...step.needs.map(({ value }) => value)])],
      provider: step.provider ?? this.#recipe.provider,
      vendor: vendorOf(fields),
      location: step.location,
      fieldLocations: record(new Map([...step.with].map(([key, value]) => [key, value.location]))),
    };
  }

  /** Files that only other values of an input would choose must be there as well: the next run may choose them. */
  #visitOtherChoices({ uses, with: fields }: RecipeStep): void {
    for (const [key, value] of fields) {
      if (value.type !== 'choice') continue;
      for (const { value: entry } of value.entries.values()) {
        const resolved = resolveValue(entry, this.#scope);
        if (resolved === undefined) continue;
        const { role } = stepKind(uses).fields.get(key) ?? {};
        if (role === 'text') this.#read.spoken(new Map([[key, resolved]]), key);
        else if (role === 'medium') this.#read.medium(new Map([[key, resolved]]), key);
      }
    }
  }
}

/** In the order of the language, so that the order in which an author writes keys changes nothing. */
function outputsIn(uses: StepUses, fields: ResolvedFields): StepOutput[] {
  return [...stepKind(uses).fields.keys()].flatMap((key) => {
    const value = fields.get(key);
    return value?.type === 'output' ? [value.output] : [];
  });
}

function vendorOf(fields: ResolvedFields): Readonly<Record<string, unknown>> {
  const vendor = fields.get('vendor');
  return vendor?.type === 'map'
    ? record(new Map([...vendor.entries].map(([provider, value]) => [provider, plainResolved(value)])))
    : record(new Map());
}

/** Without a prototype, so that no name means more than itself. */
function record<T>(map: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(map));
}
