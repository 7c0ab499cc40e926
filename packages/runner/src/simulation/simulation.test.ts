import { describe, expect, test } from 'vitest';
import type { HistoryReport } from './__testing__/history.ts';
import { replay, shrink, simulate } from './__testing__/simulate.ts';

/** Histories are lived through in processes of their own: disk, network and clock of this one stay real. */
describe('a simulation of the whole runner', { timeout: 240_000 }, () => {
  test('no history of 150 breaks a promise: nothing is paid twice, lost, left behind, asked without need, or waited for in vain', async () => {
    const reports: HistoryReport[] = [];
    await simulate({ from: 1, seeds: 150, jobs: 2, onReport: (report) => void reports.push(report) });
    const failed = reports.filter(({ violations }) => violations.length > 0);
    expect(failed.map(({ seed, violations }) => ({ seed, violations }))).toEqual([]);
    expect(reports).toHaveLength(150);
    const sum = (key: 'deaths' | 'paid' | 'questions') => reports.reduce((all, report) => all + report[key], 0);
    // They were not spared.
    expect(sum('deaths')).toBeGreaterThan(100);
    expect(sum('paid')).toBeGreaterThan(500);
    expect(sum('questions')).toBeGreaterThan(20);
  });

  test('a seed tells the same story each time', async () => {
    const [first, second] = [await replay(17, undefined, undefined, true), await replay(17, undefined, undefined, true)];
    expect(first.story.length).toBeGreaterThan(5);
    expect(second.story).toEqual(first.story);
  });

  test.each(['no intent on the disk', 'a lost create is sent again', 'no lease'])('a runner with "%s" does not pass', async (mutant) => {
    let noticed: HistoryReport | undefined;
    const onReport = (report: HistoryReport) => {
      if (report.violations.length > 0) noticed ??= report;
      return noticed !== undefined;
    };
    await simulate({ from: 1, seeds: 60, jobs: 2, mutant, onReport });
    expect(noticed?.violations.join()).toMatch(/paid \d times/);
  });

  test('a failure is told with no more misfortune than it takes', async () => {
    const mutant = 'a lost create is sent again';
    const whole = await replay(1, undefined, mutant);
    const small = await shrink(whole, mutant);
    expect(small.violations.join()).toMatch(/paid \d times/);
    expect(small.struck.length).toBeLessThanOrEqual(3);
  });
});
