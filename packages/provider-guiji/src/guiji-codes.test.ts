import type { ProviderErrorClass } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { codeTable, tokenCodes, verdictOf, verdictOfWords } from './guiji-codes.ts';

const classes: Record<string, ProviderErrorClass> = {
  40002: 'auth',
  40003: 'auth',
  40010: 'quota',
  40011: 'bad-input',
  40012: 'bad-input',
  40013: 'bad-input',
  40014: 'bad-input',
  40015: 'bad-input',
  40016: 'bad-input',
  40017: 'bad-input',
  40018: 'missing-resource',
  40019: 'rate-limit',
  40020: 'bad-input',
  40021: 'provider',
  40022: 'bad-input',
  40023: 'bad-input',
  40024: 'bad-input',
  40025: 'missing-resource',
  40026: 'missing-resource',
  40027: 'bad-input',
};

test.each(Object.entries(classes))('code %s is of class %s, whatever the call did', (code, errorClass) => {
  for (const creates of [false, true]) expect(verdictOf(code, 'no', creates)).toMatchObject({ errorClass });
});

test('every documented code stands in the table, and the table holds no other', () => {
  expect(Object.keys(codeTable).sort()).toEqual(Object.keys(classes).sort());
});

test.each([
  { creates: false, errorClass: 'transient' },
  { creates: true, errorClass: 'uncertain' },
] as const)('code 40001 is $errorClass where creates is $creates', ({ creates, errorClass }) => {
  expect(verdictOf('40001', '内部异常', creates)).toEqual({ errorClass });
});

test('X1: 40001 is no rate limit and 40002 no quota here', () => {
  expect(verdictOf('40001', '', false).errorClass).not.toBe('rate-limit');
  expect(verdictOf('40002', '', false).errorClass).toBe('auth');
  expect(tokenCodes).toEqual(['40002', '40003']);
});

test.each<{ text: string | undefined; errorClass: ProviderErrorClass }>([
  { text: '余额不足', errorClass: 'quota' },
  { text: 'Insufficient balance', errorClass: 'quota' },
  { text: 'authorization verification failed', errorClass: 'rejected-content' },
  { text: '授权视频校验失败', errorClass: 'rejected-content' },
  { text: '文本包含敏感词', errorClass: 'rejected-content' },
  { text: '超出并发', errorClass: 'rate-limit' },
  { text: '音色不存在', errorClass: 'missing-resource' },
  { text: 'the speaker does not exist', errorClass: 'missing-resource' },
  { text: 'face not found', errorClass: 'provider' },
  { text: undefined, errorClass: 'provider' },
])('words decide where no code does: $text is $errorClass', ({ text, errorClass }) => {
  expect(verdictOfWords(text)).toMatchObject({ errorClass });
  expect(verdictOf('49999', text, true)).toMatchObject({ errorClass });
});

test.each(['constructor', '__proto__', 'toString', ''])('a code named %j finds nothing in the table', (code) => {
  expect(verdictOf(code, 'no', false)).toEqual({ errorClass: 'provider' });
});
