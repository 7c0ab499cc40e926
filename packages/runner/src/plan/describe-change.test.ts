import type { Json } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { describeChange } from './describe-change.ts';

const identity = (inputs: Record<string, Json>, more: Record<string, Json> = {}): Json => ({
  kind: 'tts',
  provider: 'fake',
  inputs,
  ...more,
});

test.each<{ what: string; before: Json; now: Json; says: string }>([
  {
    what: 'a long text around the place where it differs',
    before: identity({ text: 'Once upon a time there was a very long sentence that ended well.' }),
    now: identity({ text: 'Once upon a time there was a very long sentence that ended badly.' }),
    says: 'its text changed: "… that ended well." -> "… that ended badly."',
  },
  {
    what: 'wide characters whole',
    before: identity({ text: '你好😀世界' }),
    now: identity({ text: '你好😁世界' }),
    says: 'its text changed: "你好😀世界" -> "你好😁世界"',
  },
  { what: 'numbers', before: identity({ speed: 1 }), now: identity({ speed: 1.05 }), says: 'its speed changed: 1 -> 1.05' },
  {
    what: 'addresses without their query',
    before: identity({ video: { url: 'https://a.example/x.mp4', query: 'q1' } }),
    now: identity({ video: { url: 'https://a.example/x.mp4', query: 'q2' } }),
    says: 'its video changed: "https://a.example/x.mp4" -> "https://a.example/x.mp4"',
  },
  {
    what: 'two of many, and how many more',
    before: identity({ a: 1, b: 1, c: 1, d: 1 }),
    now: identity({ a: 2, b: 2, c: 2, d: 2 }),
    says: 'its a changed: 1 -> 2; its b changed: 1 -> 2; and 2 more',
  },
  { what: 'an input that is gone', before: identity({ size: '1x1' }), now: identity({}), says: 'its size changed: "1x1" -> none' },
  {
    what: 'another provider',
    before: identity({}),
    now: identity({}, { provider: 'other' }),
    says: 'its provider changed: "fake" -> "other"',
  },
  {
    what: 'which of a list is another',
    before: identity({ videos: [{ sha256: 'a1'.repeat(32) }, { sha256: 'b2'.repeat(32) }] }),
    now: identity({ videos: [{ sha256: 'a1'.repeat(32) }, { sha256: 'c3'.repeat(32) }] }),
    says: 'its videos changed: number 2 of 2: content b2b2b2b2 -> content c3c3c3c3',
  },
  {
    what: 'how many there are of a list',
    before: identity({ videos: [{ sha256: 'a1'.repeat(32) }] }),
    now: identity({ videos: [] }),
    says: 'its videos changed: 1 -> 0 of them',
  },
  {
    what: 'nothing that it knows',
    before: [],
    now: identity({}, { format: 2 }),
    says: 'its kind changed: none -> "tts"; its provider changed: none -> "fake"',
  },
  {
    what: 'keys in another order as no change',
    before: identity({ v: { a: 1, b: 2 } }),
    now: identity({ v: { b: 2, a: 1 } }),
    says: 'the way it is identified changed',
  },
])('shows $what', ({ before, now, says }) => {
  expect(describeChange(before, now)).toBe(says);
});
