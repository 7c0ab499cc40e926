import { extname } from 'node:path';
import type { Clock } from '@reelwright/clock';
import { isReelwrightError, ReelwrightError } from '@reelwright/errors';
import type { MediumFacts } from '@reelwright/provider';
import { stampOf } from '../state/file-store.ts';
import type { RunnerState } from '../state/runner-state.ts';
import { hashFile } from '../store/hash-file.ts';
import { loadMediaTools, type MediaTools } from './media-tools.ts';

export interface InspectOptions {
  /** Stands still while we read. */
  readonly clock?: Clock;
  readonly media?: MediaTools;
}

/**
 * Digest and facts of local media. Files that have not been touched since they were last looked at are not read again.
 *
 * @param paths Absolute.
 * @throws {ReelwrightError} `RUN_DISK` for a file that cannot be read, or that changes while it is.
 */
export async function inspectMedia(
  paths: Iterable<string>,
  state: RunnerState,
  { clock, media }: InspectOptions = {},
): Promise<Map<string, MediumFacts>> {
  const release = clock?.hold();
  try {
    const facts = new Map<string, MediumFacts>();
    for (const path of new Set(paths)) facts.set(path, await inspectOne(path, state, media));
    return facts;
  } finally {
    release?.();
  }
}

async function inspectOne(path: string, state: RunnerState, media: MediaTools | undefined): Promise<MediumFacts> {
  const known = state.files.find(path)?.facts;
  if (known !== undefined) return known;
  try {
    const stamp = stampOf(path);
    const { sha256, sizeBytes } = await hashFile(path);
    const facts = { sha256, sizeBytes, ...(await probe(path, media ?? (await loadMediaTools()))) };
    if (stampOf(path) !== stamp)
      throw new ReelwrightError('RUN_DISK', `${path} changed while it was being read.`, { hint: 'Run again when it is finished.' });
    state.files.save(path, stamp, { sha256, facts });
    return facts;
  } catch (error) {
    if (isReelwrightError(error)) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ReelwrightError('RUN_DISK', `${path} cannot be read (${reason}).`, { cause: error });
  }
}

/** What cannot be probed (a picture, an unknown format) keeps its name's extension and goes without facts: the provider decides. */
async function probe(path: string, media: MediaTools): Promise<Omit<MediumFacts, 'sha256' | 'sizeBytes'>> {
  const named = extname(path).slice(1).toLowerCase();
  const probed = await media.probeMedia(path).catch(() => undefined);
  if (probed === undefined) return { extension: named, unreadable: true };
  const { durationMs, video } = probed;
  return {
    extension: named === '' ? probed.extension : named,
    ...(durationMs > 0 ? { durationMs } : {}),
    ...(video === undefined ? {} : { widthPx: video.widthPx, heightPx: video.heightPx }),
  };
}
