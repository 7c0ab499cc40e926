import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { sha256Hex } from '../canonical-json.ts';
import { createBlobStore } from './blob-store.ts';
import { copyWhole, temporaryPathOf, writeWhole } from './durable-file.ts';
import { hashFile } from './hash-file.ts';

test.each([0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 * (1 << 20) + 7])('hashes a file of %i bytes', async (size) => {
  using temp = createTempFolder();
  const bytes = Buffer.alloc(size, 'reel');
  writeFileSync(join(temp.path, 'a'), bytes);
  expect(await hashFile(join(temp.path, 'a'))).toEqual({ sha256: sha256Hex(bytes), sizeBytes: size });
});

test('a blob lies under its digest, two folders deep, and is given out only when it is right', async () => {
  using temp = createTempFolder();
  const store = createBlobStore(temp.path);
  const { sha256, sizeBytes } = await store.add('film');
  expect(store.pathOf(sha256)).toBe(join(temp.path, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256));
  expect([store.has(sha256, sizeBytes), store.has(sha256, sizeBytes + 1), store.has('0'.repeat(64), 4)]).toEqual([true, false, false]);
  expect(await store.verified(sha256)).toBe(store.pathOf(sha256));
});

test('a blob whose bytes have changed is removed, never given out, also after it was seen to be right', async () => {
  using temp = createTempFolder();
  const store = createBlobStore(temp.path);
  const { sha256 } = await store.add('film');
  await store.verified(sha256);
  writeFileSync(store.pathOf(sha256), 'fi1m');
  expect(await store.verified(sha256)).toBeUndefined();
  expect(existsSync(store.pathOf(sha256))).toBe(false);
  expect(await store.verified(sha256)).toBeUndefined();
});

test('a file is adopted by rename', async () => {
  using temp = createTempFolder();
  const store = createBlobStore(temp.path);
  const part = store.temporaryPath();
  writeFileSync(part, 'sound');
  await store.adopt(part, sha256Hex('sound'));
  expect(existsSync(part)).toBe(false);
  expect(await store.verified(sha256Hex('sound'))).toBeDefined();
});

test('leftovers of long ago are cleared away, those of a run that may be going on are not', () => {
  using temp = createTempFolder();
  mkdirSync(join(temp.path, 'tmp'), { recursive: true });
  for (const name of ['old.part', 'new.part']) writeFileSync(join(temp.path, 'tmp', name), '');
  utimesSync(join(temp.path, 'tmp', 'old.part'), 1, 1);
  createBlobStore(temp.path);
  expect(readdirSync(join(temp.path, 'tmp'))).toEqual(['new.part']);
});

test('a file is replaced whole, and a link in its place is replaced, not followed', async () => {
  using temp = createTempFolder();
  const [victim, path] = [join(temp.path, 'victim'), join(temp.path, 'out.srt')];
  writeFileSync(victim, 'precious');
  symlinkSync(victim, path);
  await writeWhole(path, 'new');
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(readFileSync(path, 'utf8')).toBe('new');
  linkSync(victim, join(temp.path, 'hard'));
  await writeWhole(join(temp.path, 'hard'), 'new');
  expect(readFileSync(victim, 'utf8')).toBe('precious');
});

test('a copy that fails its check never appears, and leaves nothing behind', async () => {
  using temp = createTempFolder();
  const [from, to] = [join(temp.path, 'from'), join(temp.path, 'to')];
  writeFileSync(from, 'bytes');
  writeFileSync(to, 'old');
  const check = async (copy: string) => {
    expect(statSync(copy).size).toBe(5);
    throw new Error('flipped');
  };
  await expect(copyWhole(from, to, check)).rejects.toThrow('flipped');
  expect(readFileSync(to, 'utf8')).toBe('old');
  expect(readdirSync(temp.path).sort()).toEqual(['from', 'to']);
  await copyWhole(from, to, async () => {});
  truncateSync(from, 0);
  expect(readFileSync(to, 'utf8')).toBe('bytes');
});

test('what a process left half written goes with the next write of the same file; that of a living process stays', async () => {
  using temp = createTempFolder();
  const path = join(temp.path, 'video.mp4');
  const ended = spawnSync(process.execPath, ['-e', ''], { stdio: 'ignore' });
  const leftBy = (pid: number) => temporaryPathOf(path, pid);
  const [dead, living, other] = [leftBy(ended.pid), leftBy(process.pid), temporaryPathOf(join(temp.path, 'audio.wav'), ended.pid)];
  for (const leftover of [dead, living, other]) writeFileSync(leftover, 'half');
  await writeWhole(path, 'whole');
  expect([dead, living, other].map((leftover) => existsSync(leftover))).toEqual([false, true, true]);
  expect(readFileSync(path, 'utf8')).toBe('whole');
});
