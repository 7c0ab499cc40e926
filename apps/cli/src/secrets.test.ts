import { expect, test } from 'vitest';
import { createSecretRegistry, scrubbing } from './secrets.ts';

const secret = 'test-secret/with "quotes"&+';

test.each([
  ['as it is', secret],
  ['in a URL', `https://example.com/?k=${encodeURIComponent(secret)}`],
  ['in JSON', JSON.stringify({ key: secret })],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
])('a secret is masked %s', (_, text) => {
  const secrets = createSecretRegistry();
  secrets.add(secret);
  const scrubbed = secrets.scrub(`before ${text} after`);
  expect(scrubbed).toMatch(/^before .*\*\*\*.* after$/);
  expect(scrubbed).not.toContain('secret');
});

test('a short value is a word and stays', () => {
  const secrets = createSecretRegistry();
  secrets.add('film');
  expect(secrets.scrub('a film')).toBe('a film');
});

test('a scrubbing stream masks what is added later as well', () => {
  let written = '';
  const secrets = createSecretRegistry();
  const stream = scrubbing({ isTTY: true, columns: 80, rows: 24, write: (text) => (written += text) }, secrets);
  secrets.add('test-secret');
  stream.write('key: test-secret\n');
  expect(written).toBe('key: ***\n');
  expect([stream.isTTY, stream.columns, stream.rows]).toEqual([true, 80, 24]);
});
