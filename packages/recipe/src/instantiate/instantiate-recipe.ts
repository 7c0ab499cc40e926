import { type Diagnostic, hasErrors, InternalError, type SourceLocation } from '@reelwright/errors';
import { mergeDiagnostics } from '../merge-diagnostics.ts';
import type { Profile } from '../project/project.ts';
import type { ProjectView } from '../project/project-names.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { Recipe, RecipeInstance, RecipeStep, StepInstance, StepOutput, StepUses } from '../recipe.ts';
import { stepKind } from '../step-kinds.ts';
import { createSuggester } from '../suggest.ts';
import { untrainedVoiceProblem } from '../validate/check-references.ts';
import { orderSteps } from '../validate/order-steps.ts';
import type { VendorChecks } from '../vendor/vendor-checks.ts';
import { NameJudge } from './judge-names.ts';
import { judgeResolved, plainResolved } from './judge-resolved.ts';
import { type ProfileFields, profileFieldsFor } from './profile-fields.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { resolveStepWith } from './resolve-step.ts';
import { dependsOnRun, type ResolvedValue, resolveValue, type Scope } from './resolve-value.ts';
import { asText, createStepReader, type ResolvedFields, type StepReader } from './step-reader.ts';

export interface InstantiateOptions {
  /** As given on the command line: text, read in the type of each declaration. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: ProjectFiles;
  /**
   * For a check of the recipe alone: an input without a default need not be given, and no profile need be chosen. What depends on them
   * is not judged, and there is no instance when something does.
   */
  readonly inputsMayBeMissing?: boolean;
  /** Judges fields of `vendor` that depend on inputs; see `ValidateOptions`. */
  readonly vendorChecks?: VendorChecks | undefined;
  /** The project file that the recipe's names of cast, consents and profiles lead into; undefined where there is none. */
  readonly project?: ProjectView;
  /** The profile that was chosen. */
  readonly profile?: Profile | undefined;
}

export interface InstantiatedRecipe {
  /** Empty when anything is wrong or an input is missing. One today; a matrix will make more. */
  readonly instances: readonly RecipeInstance[];
  /** What only inputs and files could tell, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes concrete films-to-be of a recipe: profile and inputs put in, choices made, texts read, files found, steps in order. */
export function instantiateRecipe(recipe: Recipe, options: InstantiateOptions): InstantiatedRecipe {
  const inputs = resolveInputs(recipe, options.inputs);
  const missing = options.inputsMayBeMissing ? inputs.missing : [];
  const diagnostics = inputs.diagnostics.filter((diagnostic) => !missing.includes(diagnostic));
  const maker = new InstanceMaker(recipe, inputs.values, options, diagnostics);
  const instance = maker.make();
  const told = mergeDiagnostics(diagnostics);
  if (!recipe.sound || hasErrors(told)) return { instances: [], diagnostics: told };
  if (instance === undefined && (missing.length > 0 || maker.lacksProfile)) return { instances: [], diagnostics: told };
  if (instance === undefined) throw new InternalError(`The recipe ${recipe.name} has no errors and makes no instance.`);
  return { instances: [instance], diagnostics: told };
}

class InstanceMaker {
  readonly #recipe: Recipe;
  readonly #scope: Scope;
  readonly #names: NameJudge;
  readonly #diagnostics: Diagnostic[];
  readonly #vendorChecks: VendorChecks | undefined;
  readonly #read: StepReader;
  readonly #profileFields: ProfileFields;
  readonly #wired: StepOutput[] = [];

  constructor(recipe: Recipe, inputs: Scope['inputs'], options: InstantiateOptions, diagnostics: Diagnostic[]) {
    const { project, profile, inputsMayBeMissing = false } = options;
    this.#recipe = recipe;
    this.#scope = { inputs, steps: recipe.steps, profile };
    const names = { project, profile, profileMayBeMissing: inputsMayBeMissing, suggester: createSuggester() };
    this.#names = new NameJudge(names, diagnostics);
    this.#diagnostics = diagnostics;
    this.#vendorChecks = options.vendorChecks;
    this.#read = createStepReader(options.files, diagnostics);
    this.#profileFields = profileFieldsFor(profile);
  }

  /** True where a value of a profile is asked for that cannot be known, which is no error. */
  get lacksProfile(): boolean {
    return this.#names.lacksProfile;
  }

