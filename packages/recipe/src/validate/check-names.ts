import type { Diagnostic } from '@reelwright/errors';
import { type MapNode, mapIn } from '../parse/source-node.ts';
import type { SourceText } from '../parse/source-text.ts';
import { shown } from '../sentences.ts';
import { scalarIn } from './decode-recipe.ts';
import { defaultRecipeName, isReservedName } from './recipe-name.ts';

/** Names that become files and folders, beyond their form: some file systems refuse them, or take two for one. */
export function checkNames(root: MapNode, source: SourceText): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (start: number, end: number, message: string, hint: string) =>
    diagnostics.push({ severity: 'error', code: 'RECIPE_INVALID_NAME', message, location: source.locate(start, end), hint });
  const name = scalarIn(root, 'name');
  if (name && typeof name.value === 'string' && isReservedName(name.value)) {
    report(name.start, name.end, `${shown(name.value)} cannot name a folder on Windows.`, 'Choose another name.');
  }
  if (!root.entries.has('name') && defaultRecipeName(source.file) === undefined) {
    report(root.start, root.start, 'The name of this file cannot name the recipe.', 'Add name: and a word of letters and digits.');
  }
  const seen = new Map<string, string>();
  for (const [output, { key }] of mapIn(root, 'outputs')?.entries ?? []) {
    const twin = seen.get(output.toLowerCase());
    if (isReservedName(output)) report(key.start, key.end, `${shown(output)} cannot name a file on Windows.`, 'Choose another name.');
    if (twin !== undefined) {
      report(
        key.start,
        key.end,
        `On some disks ${shown(output)} and ${shown(twin)} are the same file.`,
        'Let the names differ in more than case.',
      );
    }
    seen.set(output.toLowerCase(), output);
  }
  return diagnostics;
}
