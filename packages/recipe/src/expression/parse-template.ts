/**
 * A piece of a text: words, the path between `${{` and `}}`, or what stands there and is no path.
 * `start` and `end` count in the text, from the first to after the last letter of the path or fault.
 */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly path: readonly string[]; readonly start: number; readonly end: number }
  | { readonly type: 'fault'; readonly message: string; readonly hint: string; readonly start: number; readonly end: number };

const opening = '${{';
const closing = '}}';
const segments = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/;
/** Longer than names and dots can make it. */
const maxPathLength = 300;
const example = 'Write a path such as ${{ inputs.name }} or ${{ steps.name.output }}.';

/** True when a text holds an expression, or the sign that would begin one. */
export function holdsExpression(text: string): boolean {
  return text.includes(opening);
}

/** Makes a text that means itself out of one that may hold `${{`. */
export function escapeTemplate(text: string): string {
  return text.replaceAll(opening, () => `$${opening}`);
}

/** The segments of `steps.film.video`; undefined when the text is not a path. */
export function parsePath(text: string): readonly string[] | undefined {
  return text.length <= maxPathLength && segments.test(text) ? text.split('.') : undefined;
}

/**
 * Splits a text at its expressions. `$${{` stands for the text `${{`. Called once for each text of the recipe and for nothing else:
 * what an expression leads to is never split again.
 */
export function parseTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let words = '';
  let at = 0;
  for (let start = text.indexOf(opening); start >= 0; start = text.indexOf(opening, at)) {
    const inside = start + opening.length;
    if (start > at && text[start - 1] === '$') {
      words += text.slice(at, start - 1) + opening;
      at = inside;
      continue;
    }
    words += text.slice(at, start);
    if (words !== '') parts.push({ type: 'text', text: words });
    words = '';
    const end = text.indexOf(closing, inside);
    if (end < 0) return [...parts, { type: 'fault', ...neverClosed, start, end: inside }];
    parts.push(parseInside(text.slice(inside, end), inside));
    at = end + closing.length;
  }
  words += text.slice(at);
  if (words !== '' || parts.length === 0) parts.push({ type: 'text', text: words });
  return parts;
}

const neverClosed = { message: 'The expression that begins with ${{ is never closed.', hint: 'Add "}}"; for the text itself write $${{.' };

function parseInside(inside: string, offset: number): TemplatePart {
  const text = inside.trim();
  const start = offset + inside.indexOf(text);
  const range = { start, end: start + text.length };
  const path = parsePath(text);
  if (path) return { type: 'path', path, ...range };
  if (text === '')
    return { type: 'fault', message: 'The expression is empty.', hint: example, start: offset - opening.length, end: offset };
  return { type: 'fault', ...whyNoPath(text), ...range };
}

function whyNoPath(text: string): { message: string; hint: string } {
  if (/^[A-Za-z_][\w.-]*\s*\(/.test(text)) {
    return { message: 'An expression is a path and nothing else; it calls no functions.', hint: example };
  }
  if (/[|&=<>!?+*/%]|\s-\s/.test(text)) {
    return { message: 'An expression is a path and nothing else; it computes and compares nothing.', hint: choiceHint };
  }
  return { message: `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}" is not a path.`, hint: example };
}

const choiceHint = 'For a value that depends on an input write { by: inputs.name, … } with one entry for each of its values.';
