import type { Diagnostic, ErrorCode, SourceLocation } from '@reelwright/errors';
import { isBarePath } from '../expression/near-expression.ts';
import { segmentPlace } from '../expression/template-places.ts';
import type { InputDeclaration, OutputKind, RecipeEntry, RecipeStep, Reference } from '../recipe.ts';
import { either, listed, shown } from '../sentences.ts';
import { fileKinds, stepKind } from '../step-kinds.ts';
import type { Suggester } from '../suggest.ts';
import { checkCastPath, checkProfilePath, isCastPart } from './project-paths.ts';
import { type FoundReference, referencesIn } from './references.ts';

/** What references may lead to. */
export interface Names {
  readonly inputs: ReadonlyMap<string, InputDeclaration | undefined>;
  /** All steps by name; undefined where the kind of step is not known. */
  readonly steps: ReadonlyMap<string, RecipeStep | undefined>;
  readonly suggester: Suggester;
}

const laterNamespaces: ReadonlySet<string> = new Set(['matrix']);
const namespaces = ['inputs', 'steps', 'cast', 'profile'];

/** Judges every reference in `with` of a step: that it leads somewhere, and that what it leads to may stand there. */
export function checkStepReferences(step: RecipeStep, names: Names): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [field, value] of step.with) {
    if (value.type === 'literal') {
      if (isId(step, field) && typeof value.value === 'string' && isBarePath(value.value))
        diagnostics.push(barePath(value.value, value.location));
      continue;
    }
    for (const found of referencesIn(value, [field])) {
      const wrong = checkPath(found.reference, names) ?? checkWiring(found, step, names);
      if (wrong) diagnostics.push(wrong);
    }
    // That it is an input at all is judged with the choice.
    const by = value.type === 'choice' && value.by.path[0] === 'inputs' ? checkPath(value.by, names) : undefined;
    if (by) diagnostics.push(by);
  }
  return diagnostics;
}

function isId({ uses }: RecipeStep, field: string): boolean {
  const { role } = stepKind(uses).fields.get(field) ?? {};
  return role === 'voice' || role === 'avatar';
}

/** No provider has such ids; it would be refused there, after others have been paid for. */
function barePath(path: string, location: SourceLocation): Diagnostic {
  const message = `${path} stands here as an id, and it has the form of a path.`;
  return problem('RECIPE_INVALID_EXPRESSION', location, message, `Write \${{ ${path} }}.`);
}

/** Judges the names in `needs`. */
export function checkNeeds(step: RecipeStep, names: Names): Diagnostic[] {
  return step.needs
    .filter(({ value }) => !names.steps.has(value))
    .map(({ value, location }) => {
      const message = `Step ${shown(step.id)} needs ${shown(value)}, and no step has that name.`;
      return problem('RECIPE_UNKNOWN_STEP', location, message, stepHint(value, names));
    });
}

/** Judges the outputs of the recipe: each must be a file that a step makes. */
export function checkOutputs(outputs: ReadonlyMap<string, RecipeEntry>, names: Names): Diagnostic[] {
  return [...outputs].flatMap(([name, { value }]) => {
    const references = [...referencesIn(value)];
    if (value.type === 'template' && references.length === 0) return [notAnOutput(name, value.location, names)];
    return references.map((found) => checkOutput(name, found, names)).filter((found) => found !== undefined);
  });
}

function notAnOutput(name: string, location: SourceLocation, names: Names): Diagnostic {
  const message = `Output ${shown(name)} must be the output of a step, and nothing around it.`;
  return problem('RECIPE_WRONG_KIND', location, message, filesHint(names));
}

function checkOutput(name: string, { reference, whole }: FoundReference, names: Names): Diagnostic | undefined {
  const wrong = checkPath(reference, names);
  if (wrong) return wrong;
  const kind = kindOf(reference, names);
  if (!whole || kind === undefined)
    return reference.path[0] === 'steps' && whole ? undefined : notAnOutput(name, reference.location, names);
  if (fileKinds.has(kind)) return undefined;
  const message = `Output ${shown(name)} must be a file, and ${reference.path.join('.')} is ${article(kind)}.`;
  return problem('RECIPE_WRONG_KIND', reference.location, message, filesHint(names));
}

