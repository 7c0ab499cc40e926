import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Cue } from '../media-studio.ts';
import type { World } from '../world.ts';

type SpokenWorld = Pick<World, 'store' | 'transact'>;

/** Notes what is said in a recording that was made here: a film made from the same bytes can have its words as subtitles. */
export async function noteSpeech(world: SpokenWorld, path: string, cues: readonly Cue[]): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  const digest = hash.digest('hex');
  world.transact(() => spoken(world).put(digest, cues));
}

/** What is said in a recording, if it was made here, by whichever provider. */
export function recallSpeech(world: SpokenWorld, sha256: string): readonly Cue[] | undefined {
  return spoken(world).get(sha256);
}

function spoken({ store }: SpokenWorld) {
  return store.collection<readonly Cue[]>('spoken');
}
