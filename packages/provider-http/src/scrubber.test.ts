import { expect, test } from 'vitest';
import { createScrubber } from './scrubber.ts';

test('hides every secret it was told of, also as part of an address', () => {
  const scrubber = createScrubber(['test-secret']);
  scrubber.hide('token +/=1');
  expect(scrubber.scrub('test-secret or token +/=1 or token%20%2B%2F%3D1')).toBe('[secret] or [secret] or [secret]');
});

test('does not take very short secrets for words', () => {
  expect(createScrubber(['a', '']).scrub('a cat')).toBe('a cat');
});

test.each([
  ['see https://oss.example/a.mp4?OSSAccessKeyId=1&Signature=s%2B for it', 'see https://oss.example/a.mp4 for it'],
  ['"http://oss.example?x=1"', '"http://oss.example"'],
  ['https://oss.example/a#frag', 'https://oss.example/a'],
  ['really? yes', 'really? yes'],
])('takes the query off addresses: %s', (text, expected) => {
  expect(createScrubber().scrub(text)).toBe(expected);
});

test('shows control characters instead of sending them on, and cuts to length', () => {
  expect(createScrubber().scrub('\u001b[31mred\nnext')).toBe('\\u{1b}[31mred next');
  expect(createScrubber().scrub('x'.repeat(10_000_000), 200)).toHaveLength(200);
});

test('a secret that stands across the cut does not come through in part', () => {
  const secret = 'S'.repeat(40);
  const scrubbed = createScrubber([secret]).scrub(`${'x'.repeat(180)}${secret}`, 200);
  expect(scrubbed).not.toContain('SSS');
});