/** Where a path leads nowhere. */
function checkPath({ path, location }: Reference, names: Names): Diagnostic | undefined {
  const [area = '', name] = path;
  const place = (index: number) => segmentPlace(path, index, location);
  if (area === 'inputs') return checkInputPath(path, place, names);
  if (area === 'steps') return checkStepPath({ path, location }, place, names);
  if (area === 'cast') return checkCastPath(path, place, names.suggester);
  if (area === 'profile') return checkProfilePath(path, place);
  const later = laterNamespaces.has(area) ? ' in this version of the language' : '';
  const message = `There is no ${shown(area)}${later}: a path begins with ${either(namespaces)}.`;
  const hint =
    names.suggester.didYouMean(area, namespaces) ??
    (names.inputs.has(area) && name === undefined
      ? `Write inputs.${area}.`
      : names.steps.has(area)
        ? `Write steps.${path.join('.')}.`
        : undefined) ??
    (later ? 'Use an input, such as ${{ inputs.name }}.' : 'A recipe reads neither the environment nor secrets.');
  return problem('RECIPE_UNKNOWN_REFERENCE', place(0), message, hint);
}

function checkInputPath(path: readonly string[], place: (index: number) => SourceLocation, names: Names): Diagnostic | undefined {
  const [, name] = path;
  if (name === undefined) return problem('RECIPE_UNKNOWN_REFERENCE', place(0), 'The path names no input.', 'Write inputs. and a name.');
  if (!names.inputs.has(name)) {
    const declared = [...names.inputs.keys()];
    const hint =
      names.suggester.didYouMean(name, declared) ??
      (declared.length === 0 ? `Declare it: inputs: { ${name}: { type: string } }.` : `Inputs: ${listed(declared)}.`);
    return problem('RECIPE_UNKNOWN_REFERENCE', place(1), `There is no input ${shown(name)}.`, hint);
  }
  if (path.length === 2) return undefined;
  return problem(
    'RECIPE_UNKNOWN_REFERENCE',
    place(2),
    `An input has no parts, so ${shown(path[2] ?? '')} leads to nothing.`,
    `Write inputs.${name}.`,
  );
}

function checkStepPath({ path, location }: Reference, place: (index: number) => SourceLocation, names: Names): Diagnostic | undefined {
  const [, name, output] = path;
  if (name === undefined)
    return problem('RECIPE_UNKNOWN_REFERENCE', place(0), 'The path names no step.', 'Write steps., a step and its output.');
  if (!names.steps.has(name)) return problem('RECIPE_UNKNOWN_STEP', place(1), `There is no step ${shown(name)}.`, stepHint(name, names));
  const step = names.steps.get(name);
  if (step === undefined) return undefined; // its kind is unknown, which has been told
  const outputs = stepKind(step.uses).outputs;
  if (output === undefined) {
    const message = `The path names no output of step ${shown(name)}.`;
    const hint = outputs.size === 0 ? needsHint(name) : `Write ${either([...outputs.keys()].map((known) => `steps.${name}.${known}`))}.`;
    return problem('RECIPE_UNKNOWN_OUTPUT', place(1), message, hint);
  }
  if (outputs.has(output) && path.length === 3) return untrainedVoice(step, output, location);
  const index = outputs.has(output) ? 3 : 2;
  const message = `Step ${shown(name)} (${step.uses}) has no output ${shown(path.slice(2).join('.'))}.`;
  return problem('RECIPE_UNKNOWN_OUTPUT', place(index), message, outputHint(path, outputs, names.suggester));
}

function outputHint(path: readonly string[], outputs: ReadonlyMap<string, OutputKind>, suggester: Suggester): string {
  const [, name = '', output = ''] = path;
  if (output === 'outputs' && path.length === 4) return `Write steps.${name}.${path[3]}.`;
  if (outputs.size === 0) return needsHint(name);
  return suggester.didYouMean(output, outputs) ?? `Outputs: ${[...outputs.keys()].join(', ')}.`;
}

function needsHint(name: string): string {
  return `It has none; a step that waits for it says needs: [${name}].`;
}

/** A step that clones an avatar has a voice only when it is told to train one. What depends on inputs is judged when they are known. */
function untrainedVoice({ id, uses, with: fields }: RecipeStep, output: string, location: SourceLocation): Diagnostic | undefined {
  const trained = fields.get('voice');
  if (uses !== 'clone-avatar' || output !== 'voice' || (trained && !(trained.type === 'literal' && trained.value === false)))
    return undefined;
  return untrainedVoiceProblem(id, location);
}

