import { describe, expect, test } from 'vitest';
import { places, sentences, underlined } from '../testing/judge.ts';
import { parseRecipe } from './parse-recipe.ts';
import type { SourceNode } from './source-node.ts';

function parse(text: string) {
  return parseRecipe(text, 'a.reel.yaml');
}

function plain(node: SourceNode | undefined): unknown {
  if (node === undefined || node.kind === 'scalar') return node?.value;
  if (node.kind === 'list') return node.items.map(plain);
  return new Map([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** The value behind the key `a` of a text that has no faults. */
function readValue(text: string): unknown {
  const { root, diagnostics } = parse(text);
  expect(sentences(diagnostics)).toEqual([]);
  const value = plain(root);
  return value instanceof Map ? value.get('a') : value;
}

describe('values are those of YAML 1.2 core', () => {
  test.each([
    ['no', 'no'],
    ['yes', 'yes'],
    ['on', 'on'],
    ['true', true],
    ['False', false],
    ['~', null],
    ['', null],
    ['12:30:45', '12:30:45'],
    ['9:16', '9:16'],
    ['2026-11-21', '2026-11-21'],
    ['1_000', '1_000'],
    ['08', 8],
    ['00', 0],
    ['0o17', 15],
    ['0x1F', 31],
    ['1e3', 1000],
    ['1080x1920', '1080x1920'],
    ['!!str 12', '12'],
    ["'it''s'", "it's"],
    ['"\\u8749"', '蝉'],
  ])('%s', (written, value) => {
    expect(readValue(`a: ${written}\n`)).toBe(value);
  });

  test.each(['017', '+010'])('%s is read as YAML 1.2 does, with a warning that older YAML does not', (written) => {
    const { root, diagnostics } = parse(`a: ${written}\n`);
    expect(plain(root)).toEqual(new Map([['a', Number(written)]]));
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'RECIPE_INVALID_VALUE', location: { line: 1, column: 4 } }]);
  });

  test('an anchor and its alias are one value', () => {
    expect(readValue('b: &x [1, 2]\na: *x\n')).toEqual([1, 2]);
  });

  test('an anchor on a key can be named, too', () => {
    expect(readValue('&x b: 1\na: *x\n')).toBe('b');
  });

  test('an empty text and one of comments alone are nothing', () => {
    expect(plain(parse('').root)).toBeNull();
    expect(plain(parse('# nothing\n').root)).toBeNull();
  });

  test('CRLF and a byte order mark change nothing but are no columns', () => {
    expect(readValue('\ufeffa: "x"\r\nb: y\r\n')).toBe('x');
    expect(places(parse('\ufeffa: 1\r\na: 2\r\n').diagnostics)).toEqual(['2:1 RECIPE_DUPLICATE_KEY']);
    expect(places(parse('\ufeff{ a: 1, a: 2 }').diagnostics)).toEqual(['1:9 RECIPE_DUPLICATE_KEY']);
  });
});

describe('one mistake is told once, at its place', () => {
  test.each([
    { what: 'a tab as indentation', text: 'a:\n\tb: 1\n', place: '2:1', says: 'tab' },
    { what: 'a second document', text: 'a: 1\n---\nb: 2\n', place: '2:1', says: 'second document' },
    { what: 'a quote that is never closed', text: 'a: 1\nb: "x\nc: 2\n', place: '2:4', says: 'never closed' },
    { what: 'a list that is never closed', text: 'a: [1, 2\nb: 3\n', place: '2:1', says: 'list that began before' },
    { what: 'a map that is never closed', text: 'a: { b: 1\nc: 3\n', place: '2:1', says: 'map that began before' },
    { what: 'a key without a colon', text: 'steps\n  a: 1\n', place: '1:1', says: 'colon is missing' },
    { what: 'a last key without a colon', text: 'name: x\nsteps\n', place: '2:1', says: 'colon is missing' },
    { what: 'a colon without a space', text: 'name:x\nb: 2\n', place: '1:1', says: 'space is missing' },
    { what: 'a dash without a space', text: 'a:\n-b\n-c\n', place: '2:1', says: 'space is missing' },
    { what: 'a line indented too far', text: 'a:\n  b: 1\n   c: 2\n', place: '3:4', says: 'indented further' },
    { what: 'a line indented too little', text: 'a:\n    b: 1\n  c: 2\n', place: '3:3', says: 'fits no line above' },
    { what: 'a second colon in a value', text: 'a: b: c\n', place: '1:4', says: 'second ": "' },
    { what: 'a value that begins with @', text: 'a: @x\n', place: '1:4', says: 'cannot start with @' },
    { what: 'a wrong escape', text: 'a: "x\\q"\n', place: '1:6', says: 'no escape' },
    { what: 'words after a closing quote', text: 'a: "x" y\n', place: '1:8', says: 'unexpected' },
    { what: 'a tag that makes an object', text: 'a: !!js/function x\n', place: '1:4', says: '!!js/function' },
    { what: 'a tag that the library knows', text: 'a: !!binary aGk=\n', place: '1:4', says: '!!binary' },
    { what: 'a tag on a map', text: 'a: !!set { b }\n', place: '1:4', says: '!!set' },
    { what: 'a directive for an older version', text: '%YAML 1.1\n---\na: no\n', place: '1:1', says: '%YAML 1.1' },
    { what: 'a directive for tags', text: '%TAG ! tag:x,2000:\n---\na: 1\n', place: '1:1', says: '%TAG' },
    { what: 'a key that is a list', text: '? [a]\n: 1\n', place: '1:3', says: 'not a plain text' },
    { what: 'a key that is an alias', text: 'a: &x b\n*x : 1\n', place: '2:1', says: 'not a plain text' },
    { what: 'an alias without its anchor', text: 'a: *x\n', place: '1:4', says: '"*x" names an anchor' },
    { what: 'an alias of what it stands in', text: 'a: &x [*x]\n', place: '1:8', says: 'stands inside the value' },
    { what: 'a carriage return alone', text: 'a: 1\rb: 2\r', place: '1:5', says: 'carriage return' },
    { what: 'bytes that are no UTF-8', text: 'a: 1\nb: x\ufffdy\n', place: '2:5', says: 'not UTF-8' },
  ])('$what', ({ text, place, says }) => {
    const { diagnostics } = parse(text);
    expect(places(diagnostics)).toEqual([`${place} RECIPE_SYNTAX`]);
    expect(diagnostics[0]?.message).toContain(says);
  });

  test('every line with a tab', () => {
    expect(places(parse('a:\n\tb: 1\n\tc: 2\n').diagnostics)).toEqual(['2:1 RECIPE_SYNTAX', '3:1 RECIPE_SYNTAX']);
  });

  test('a directive for version 1.2 is fine', () => {
    expect(readValue('%YAML 1.2\n---\na: 1\n')).toBe(1);
  });

  test.each([
    { what: 'a number too long for a number', text: 'a: 1234567890123456789\n', code: 'RECIPE_INVALID_VALUE' },
    { what: 'a number beyond all numbers', text: 'a: 1e999\n', code: 'RECIPE_INVALID_VALUE' },
    { what: 'no number', text: 'a: .nan\n', code: 'RECIPE_INVALID_VALUE' },
    { what: 'half a character', text: 'a: "\\ud83d"\n', code: 'RECIPE_INVALID_VALUE' },
    { what: 'a control character', text: 'a: "x\\0"\n', code: 'RECIPE_INVALID_VALUE' },
  ])('refuses $what', ({ text, code }) => {
    expect(places(parse(text).diagnostics)).toEqual([`1:4 ${code}`]);
  });

  test('refuses a control character in a key', () => {
    expect(places(parse('"a\\0b": 1\n').diagnostics)).toEqual(['1:1 RECIPE_INVALID_NAME']);
  });
});

