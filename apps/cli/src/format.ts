import { padEnd, textWidth } from './text-width.ts';

/** `0.4 s`, `12 s`, `2 min 05 s`, `1 h 03 min`. Below ten seconds with one decimal. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `812 B`, `1.2 MB`: decimal units, as file managers show them. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = sizeBytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** `1 step`, `2 steps`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** Columns padded to equal width, two spaces apart, without trailing blanks. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, textWidth(cell));
  return rows
    .map((row) =>
      row
        .map((cell, i) => padEnd(cell, widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A table of things, each column with its heading. Columns in which nothing stands are left out. */
export function renderColumns<Item>(items: readonly Item[], columns: Readonly<Record<string, (item: Item) => string>>): string {
  const filled = Object.entries(columns).map(([heading, cellOf]) => [heading, ...items.map(cellOf)]);
  const kept = filled.filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  return renderTable([...Array(items.length + 1).keys()].map((row) => kept.map((column) => column[row] ?? '')));
}