export function untrainedVoiceProblem(id: string, location: SourceLocation): Diagnostic {
  return problem('RECIPE_UNKNOWN_OUTPUT', location, `Step ${shown(id)} trains no voice.`, `Add voice: true to "with" of ${shown(id)}.`);
}

function checkWiring({ reference, whole, field }: FoundReference, step: RecipeStep, names: Names): Diagnostic | undefined {
  const kind = kindOf(reference, names);
  if (kind === undefined) return undefined;
  const source = reference.path.join('.');
  if (!whole) {
    const message = `${source} is ${article(kind)}, which cannot stand inside a text.`;
    return problem('RECIPE_WRONG_KIND', reference.location, message, 'Let the expression be the whole value.');
  }
  // A key that the kind of step does not know has been told.
  if (field[0] !== 'vendor' && !stepKind(step.uses).fields.has(field[0] ?? '')) return undefined;
  const accepts = field.length === 1 ? stepKind(step.uses).fields.get(field[0] ?? '')?.accepts : undefined;
  if (accepts === kind) return undefined;
  const sink = `"${field.join('.')}" of step ${shown(step.id)}`;
  if (accepts === undefined) {
    const message = `${sink} takes no output of a step, and ${source} is ${article(kind)}.`;
    const outer = field.length > 1 && stepKind(step.uses).fields.get(field[0] ?? '')?.accepts === kind;
    const hint = outer ? `Let the expression be the whole value of "${field[0]}".` : 'Write the value itself or ${{ inputs.name }}.';
    return problem('RECIPE_WRONG_KIND', reference.location, message, hint);
  }
  const message = `${sink} must be ${article(accepts)}, and ${source} is ${article(kind)}.`;
  const [area, member] = reference.path;
  const hint =
    area === 'cast' && (accepts === 'voice' || accepts === 'avatar')
      ? `Write \${{ cast.${member}.${accepts} }}.`
      : outputsHint(new Set([accepts]), names, step.id);
  return problem('RECIPE_WRONG_KIND', reference.location, message, hint);
}

/** The kind of output that a path leads to; undefined for inputs, values of profiles and what does not exist. */
function kindOf({ path }: Reference, names: Names): OutputKind | undefined {
  const [area, name = '', output = ''] = path;
  if (area === 'cast') return path.length === 3 && isCastPart(output) ? output : undefined;
  const step = area === 'steps' ? names.steps.get(name) : undefined;
  return step && stepKind(step.uses).outputs.get(output);
}

function stepHint(name: string, names: Names): string | undefined {
  const near = names.suggester.didYouMean(name, names.steps);
  return near ?? (names.steps.size <= 12 ? `Steps: ${[...names.steps.keys()].join(', ')}.` : undefined);
}

function filesHint(names: Names): string {
  return outputsHint(fileKinds, names, undefined) ?? 'Outputs are audio, captions, video and cover of steps.';
}

/** Names up to three outputs of the kinds; looks at no more steps than it takes, so that many faults stay cheap. */
function outputsHint(kinds: ReadonlySet<OutputKind>, { steps }: Names, except: string | undefined): string | undefined {
  const found: string[] = [];
  let looked = 0;
  for (const [name, step] of steps) {
    looked += 1;
    if (found.length >= 3 || looked > 100) break;
    if (step === undefined || name === except) continue;
    for (const [output, kind] of stepKind(step.uses).outputs) if (kinds.has(kind)) found.push(`\${{ steps.${name}.${output} }}`);
  }
  return found.length === 0 ? undefined : `Write ${either(found.slice(0, 3))}.`;
}

const articles: Readonly<Record<OutputKind, string>> = {
  voice: 'a voice',
  avatar: 'an avatar',
  audio: 'audio',
  captions: 'captions',
  video: 'a video',
  image: 'an image',
  duration: 'a duration',
};

function article(kind: OutputKind): string {
  return articles[kind];
}

function problem(code: ErrorCode, location: SourceLocation, message: string, hint: string | undefined): Diagnostic {
  return { severity: 'error', code, message, location, ...(hint === undefined ? {} : { hint }) };
}
