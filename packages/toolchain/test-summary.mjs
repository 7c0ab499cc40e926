import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const resultName = 'test-results.json';

/** Forgets the results of an earlier run, so that a suite that never ran cannot pass for one that did. */
export function clearTestResults(root) {
  for (const room of testedRooms(root)) rmSync(join(root, room, resultName), { force: true });
}

/**
 * Adds up what each room's vitest wrote. A room without results, and each check that did not pass, counts as one failure.
 *
 * @param whole False when only some rooms were asked for: then a missing result is no failure.
 */
export function summarizeTests(root, { whole, checks }) {
  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const room of testedRooms(root)) {
    const result = readResult(join(root, room, resultName));
    if (result === undefined && !whole) continue;
    if (result === undefined) {
      failed += 1;
      lines.push(`${room}: no test results were written`);
      continue;
    }
    passed += result.numPassedTests;
    const brokenSuites = result.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
    const roomFailed = result.numFailedTests + brokenSuites;
    failed += roomFailed;
    lines.push(`${room}: ${result.numPassedTests} passed, ${roomFailed} failed`);
  }
  // A red task whose tests were all green is a type error or a crash after the last test: it must not pass for green.
  if (!checks.lint) lines.push('lint: failed');
  if (!checks.lint) failed += 1;
  if (!checks.tasks && failed === 0) lines.push('a type check or a test process failed: see above');
  if (!checks.tasks && failed === 0) failed += 1;
  return { lines, passed, failed };
}

function testedRooms(root) {
  const rooms = ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));
  return [...rooms, 'test'].filter((room) => hasTestScript(join(root, room, 'package.json'))).sort();
}

function hasTestScript(manifest) {
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test !== undefined;
}

function readResult(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
