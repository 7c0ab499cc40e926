import type { Diagnostic, ErrorCode } from '@reelwright/errors';
import { type MapNode, mapIn, type SourceRange } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import type { InputDeclaration } from '../recipe.ts';
import { shown } from '../sentences.ts';
import { judgeInput } from './input-values.ts';
import { compilePattern } from './linear-pattern.ts';

/** What the schema cannot say of declarations: that their parts fit each other. */
export function checkInputs(root: MapNode, inputs: ReadonlyMap<string, InputDeclaration>, source: SourceText): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const written = mapIn(root, 'inputs');
  for (const declaration of inputs.values()) {
    const map = written && mapIn(written, declaration.name);
    if (map) diagnostics.push(...checkInput(declaration, map, source));
  }
  return diagnostics;
}

function checkInput(declaration: InputDeclaration, map: MapNode, source: SourceText): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (code: ErrorCode, { start, end }: SourceRange, message: string, hint?: string) =>
    found.push({ severity: 'error', code, message, location: source.locate(start, end), ...(hint === undefined ? {} : { hint }) });
  const subject = `Input ${shown(declaration.name)}`;
  for (const key of foreignKeys(declaration.type)) {
    const entry = map.entries.get(key);
    if (entry) report('RECIPE_UNKNOWN_KEY', entry.key, `${subject} is of type ${declaration.type}, which has no "${key}".`, 'Remove it.');
  }
  const pattern = map.entries.get('pattern')?.value;
  const compiled = declaration.type === 'string' && declaration.pattern !== undefined ? compilePattern(declaration.pattern) : undefined;
  if (pattern && compiled && 'reason' in compiled) {
    const hint = 'Use letters, classes, groups, |, and the signs . ^ $ * + ? {n,m}.';
    report('RECIPE_INVALID_VALUE', pattern, `The pattern of input ${shown(declaration.name)} ${compiled.reason}.`, hint);
  }
  const { minimum, maximum } = declaration;
  const most = map.entries.get('maximum')?.value;
  if (most && minimum !== undefined && maximum !== undefined && minimum > maximum) {
    report('RECIPE_INVALID_VALUE', most, `"maximum" of input ${shown(declaration.name)} is less than its "minimum" of ${minimum}.`);
  }
  const list = map.entries.get('enum')?.value;
  const { enum: _, ...withoutEnum } = declaration;
  for (const item of list?.kind === 'list' ? list.items : []) {
    if (item.kind !== 'scalar' || item.value === null) continue; // told by the schema
    const refusal = judgeInput({ ...withoutEnum, enum: undefined }, item.value);
    if (refusal) report('RECIPE_INVALID_VALUE', item, `An entry of "enum" ${refusal.reason}.`, refusal.hint);
  }
  const written = map.entries.get('default')?.value;
  if (written && declaration.default !== undefined) {
    const refusal = judgeInput(declaration, declaration.default);
    if (refusal)
      report('RECIPE_INPUT_INVALID', written, `The default of input ${shown(declaration.name)} ${refusal.reason}.`, refusal.hint);
  }
  return found;
}

function foreignKeys(type: InputDeclaration['type']): readonly string[] {
  if (type === 'string') return ['minimum', 'maximum'];
  if (type === 'boolean') return ['minimum', 'maximum', 'pattern', 'enum'];
  return ['pattern'];
}
