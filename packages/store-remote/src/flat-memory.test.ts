import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createSystemClock } from '@reelwright/clock';
import { openState, pullFromRemote, pushToRemote, type StepResult } from '@reelwright/runner';
import { startS3Server } from '@reelwright/s3-client/testing';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createStoreRemote } from './index.ts';

const sizeBytes = 256 * 2 ** 20;

/** The server of the tests lives in this process and streams, too: what it holds is counted in. */
test.each(['directory', 's3'] as const)('memory does not grow with the size of a file on its way to a %s and back', async (kind) => {
  using temp = createTempFolder();
  const clock = createSystemClock();
  const path = join(temp.path, 'film');
  const sha256 = writeLargeFile(path);
  const outputs = { video: { kind: 'video', sha256, sizeBytes, extension: 'mp4' } } as const;
  const result: StepResult = { fingerprint: 'ab'.repeat(32), uses: 'lip-sync', provider: 'chanjing', emulated: false, outputs };
  const [here, there] = ['here', 'there'].map((name) => openState(join(temp.path, name), { clock }));
  if (here === undefined || there === undefined) throw new Error('There are two.');
  mkdirSync(dirname(here.store.pathOf(sha256)), { recursive: true });
  renameSync(path, here.store.pathOf(sha256));
  here.results.save(result, undefined, 1);
  mkdirSync(join(temp.path, 'objects'));
  await using server = await startS3Server(join(temp.path, 'objects'));
  await using remote = createStoreRemote(kind === 's3' ? { kind, ...server.bucket } : { kind, path: join(temp.path, 'remote') }, { clock });
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }, 5);
  const before = process.memoryUsage().arrayBuffers;
  await pushToRemote(here, remote, { clock });
  await pullFromRemote(there, remote, { fingerprints: [result.fingerprint] }, { clock });
  clearInterval(watch);
  expect(there.intactResult(result.fingerprint)).toEqual(result);
  expect(most - before).toBeLessThan(128 * 2 ** 20);
  here.close();
  there.close();
});

function writeLargeFile(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(2 ** 20, 'film');
  for (let written = 0; written < sizeBytes; written += piece.length) {
    appendFileSync(path, piece);
    hash.update(piece);
  }
  return hash.digest('hex');
}
