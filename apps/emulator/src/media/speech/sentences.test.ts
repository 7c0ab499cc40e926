import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cuesOf } from './cues.ts';
import { splitSpeech } from './sentences.ts';

const texts = (text: string) => splitSpeech(text).map((sentence) => sentence.text);

test.each([
  ['English', 'Hello there! How are you? Fine.', ['Hello there!', 'How are you?', 'Fine.']],
  ['Chinese', '你好，这是测试。黄河之水天上来！好吗？', ['你好，这是测试。', '黄河之水天上来！', '好吗？']],
  ['both', '这是 Reelwright。Hello world. 再见。', ['这是 Reelwright。', 'Hello world.', '再见。']],
  ['numbers and abbreviations', 'Dr. Smith paid 3.14 dollars. J. Doe did not.', ['Dr. Smith paid 3.14 dollars.', 'J. Doe did not.']],
  ['paragraphs', 'One line\nanother line\n\n\nlast', ['One line', 'another line', 'last']],
  ['SSML', '<speak>Hello <break time="1s"/>there. 2 < 3.</speak>', ['Hello there.', '2 < 3.']],
  ['a lone mark after a sentence', '“Go!” 😀\nstop', ['“Go!” 😀', 'stop']],
  ['marks before the first sentence', '… — Well.', ['… — Well.']],
])('cuts %s into sentences', (_what, text, expected) => {
  expect(texts(text)).toEqual(expected);
});

test.each(['', '   \n', '...', '😀!', '<break/>'])('refuses %j, which cannot be spoken', (text) => {
  expect(() => splitSpeech(text)).toThrow(expect.objectContaining({ kind: 'input' }));
});

test('cuts a long sentence behind its commas into pieces for subtitles', () => {
  const [sentence] = splitSpeech(
    'We ship on Friday, and then, after a very long road through all the details that nobody wanted, we rest.',
  );
  expect(sentence?.pieces).toEqual([
    { offset: 0, text: 'We ship on Friday, and then,' },
    { offset: 29, text: 'after a very long road through all the details that nobody wanted, we rest.' },
  ]);
});

const speech = fc
  .array(fc.oneof(fc.lorem({ maxCount: 4 }), fc.constantFrom('你好，世界。', '天上来，', '3.5', '！', '\n', ' ', 'Dr.', '(a)', '😀')), {
    minLength: 1,
    maxLength: 40,
  })
  .map((parts) => `x${parts.join(' ')}`);

test('pieces keep what is said, in order, and are never too wide', () => {
  fc.assert(
    fc.property(speech, (text) => {
      const pieces = splitSpeech(text).flatMap((sentence) => sentence.pieces.map((piece) => ({ ...piece, sentence: sentence.text })));
      const letters = (value: string) => value.replace(/[^\p{L}\p{N}]/gu, '');
      expect(letters(pieces.map((piece) => piece.text).join(''))).toBe(letters(text));
      for (const { text: piece, offset, sentence } of pieces) expect(sentence.startsWith(piece, offset)).toBe(true);
    }),
  );
});

test('cues take their turns within the sentence, whatever the words were heard as', () => {
  const words = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 20_000 })), { maxLength: 20 });
  fc.assert(
    fc.property(
      speech,
      words,
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 1000, max: 20_000 }),
      (text, heard, startMs, lengthMs) => {
        for (const sentence of splitSpeech(text)) {
          const cues = cuesOf(sentence, { startMs, endMs: startMs + lengthMs, words: heard });
          const times = cues.flatMap((cue) => [cue.startMs, cue.endMs]);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect([times[0], times.at(-1)]).toEqual([startMs, startMs + lengthMs]);
        }
      },
    ),
  );
});

test('a cue begins with the first word of its piece', () => {
  const [sentence] = splitSpeech(
    'We ship on Friday, and then, after a very long road through all the details that nobody wanted, we rest.',
  );
  if (sentence === undefined) throw new Error('There is a sentence.');
  const cues = cuesOf(sentence, {
    startMs: 100,
    endMs: 6100,
    words: [
      [0, 0],
      [19, 900],
      [29, 1700],
      [35, 2000],
    ],
  });
  expect(cues.map((cue) => [cue.startMs, cue.endMs])).toEqual([
    [100, 1800],
    [1800, 6100],
  ]);
});
