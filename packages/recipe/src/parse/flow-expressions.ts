import type { YamlFault } from './read-yaml.ts';

// Private-use characters of the same length as the braces they stand for, so that offsets stay true.
const openMask = '\ue000';
const closeMask = '\ue001';

/**
 * In `{ voice: ${{ steps.a.voice }} }` YAML ends the value at the inner brace and loses all that follows: the commonest slip with
 * expressions. When it has happened, this gives the text with the braces of expressions hidden, so that a second reading finds the
 * structure; `build-nodes.ts` uncovers them and reports each slip.
 *
 * @returns undefined when the slip has not happened.
 */
export function maskExpressions(text: string, faults: readonly YamlFault[]): string | undefined {
  const slipped = faults.some(({ code, start }) => code === 'UNEXPECTED_TOKEN' && text.startsWith('${{', start - 1));
  if (!slipped || text.includes(openMask) || text.includes(closeMask)) return undefined;
  return text.replace(/\$\{\{[^{}\n]*\}\}/g, (expression) => expression.replaceAll('{', openMask).replaceAll('}', closeMask));
}

export function isMasked(text: string): boolean {
  return text.includes(openMask);
}

export function unmask(text: string): string {
  return text.replaceAll(openMask, '{').replaceAll(closeMask, '}');
}
