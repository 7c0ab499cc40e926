import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isReelwrightError, ReelwrightError } from '@reelwright/errors';
import { type MediaFacts, probeMedia } from './probe-media.ts';
import { runInThread } from './thread/run-in-thread.ts';

/**
 * Puts films (MP4, MOV, WebM, Matroska) one behind the other without encoding anything again: same container, picture and
 * sound format, tags of the first. A film takes as long as the longer of its tracks; a film without sound among others is silent.
 * `target` appears only when it is whole.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID` for a film that is cut short, or not like the others; `RUN_DISK`.
 */
export async function joinVideos(
  sources: readonly string[],
  target: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<MediaFacts> {
  const [first] = sources;
  if (first === undefined) throw new ReelwrightError('RUN_RESULT_INVALID', 'There is no film to join.', { hint: 'Name at least one.' });
  signal?.throwIfAborted();
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID().slice(0, 8)}.part`);
  try {
    const facts =
      sources.length === 1 ? await copyFilm(first, temporary) : await runInThread({ kind: 'join', sources, target: temporary }, signal);
    await rename(temporary, target);
    return facts;
  } catch (error) {
    await rm(temporary, { force: true });
    throw isReelwrightError(error) || signal?.aborted ? error : unwritable(target, error);
  }
}

/** A film alone stays as it is, to the byte. */
async function copyFilm(source: string, temporary: string): Promise<MediaFacts> {
  const facts = await probeMedia(source);
  await copyFile(source, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  await using file = await open(temporary, 'r+');
  await file.sync();
  return facts;
}

function unwritable(target: string, cause: unknown): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `The joined film ${basename(target)} could not be written.`, {
    cause,
    hint: 'Check that its folder exists and can be written to, and that the disk has room for it.',
  });
}
