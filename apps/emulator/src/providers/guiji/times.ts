import type { TaskRecord } from '../../tasks/task.ts';

const beijingMs = 8 * 60 * 60 * 1000;

/** `yyyy-MM-dd HH:mm:ss` in Beijing, as replies tell times. Callbacks tell them in milliseconds instead. */
export function wallTime(ms: number): string {
  return new Date(ms + beijingMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The moment that such a text tells; `undefined` when it tells none. */
export function parseWallTime(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** When something about a task last changed. */
export function changedAt({ createdAt, startsAt, ended }: Pick<TaskRecord, 'createdAt' | 'startsAt' | 'ended'>, now: number): number {
  if (ended !== undefined && now >= ended.visibleAt) return ended.at;
  return now >= startsAt ? startsAt : createdAt;
}
