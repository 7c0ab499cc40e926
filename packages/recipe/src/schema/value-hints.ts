import { nearExpression } from '../expression/near-expression.ts';
import type { SourceNode } from '../parse/source-node.ts';
import { isStepUses } from '../step-kinds.ts';

/** What helps where a value of a recipe does not fit: the form that its author most likely had in mind. */
export function wrongValueHint(path: readonly string[], node: SourceNode): string | undefined {
  const [area, name = '', part] = path;
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    const expression = nearExpression(node.value);
    if (expression !== undefined) return `Write ${expression.meant}.`;
  }
  if (path.at(-1) === 'size') return sizeHint(node);
  if (path.at(-1) === 'background') return backgroundHint(node);
  if (path.at(-1) === 'videos' && node.kind === 'scalar' && typeof node.value === 'string') return `Write [${node.value}].`;
  if (area === 'inputs' && path.length === 2) return `Write ${name}: { type: string }, with a default if it has one.`;
  if (area !== 'steps') return undefined;
  if (path.length === 1 && node.kind === 'list') return 'Write the name of each step in place of its "-", and uses: and with: below it.';
  if (path.length === 2) return `A step is a map: write ${usesOf(node)} and with: below ${name}.`;
  return part === 'with' && path.length === 3 && node.kind === 'list' ? 'Take away the "-" before the keys of "with".' : undefined;
}

function usesOf(node: SourceNode): string {
  return node.kind === 'scalar' && isStepUses(node.value) ? `uses: ${node.value}` : 'uses:';
}

/** `background: #FFFFFF` is a key without a value and a comment. */
function backgroundHint(node: SourceNode): string | undefined {
  if (node.kind !== 'scalar') return undefined;
  if (node.value === null) return "Put a colour in quotes: '#FFFFFF'; after a space a # begins a comment.";
  const short = typeof node.value === 'string' ? /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(node.value)?.[1] : undefined;
  if (short === undefined) return undefined;
  const digits = short.length === 3 ? [...short].map((digit) => digit + digit).join('') : short;
  return `Write '#${digits.toUpperCase()}'.`;
}

/** Nothing about quotes for a number: a single number is no size in quotes either. */
function sizeHint(node: SourceNode): string | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  if (typeof node.value !== 'string') return 'Write width and height with a small x between them.';
  const pair = /^(\d{3,5})\s*[^\d\s]\s*(\d{3,5})$/.exec(node.value);
  return pair ? `Write ${pair[1]}x${pair[2]}.` : undefined;
}
