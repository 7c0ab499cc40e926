import { expect, test } from 'vitest';
import type { OutputValue } from '../plan/known.ts';
import { emptyLock, type LockedInstance } from './lock.ts';
import { parseLock } from './parse-lock.ts';
import { renderLock } from './render-lock.ts';

const facts = { kind: 'video', sha256: 'a'.repeat(64), sizeBytes: 9, extension: 'mp4', widthPx: 2, heightPx: 4, durationMs: 10 } as const;

function lockWith(video: OutputValue) {
  const step = { uses: 'join', provider: 'local', fingerprint: 'b'.repeat(64), outputs: { video } } as const;
  const instance: LockedInstance = { inputs: new Map(), provider: 'local', steps: new Map([['film', step]]), outputs: new Map() };
  return { ...emptyLock, instances: new Map([['default', instance]]) };
}

test('equal locks have equal texts, in whatever order their facts were gathered, and also once they were read', () => {
  const backwards = Object.fromEntries(Object.entries(facts).reverse()) as typeof facts;
  const text = renderLock(lockWith(facts));
  expect(renderLock(lockWith(backwards))).toBe(text);
  expect(renderLock(parseLock(text, 'a.reel.lock.yaml').lock ?? emptyLock)).toBe(text);
});
