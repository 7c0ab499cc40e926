import { type MapNode, mapIn, type SourceNode } from '../parse/source-node.ts';
import { validateRecipeShape, validateStepShape } from '../validate-recipe.generated.js';
import { type PlainMap, type PlainValue, plainEntry, plainMap, plainStep, plainValue } from './plain-value.ts';
import { type ShapeFault, shapeFaults } from './shape-fault.ts';

/** Stands for a step in the judgement of the whole, which asks nothing of it; the steps are judged one by one. */
const soundStep: PlainMap = plainMap();

/**
 * What the schema says against a recipe, in three rounds: the whole with its steps taken for good, then each step, then each entry of
 * a choice as if it were the one that is chosen. So only one step at a time exists as plain values beside the tree: for 10,000 steps
 * that halves the time, which is the garbage collector's.
 */
export function judgeRecipeShape(root: SourceNode): readonly ShapeFault[] {
  if (root.kind !== 'map') return shapeFaults(validateRecipeShape, plainValue(root));
  const steps = mapIn(root, 'steps');
  const whole = shapeFaults(validateRecipeShape, plainWhole(root, steps));
  return steps === undefined ? whole : [...whole, ...stepFaults(steps)];
}

function plainWhole(root: MapNode, steps: MapNode | undefined): PlainValue {
  const whole = plainMap();
  for (const [key, { value }] of root.entries) whole[key] = key === 'steps' && steps ? soundSteps(steps) : plainValue(value);
  return whole;
}

function soundSteps(steps: MapNode): PlainMap {
  const sound = plainMap();
  for (const id of steps.entries.keys()) sound[id] = soundStep;
  return sound;
}

function stepFaults(steps: MapNode): ShapeFault[] {
  const faults: ShapeFault[] = [];
  for (const [id, { value }] of steps.entries) {
    const path = `/steps/${escapePointer(id)}`;
    for (const fault of shapeFaults(validateStepShape, plainStep(value))) {
      faults.push({ ...fault, instancePath: path + fault.instancePath });
    }
    if (value.kind === 'map') choiceFaults(value, path, faults);
  }
  return faults;
}

function choiceFaults(step: MapNode, path: string, faults: ShapeFault[]): void {
  const uses = step.entries.get('uses')?.value;
  const fields = mapIn(step, 'with');
  if (fields === undefined || uses?.kind !== 'scalar' || typeof uses.value !== 'string') return;
  for (const [field, { value }] of fields.entries) {
    if (value.kind !== 'map' || field === 'vendor' || !value.entries.has('by')) continue;
    for (const [key, entry] of value.entries) {
      const place = `${path}/with/${escapePointer(field)}/${escapePointer(key)}`;
      if (key !== 'by') faults.push(...entryFaults(uses.value, field, entry.value, place));
    }
  }
}

function entryFaults(uses: string, field: string, entry: SourceNode, path: string): ShapeFault[] {
  const step = plainMap();
  const fields = plainMap();
  fields[field] = plainEntry(entry);
  step.uses = uses;
  step.with = fields;
  const own = `/with/${escapePointer(field)}`;
  return shapeFaults(validateStepShape, step)
    .filter(({ instancePath }) => instancePath === own || instancePath.startsWith(`${own}/`))
    .map((fault) => ({ ...fault, instancePath: path + fault.instancePath.slice(own.length) }));
}

function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
