import { existsSync, writeFileSync } from 'node:fs';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import type { FilmOrder, MediaStudio } from '../media-studio.ts';
import { previewInto } from './make-media.ts';

test('two who look at a preview at once take no sound away from each other', async () => {
  using folder = createTempFolder();
  const firstIsDone = Promise.withResolvers<void>();
  const heard: boolean[] = [];
  // Only what a preview asks of a studio.
  const studio = {
    async speak({ outPath }: { readonly outPath: string }) {
      writeFileSync(outPath, 'sound');
      return { durationMs: 1000, cues: [] };
    },
    async film({ audioPath, outPath, coverPath }: FilmOrder) {
      if (heard.push(false) === 2) await firstIsDone.promise;
      heard[heard.indexOf(false)] = existsSync(audioPath);
      for (const path of [outPath, coverPath]) writeFileSync(path, 'film');
      return { durationMs: 1000 };
    },
  } as unknown as MediaStudio;
  const world = { studio: async () => studio, mediaFolder: folder.path };
  const plan = { widthPx: 2, heightPx: 2, presenter: 'x', label: 'x' };
  const first = previewInto(world, 'preview', plan);
  const second = previewInto(world, 'preview', plan);
  await Promise.race([first, second]);
  firstIsDone.resolve();
  await Promise.all([first, second]);
  expect(heard).toEqual([true, true]);
});
