import { readFile, writeFile } from 'node:fs/promises';
import { fakeMediaTools, fakeMedium } from '../../__fixtures__/fake-media.ts';
import type { MediaTools } from '../../media/media-tools.ts';

/**
 * Media that say what they are made of: a film of a speech names the footage and the words. So every output of a history can be held
 * against what the recipe asks for, whoever made it.
 */
export function modelMedium(media: 'audio' | 'video', tag: string): string {
  return fakeMedium(media, media === 'audio' ? 3_000 : 5_000, tag, 200);
}

/** @throws when the bytes are no whole medium. */
export function tagOf(bytes: string | Uint8Array): string {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8');
  if (!text.endsWith('\nEND')) throw new Error('It is cut off.');
  return String((JSON.parse(text.slice(0, text.indexOf('\n'))) as { tag: unknown }).tag);
}

/** As the fixtures' tools, with joins that name what they join. */
export const modelMediaTools: MediaTools = {
  ...fakeMediaTools,
  async joinVideos(sources, target) {
    const tags = await Promise.all(sources.map(async (source) => tagOf(await readFile(source))));
    await writeFile(target, modelMedium('video', `join(${tags.join('+')})`));
    return fakeMediaTools.probeMedia(target);
  },
};
