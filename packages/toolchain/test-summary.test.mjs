import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearTestResults, summarizeTests } from './test-summary.mjs';

const green = { lint: true, tasks: true };
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reelwright-'));
  for (const room of ['packages/a', 'packages/b', 'packages/untested', 'apps/c', 'test']) {
    mkdirSync(join(root, room), { recursive: true });
    writeFileSync(join(root, room, 'package.json'), JSON.stringify(room.endsWith('untested') ? {} : { scripts: { test: 'vitest run' } }));
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (room, numPassedTests, numFailedTests, testResults = []) =>
  writeFileSync(join(root, room, 'test-results.json'), JSON.stringify({ numPassedTests, numFailedTests, testResults }));
const writeAllGreen = () => {
  for (const room of ['packages/a', 'packages/b', 'apps/c', 'test']) write(room, 2, 0);
};

test('adds up what every room reports', () => {
  writeAllGreen();
  expect(summarizeTests(root, { whole: true, checks: green })).toMatchObject({ passed: 8, failed: 0 });
});

test('counts a room that wrote nothing as a failure, but not when only some rooms were asked for', () => {
  write('packages/a', 2, 1);
  expect(summarizeTests(root, { whole: true, checks: green })).toMatchObject({ passed: 2, failed: 4 });
  expect(summarizeTests(root, { whole: false, checks: green })).toMatchObject({ passed: 2, failed: 1 });
});

test('counts a suite that could not even be loaded', () => {
  writeAllGreen();
  write('apps/c', 2, 0, [{ status: 'failed', assertionResults: [] }]);
  expect(summarizeTests(root, { whole: true, checks: green }).failed).toBe(1);
});

test.each([
  { checks: { lint: false, tasks: true }, line: 'lint: failed' },
  { checks: { lint: true, tasks: false }, line: 'a type check or a test process failed: see above' },
])('is red when $line although all tests passed', ({ checks, line }) => {
  writeAllGreen();
  const summary = summarizeTests(root, { whole: true, checks });
  expect(summary.failed).toBe(1);
  expect(summary.lines).toContain(line);
});

test('forgets the results of an earlier run', () => {
  writeAllGreen();
  clearTestResults(root);
  expect(summarizeTests(root, { whole: true, checks: green })).toMatchObject({ passed: 0, failed: 4 });
});
