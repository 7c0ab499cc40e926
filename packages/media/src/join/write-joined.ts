import { open } from 'node:fs/promises';
import type { MediaFacts } from '../probe-media.ts';
import { probeTracks } from '../probe-tracks.ts';
import { joinParts } from './join-parts.ts';

/**
 * Writes films one behind the other into a file that does not exist yet, and looks whether it became a whole one.
 *
 * @param onReading Hears which film is being read, before it is.
 * @throws {ReelwrightError} `RUN_RESULT_INVALID`, `RUN_DISK`; and what `open` throws.
 */
export async function writeJoined(sources: readonly string[], target: string, onReading: (path: string) => void): Promise<MediaFacts> {
  {
    await using file = await open(target, 'wx');
    await joinParts(sources, file, onReading);
    await file.sync();
  }
  onReading(target);
  return await probeTracks(target);
}
