import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { renderExports } from './shell-exports.ts';

test('a shell takes over every value as it is, whatever stands in it', () => {
  const environment = { PLAIN: 'http://127.0.0.1:1/x', QUOTED: `it's "$HOME" & \`more\`\nlines`, EMPTY: '' };
  const script = `${renderExports(environment)}printf '%s\\0%s\\0%s' "$PLAIN" "$QUOTED" "$EMPTY"`;
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0')).toEqual(Object.values(environment));
});
