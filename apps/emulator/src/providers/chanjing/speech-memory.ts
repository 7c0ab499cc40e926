import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Cue } from '../../media-studio.ts';
import type { ChanjingWorld } from './call.ts';

/**
 * What was spoken in a recording that was made here: a film made later from the same bytes can show the words. The real
 * service does not know them either way; this only makes the emulated film easier to follow.
 */
export async function noteSpeech(world: ChanjingWorld, path: string, cues: readonly Cue[]): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const digest = hash.digest('hex');
  world.transact(() => world.store.collection<readonly Cue[]>('spoken').put(digest, cues));
}

export function recallSpeech(world: ChanjingWorld, sha256: string): readonly Cue[] | undefined {
  return world.store.collection<readonly Cue[]>('spoken').get(sha256);
}
