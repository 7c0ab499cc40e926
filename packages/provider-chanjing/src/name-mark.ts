import { createHash } from 'node:crypto';

/** The author's part of a name, in characters; with our mark it stays far below any limit that was met. */
const longestName = 40;

/** The author's name, and the mark by which a thing is found again whose id was lost: `Mei [3f2a…]`. */
export function markedNameOf(name: string, label: string): string {
  const short = [...name.trim()].slice(0, longestName).join('').trimEnd();
  return `${short} ${markOf(label)}`.trimStart();
}

/** A mark of fixed length for a label of any. */
export function markOf(label: string): string {
  return `[${createHash('sha256').update(label).digest('hex').slice(0, 16)}]`;
}