  make(): RecipeInstance | undefined {
    const made = new Map<string, StepInstance>();
    for (const step of this.#recipe.steps.values()) {
      const instance = this.#step(step);
      if (instance) made.set(step.id, instance);
    }
    this.#refuseUntrainedVoices(made);
    const { order } = orderSteps(new Map([...made].map(([id, { needs }]) => [id, needs])));
    const steps = order.flatMap((id) => made.get(id) ?? []);
    const outputs = [...this.#recipe.outputs].flatMap(([name, { value }]) => {
      const resolved = resolveValue(value, this.#scope);
      return resolved?.type === 'output' ? [{ name, from: resolved.output }] : [];
    });
    const complete = steps.length === this.#recipe.steps.size && outputs.length === this.#recipe.outputs.size;
    if (!complete) return undefined;
    const { providers } = this.#recipe;
    return { recipe: this.#recipe, id: 'default', inputs: record(this.#scope.inputs), providers, steps, outputs };
  }

  #step(step: RecipeStep): StepInstance | undefined {
    this.#names.paths(step);
    const given = this.#profileFields.of(step);
    const fields = new Map<string, ResolvedValue | undefined>(given.fields);
    const open = [...given.unjudged];
    for (const [key, value] of step.with) {
      if (given.fields.has(key)) continue;
      fields.set(key, resolveValue(value, this.#scope));
      if (dependsOnRun(value)) open.push(key);
    }
    if (open.length > 0) this.#diagnostics.push(...judgeResolved(step, fields, open, this.#vendorChecks));
    this.#visitOtherChoices(step);
    this.#names.consent(asText(fields.get('consent')));
    const defaultName = `${this.#recipe.name}-${step.id}`;
    const resolved = resolveStepWith(step.uses, { fields, read: this.#read, defaultName });
    const wired = outputsIn(step.uses, fields);
    this.#wired.push(...wired);
    // A value that cannot be had yet is no reason to fall back on the default of its key.
    if (resolved === undefined || lacksValue(fields)) return undefined;
    return {
      id: step.id,
      with: resolved,
      needs: [...new Set([...wired.map((output) => output.step), ...step.needs.map(({ value }) => value)])],
      provider: step.provider,
      vendor: vendorOf(fields),
      location: step.location,
      fieldLocations: record(placesOf(step, given.fields)),
    };
  }

  /** What only other values of an input would choose must be there as well, files and records: the next run may choose them. */
  #visitOtherChoices({ uses, with: fields }: RecipeStep): void {
    for (const [key, value] of fields) {
      if (value.type !== 'choice') continue;
      for (const { value: entry } of value.entries.values()) {
        const resolved = resolveValue(entry, this.#scope);
        if (resolved === undefined) continue;
        const { role } = stepKind(uses).fields.get(key) ?? {};
        const only = new Map([[key, resolved]]);
        if (role === 'text') this.#read.spoken(only, key);
        else if (role === 'medium') this.#read.medium(only, key);
        else if (role === 'media') this.#read.media(only, key);
        else if (role === 'background') this.#read.background(only, key);
        else if (role === 'consent') this.#names.consent(asText(resolved));
      }
    }
  }

  /** Whether a step that clones an avatar trains a voice may depend on inputs. */
  #refuseUntrainedVoices(made: ReadonlyMap<string, StepInstance>): void {
    for (const { step, output, location } of this.#wired) {
      const clone = made.get(step)?.with;
      if (clone?.uses === 'clone-avatar' && output === 'voice' && !clone.trainVoice) {
        this.#diagnostics.push(untrainedVoiceProblem(step, location));
      }
    }
  }
}

function lacksValue(fields: ResolvedFields): boolean {
  for (const value of fields.values()) if (value === undefined) return true;
  return false;
}

/** In the order of the language, so that the order in which an author writes keys changes nothing. */
function outputsIn(uses: StepUses, fields: ResolvedFields): StepOutput[] {
  const outputs: StepOutput[] = [];
  for (const key of stepKind(uses).fields.keys()) {
    const value = fields.get(key);
    if (value?.type === 'output') outputs.push(value.output);
    else if (value?.type === 'list') for (const item of value.items) if (item.type === 'output') outputs.push(item.output);
  }
  return outputs;
}

function placesOf(step: RecipeStep, given: ResolvedFields): ReadonlyMap<string, SourceLocation> {
  const places = new Map([...step.with].map(([key, value]) => [key, value.location]));
  for (const [key, value] of given) if (value) places.set(key, value.location);
  return places;
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
