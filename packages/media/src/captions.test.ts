import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakLines } from './break-lines.ts';
import { type CaptionCue, tidyCues } from './caption-cue.ts';
import { parseSrt, renderSrt } from './srt.ts';
import { parseVtt, renderVtt } from './vtt.ts';
import { wrapCues } from './wrap-cues.ts';

const cues: CaptionCue[] = [
  { startMs: 0, endMs: 1250, text: 'Hello.' },
  { startMs: 3_600_000, endMs: 3_661_007, text: 'Two\nlines & <tags>' },
];

describe('SRT and WebVTT', () => {
  test('SRT is numbered and writes hours, a comma and three digits', () => {
    expect(renderSrt(cues)).toBe('1\n00:00:00,000 --> 00:00:01,250\nHello.\n\n2\n01:00:00,000 --> 01:01:01,007\nTwo\nlines & <tags>\n');
  });

  test('WebVTT has its head and escapes what would be markup', () => {
    expect(renderVtt(cues)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.250\nHello.\n\n01:00:00.000 --> 01:01:01.007\nTwo\nlines &amp; &lt;tags&gt;\n',
    );
  });

  test('both read what other programs write', () => {
    expect(parseSrt('\ufeff00:00:01.5 --> 00:00:02,000\r\nfirst\r\n\r\n7\r\n00:00:03,000 --> 00:00:04,000 X1:1\r\nsecond\r\n')).toEqual([
      { startMs: 1500, endMs: 2000, text: 'first' },
      { startMs: 3000, endMs: 4000, text: 'second' },
    ]);
    expect(
      parseVtt('WEBVTT - title\n\nNOTE\n00:01.000 --> 00:02.000\nno\n\nid-1\n00:01.000 --> 00:02.000 align:left\n<v Mei>yes</v>\n'),
    ).toEqual([{ startMs: 1000, endMs: 2000, text: 'yes' }]);
  });

  test.each([
    { what: 'bold, italic and colour', text: '<b>One</b> <I>two</I> <font color="#fff">three</font>', cue: 'One two three' },
    { what: 'a place', text: '{\\an8}Up there', cue: 'Up there' },
    { what: 'nothing that only looks like a tag', text: '1 < 2, 3 > 2, <tags> {braces}', cue: '1 < 2, 3 > 2, <tags> {braces}' },
  ])('SRT is read without its styling: $what', ({ text, cue }) => {
    expect(parseSrt(`1\n00:00:01,000 --> 00:00:02,000\n${text}\n`)).toEqual([{ startMs: 1000, endMs: 2000, text: cue }]);
  });

  test.each([
    { what: 'voices, classes and times of words', text: '<v.loud Mei>One <c.red>two</c> <00:00:01.500>three</v>', cue: 'One two three' },
    { what: 'the reading aid of ruby', text: '<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>', cue: '漢字' },
    {
      what: 'escapes',
      text: 'a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#x27; &amp;lt; &nope; &#0;',
      cue: 'a & b <c> "d" \'e\' &lt; &nope; &#0;',
    },
  ])('WebVTT is read without its markup: $what', ({ text, cue }) => {
    expect(parseVtt(`WEBVTT\n\n00:01.000 --> 00:02.000 line:0\n${text}\n`)).toEqual([{ startMs: 1000, endMs: 2000, text: cue }]);
  });

  test('what stands in SRT comes out as WebVTT, and the other way round, with the same words at the same time', () => {
    const srt =
      '\ufeff1\r\n00:00:00,500 --> 00:00:01,000\r\n<i>R&D</i>\r\nis <fun>\r\n\r\n2\r\n101:00:01,000 --> 101:00:02,000\r\nlate\r\n';
    const vtt = renderVtt(parseSrt(srt));
    expect(vtt).toBe('WEBVTT\n\n00:00:00.500 --> 00:00:01.000\nR&amp;D\nis &lt;fun&gt;\n\n101:00:01.000 --> 101:00:02.000\nlate\n');
    expect(renderSrt(parseVtt(vtt.replaceAll('\n', '\r\n')))).toBe(
      '1\n00:00:00,500 --> 00:00:01,000\nR&D\nis <fun>\n\n2\n101:00:01,000 --> 101:00:02,000\nlate\n',
    );
  });

  test('hours may be missing from both', () => {
    const expected = [{ startMs: 61_250, endMs: 62_000, text: 'x' }];
    expect(parseSrt('1\n01:01,250 --> 01:02,000\nx\n')).toEqual(expected);
    expect(parseVtt('WEBVTT\n\n01:01.250 --> 01:02.000\nx\n')).toEqual(expected);
  });

  test('words that SRT would take for styling are still there to be read', () => {
    const given = [{ startMs: 0, endMs: 1000, text: 'use <b> and </font> or {\\an8}' }];
    expect(parseSrt(renderSrt(given))).toEqual([{ startMs: 0, endMs: 1000, text: 'use ‹b› and ‹/font› or ❴\\an8❵' }]);
  });

  const cue = fc.record({
    startMs: fc.integer({ min: -10, max: 4_000_000 }),
    endMs: fc.integer({ min: -10, max: 4_000_000 }),
    text: fc.oneof(fc.string(), fc.constantFrom('a\n\nb', '-->', '1', '你好', '&amp;', '<b>', '00:00:01,000 --> 00:00:02,000')),
  });

  test('tidied cues rise, never overlap, and each lasts', () => {
    fc.assert(
      fc.property(fc.array(cue), (given) => {
        const times = tidyCues(given).flatMap((one) => [one.startMs, one.endMs]);
        expect(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))).toBe(true);
        expect(tidyCues(given).every((one) => one.endMs > one.startMs && one.text.trim() !== '')).toBe(true);
      }),
    );
  });

  test('what WebVTT writes is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(cue), (given) => {
        expect(parseVtt(renderVtt(given))).toEqual(tidyCues(given));
      }),
    );
  });

  test('what SRT writes is read back as it was, but for arrows and tags, which SRT cannot carry', () => {
    fc.assert(
      fc.property(fc.array(cue), (given) => {
        const expected = tidyCues(given).map((one) => ({ ...one, text: one.text.replaceAll('-->', '→').replace('<b>', '‹b›') }));
        expect(parseSrt(renderSrt(given))).toEqual(expected);
      }),
    );
  });
});

