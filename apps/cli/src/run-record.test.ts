import { expect, test } from 'vitest';
import { RunRecord } from './run-record.ts';
import { nodeOf, numbered, startOf, switchOf } from './testing/recorded-run.ts';

test('what failed of a film before it went on elsewhere counts no more, and where it went is kept', () => {
  const error = { code: 'PROVIDER_QUOTA' as const, message: 'The balance is used up.' };
  const record = new RunRecord();
  const other = nodeOf('voice', 'row-1');
  for (const event of numbered([
    startOf(['row-0', 'row-1']),
    { type: 'node-failed', error, ...nodeOf('voice', 'row-0') },
    { type: 'node-failed', error, ...other },
    switchOf('row-0'),
  ]))
    record.apply(event);
  expect(record.failed.map(({ name }) => name)).toEqual([other.node]);
  expect(record.switched).toEqual([{ film: 'welcome/row-0', from: 'chanjing', to: 'studio', because: 'The balance is used up.' }]);
  expect(record.nodes.map(({ node }) => node)).toContain('welcome/row-0/film.avatar');
  expect(new Set(record.nodes.map(({ node }) => node)).size).toBe(record.nodes.length);
});
