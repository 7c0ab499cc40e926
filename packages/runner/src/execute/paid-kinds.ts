import type { TaskKind } from '@reelwright/provider';

/** Kinds whose start costs nothing and may be repeated: a lost one needs no question, and none binds a film to its account. */
const free: ReadonlySet<string> = new Set<TaskKind>(['authorize']);

export function isPaid(kind: TaskKind): boolean {
  return !free.has(kind);
}