describe('lines', () => {
  test.each([
    {
      title: 'breaks Latin text at spaces into lines of like length',
      text: 'one two three four five six',
      width: 14,
      lines: ['one two three', 'four five six'],
    },
    {
      title: 'breaks Chinese between characters, never before closing punctuation',
      text: '君不见黄河之水天上来，奔流到海',
      width: 10,
      lines: ['君不见黄河之水天', '上来，奔流到海'],
    },
    { title: 'never breaks behind an opening quote', text: '他说「你好吗」她笑', width: 3, lines: ['他说', '「你好', '吗」她', '笑'] },
    { title: 'keeps a Latin word inside Chinese whole', text: '我用Reelwright做片', width: 10, lines: ['我用', 'Reelwright', '做片'] },
    { title: 'cuts a word that is longer than a line', text: 'abcdefghij', width: 4, lines: ['abcd', 'efgh', 'ij'] },
    { title: 'counts an emoji of several code points as one character', text: '👩‍👩‍👧 👩‍👩‍👧', width: 3, lines: ['👩‍👩‍👧 👩‍👩‍👧'] },
    { title: 'keeps breaks that the text has', text: 'a b\nc', width: 10, lines: ['a b', 'c'] },
  ])('$title', ({ text, width, lines }) => {
    expect(breakLines(text, width)).toEqual(lines);
  });

  test('no line is longer than asked, and nothing but spaces is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '你', '，', '「', '」', '.', '!'), maxLength: 60 }),
        fc.integer({ min: 6, max: 20 }),
        (text, width) => {
          const lines = breakLines(text, width);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('a cue with too many lines becomes several that share its time by length', () => {
    const wrapped = wrapCues([{ startMs: 1000, endMs: 5000, text: 'aaaa bbbb cccc dddd' }], { maxLineLength: 4, maxLines: 2 });
    expect(wrapped).toEqual([
      { startMs: 1000, endMs: 3000, text: 'aaaa\nbbbb' },
      { startMs: 3000, endMs: 5000, text: 'cccc\ndddd' },
    ]);
  });

  test.each([
    {
      title: 'behind a sentence',
      text: 'This film was made from a recipe. Change a word, run it again, and only that is made anew.',
      width: 32,
      parts: ['This film was made\nfrom a recipe.', 'Change a word, run it again,\nand only that is made anew.'],
    },
    {
      title: 'behind a clause',
      text: '黄河之水天上来，奔流到海不复回，君不见高堂明镜',
      width: 8,
      parts: ['黄河之水天上来，\n奔流到海不复回，', '君不见高堂明镜'],
    },
    {
      title: 'into like parts where nobody draws breath',
      text: 'one two three four five six',
      width: 5,
      parts: ['one\ntwo', 'three\nfour', 'five\nsix'],
    },
    { title: 'not for a scrap', text: 'No. one two three four five six', width: 9, parts: ['No. one\ntwo three', 'four five\nsix'] },
  ])('a tall cue is split $title', ({ text, width, parts }) => {
    const wrapped = wrapCues([{ startMs: 0, endMs: 9000, text }], { maxLineLength: width, maxLines: 2 });
    expect(wrapped.map((one) => one.text)).toEqual(parts);
  });

  test('split cues keep to the lines, follow each other without a gap, and lose nothing', () => {
    const words = fc.array(fc.constantFrom('word', 'a', '你好，', '世界。', 'end.', 'so,', '「引」', '！！', 'x'), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 30 }), fc.integer({ min: 1, max: 3 }), (parts, maxLineLength, maxLines) => {
        const text = parts.join(' ');
        const wrapped = wrapCues([{ startMs: 500, endMs: 90_500, text }], { maxLineLength, maxLines });
        expect(
          wrapped
            .map((one) => one.text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(text.replace(/\s/g, ''));
        expect(Math.max(...wrapped.map((one) => one.text.split('\n').length))).toBeLessThanOrEqual(maxLines);
        expect([wrapped[0]?.startMs, wrapped.at(-1)?.endMs]).toEqual([500, 90_500]);
        for (const [index, one] of wrapped.entries()) expect(one.startMs).toBe(wrapped[index - 1]?.endMs ?? 500);
      }),
    );
  });

  test('without rules cues stay as they are', () => {
    expect(wrapCues(cues, {})).toEqual(cues);
  });
});
