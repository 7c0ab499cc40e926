import type { EmulatorReport, ReportedTask } from './report.ts';

type Row = readonly string[];

/** The report as text for people: calls, tasks, what ran side by side, what was paid twice. */
export function renderReport(report: EmulatorReport): string {
  const { overall, byKind } = report.sideBySide;
  const kinds = Object.entries(byKind).map(([kind, most]) => `${kind} ${most}`);
  return [
    table([['call', 'count', 'refused', 'failed'], ...Object.entries(report.calls).map(callRow)]),
    table([['task', 'id', 'outcome', 'took', 'polls', 'cost'], ...report.tasks.map(taskRow)]),
    [
      `side by side: ${overall}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
      `most creates in a minute: ${list(Object.entries(report.windows).map(([call, most]) => `${call} ${most}`))}`,
      `created twice: ${list(report.createdTwice.map(({ kind, ids }) => `${kind} ${ids.join(' = ')}`))}`,
      `tokens issued: ${report.tokensIssued}, sent to the wrong origin: ${report.tokensLeaked}`,
      `callbacks: ${list(report.callbacks.map(({ taskId, answer }) => `${taskId} ${answer}`))}`,
      ...report.defects.map((defect) => `DEFECT of the emulator: ${defect}`),
    ].join('\n'),
  ].join('\n\n');
}

function callRow([call, { count, refused, failed }]: [string, EmulatorReport['calls'][string]]): Row {
  return [call, String(count), String(refused), String(failed)];
}

function taskRow({ kind, id, outcome, createdAt, finishedAt, polls, cost }: ReportedTask): Row {
  const took = finishedAt === null ? '' : `${((finishedAt - createdAt) / 1000).toFixed(1)} s`;
  return [kind, id, outcome, took, String(polls), String(cost)];
}

function list(items: readonly string[]): string {
  return items.length > 0 ? items.join(', ') : 'none';
}

function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
