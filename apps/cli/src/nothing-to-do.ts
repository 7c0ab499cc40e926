import { count, formatDuration } from './format.ts';
import type { Palette } from './palette.ts';

export function renderNothingToDo(steps: number, elapsedMs: number, palette: Palette): string {
  return `${palette.green('Nothing to do')}: all ${count(steps, 'step')} are unchanged since an earlier run (${formatDuration(elapsedMs)}).`;
}
