import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { escapeTemplate, holdsExpression, parseTemplate } from './parse-template.ts';

vi.setConfig({ testTimeout: 60_000 }); // the machine may be busy

/** Words as they are, paths joined in angle brackets, faults as their sentence. */
function shape(text: string): string[] {
  return parseTemplate(text).map((part) =>
    part.type === 'text' ? part.text : part.type === 'path' ? `<${part.path.join('|')}>` : `! ${part.message}`,
  );
}

test.each([
  ['no expression', 'plain { } $ {{ }} text', ['plain { } $ {{ }} text']],
  ['an empty text', '', ['']],
  ['nothing but an expression', '${{ steps.film.video }}', ['<steps|film|video>']],
  ['no spaces', '${{inputs.x}}', ['<inputs|x>']],
  ['much space', '${{ \n inputs.x \t }}', ['<inputs|x>']],
  ['words around', 'a ${{ inputs.x }} b', ['a ', '<inputs|x>', ' b']],
  ['two in a row', '${{ inputs.x }}${{ inputs.y }}', ['<inputs|x>', '<inputs|y>']],
  ['names with - and _', '${{ steps.mei-film_2.video }}', ['<steps|mei-film_2|video>']],
  ['a brace behind', '${{ inputs.x }}}', ['<inputs|x>', '}']],
  ['the sign itself', 'costs $${{ inputs.x }}', ['costs ${{ inputs.x }}']],
  ['the sign itself behind a dollar', '$$${{', ['$${{']],
  ['the sign, then an expression', '$${{ ${{ inputs.x }}', ['${{ ', '<inputs|x>']],
])('splits a text with %s', (_, text, parts) => {
  expect(shape(text)).toEqual(parts);
});

describe('what is no path', () => {
  test.each([
    ['${{ }}', 'is empty'],
    ['${{ upper(inputs.x) }}', 'calls no functions'],
    ["${{ inputs.x || 'y' }}", 'computes and compares nothing'],
    ['${{ inputs.n + 1 }}', 'computes and compares nothing'],
    ['${{ inputs.n - 1 }}', 'computes and compares nothing'],
    ['${{ inputs["x"] }}', 'is not a path'],
    ['${{ inputs. }}', 'is not a path'],
    ['${{ .x }}', 'is not a path'],
    ['${{ inputs..x }}', 'is not a path'],
    ['${{ 1 }}', 'is not a path'],
    ['${{ ${{ inputs.x }} }}', 'is not a path'],
    ['${{ inputs.x', 'never closed'],
    ['${{ inputs.x }', 'never closed'],
  ])('%s', (text, says) => {
    expect(shape(text)[0]).toMatch(/^! /);
    expect(shape(text)[0]).toContain(says);
  });
});

test('says from where to where a path and a fault stand', () => {
  const text = 'ab ${{  inputs.x }} ${{ 1 }}';
  const found = parseTemplate(text).flatMap((part) => (part.type === 'text' ? [] : [text.slice(part.start, part.end)]));
  expect(found).toEqual(['inputs.x', '1']);
});

test('an escaped text is words and nothing else, whatever it holds', () => {
  const texts = fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', ' ', '${{', '}}', '.'), maxLength: 30 });
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseTemplate(escapeTemplate(text))).toEqual([{ type: 'text', text }]);
    }),
    { seed: 2, numRuns: 1_000 },
  );
});

test('no text makes it throw, and texts without the sign stay whole', () => {
  const texts = fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', '.', ' ', '${{', '}}'), maxLength: 40 });
  fc.assert(
    fc.property(texts, (text) => {
      const parts = parseTemplate(text);
      if (!holdsExpression(text)) expect(parts).toEqual([{ type: 'text', text }]);
      for (const part of parts) if (part.type !== 'text') expect(part.start).toBeLessThan(part.end);
    }),
    { seed: 3, numRuns: 1_000 },
  );
});

test('takes a text of 200,000 signs in its stride', () => {
  expect(parseTemplate('${{ a }}'.repeat(200_000))).toHaveLength(200_000);
  expect(parseTemplate('$${{'.repeat(200_000))).toHaveLength(1);
  expect(parseTemplate('${{'.repeat(200_000))).toHaveLength(1);
});