describe('keys', () => {
  test('given twice are told at the second, with the line of the first, and the first counts', () => {
    const text = 'a: 1\nb:\n  c: 1\n  d: 2\n  "c": 3\n';
    const { diagnostics, root } = parse(text);
    expect(places(diagnostics)).toEqual(['5:3 RECIPE_DUPLICATE_KEY']);
    expect(diagnostics[0]?.message).toContain('line 3');
    expect(plain(root)).toEqual(
      new Map<string, unknown>([
        ['a', 1],
        [
          'b',
          new Map([
            ['c', 1],
            ['d', 2],
          ]),
        ],
      ]),
    );
  });

  test('of the merge kind are ordinary keys', () => {
    const { diagnostics, root } = parse('a: &x { b: 1 }\nc:\n  <<: *x\n');
    expect(diagnostics).toEqual([]);
    expect(plain(root)).toEqual(
      new Map<string, unknown>([
        ['a', new Map([['b', 1]])],
        ['c', new Map([['<<', new Map([['b', 1]])]])],
      ]),
    );
  });

  test('that name what every object has are keys like others', () => {
    const { root } = parse('__proto__: { polluted: 1 }\nconstructor: 2\ntoString: 3\n');
    expect(root?.kind === 'map' ? [...root.entries.keys()] : []).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('an expression between { } without quotes', () => {
  const text = "steps:\n  a: { voice: ${{ steps.b.voice }}, text: hi }\n  b: [${{ inputs.x }}, '${{ inputs.y }}']\nc: ${{ inputs.z }} }}\n";

  test('is told where it stands and not as what YAML makes of it', () => {
    const { diagnostics } = parse(text);
    expect(places(diagnostics)).toEqual(['2:15 RECIPE_SYNTAX', '3:7 RECIPE_SYNTAX']);
    expect(diagnostics.map((diagnostic) => underlined(text, diagnostic))).toEqual(['${{ steps.b.voice }}', '${{ inputs.x }}']);
    expect(diagnostics[0]?.hint).toBe("Write '${{ steps.b.voice }}'.");
  });

  test('is understood all the same, so that the rest can be judged', () => {
    const { root, brokenFrom } = parse(text);
    expect(brokenFrom).toBeUndefined();
    expect(plain(root)).toEqual(
      new Map<string, unknown>([
        [
          'steps',
          new Map<string, unknown>([
            [
              'a',
              new Map([
                ['voice', '${{ steps.b.voice }}'],
                ['text', 'hi'],
              ]),
            ],
            ['b', ['${{ inputs.x }}', '${{ inputs.y }}']],
          ]),
        ],
        ['c', '${{ inputs.z }} }}'],
      ]),
    );
  });
});

test('after a fault that breaks the structure it says from where on nothing is certain', () => {
  expect(parse('a: 1\nb: "x\nc: 2\n').brokenFrom).toBe('a: 1\nb: '.length);
  expect(parse('a: @x\n').brokenFrom).toBeUndefined();
});
