import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { I420 } from '../drawing/i420.ts';
import { openFootage } from './footage.ts';
import { loadNativeCodecs } from './native-codecs.ts';

vi.stubEnv('NODE_WEBCODECS_FORCE', 'static');
const codecs = loadNativeCodecs();
const fixture = (name: string) => join(import.meta.dirname, '..', '__fixtures__', name);

async function frames(
  name: string,
  count: number,
  playback: 'forward' | 'reverse',
  order: 'sequential' | 'random' = 'sequential',
): Promise<string[] | undefined> {
  const footage = codecs && (await openFootage(codecs, fixture(name), 25));
  if (footage === undefined) return undefined;
  const list: string[] = [];
  for await (const picture of footage.frames(count, { playback, frames: order, seed: 'a' })) list.push(digest(picture));
  footage.close();
  return list;
}

function digest({ bytes }: I420): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('pictures come in the order they are shown, also from a stream with B-frames', async () => {
  const forward = await frames('film.mp4', 25, 'forward');
  expect(forward === undefined).toBe(codecs === undefined);
  if (forward === undefined) return;
  expect(new Set(forward).size).toBe(25);
  const reverse = await frames('film.mp4', 49, 'reverse');
  expect(reverse?.slice(0, 25)).toEqual(forward);
  expect(reverse?.slice(25)).toEqual(forward.slice(0, 24).toReversed());
});

test('footage starts again at its end', async () => {
  const twice = await frames('film.mp4', 50, 'forward');
  expect(twice?.slice(25)).toEqual(twice?.slice(0, 25));
});

test('slower footage shows each picture as long as it stands', async () => {
  const film = await frames('film.webm', 25, 'forward'); // ten pictures in 25 frames
  const changes = film?.filter((picture, i) => i > 0 && picture !== film[i - 1]).length;
  expect(changes).toBe(codecs === undefined ? undefined : 9);
});

test('random footage is made of pictures that the footage has', async () => {
  const [forward = [], random = []] = [await frames('film.mp4', 25, 'forward'), await frames('film.mp4', 60, 'reverse', 'random')];
  expect(random.every((picture) => forward.includes(picture))).toBe(true);
  expect(random).toHaveLength(codecs === undefined ? 0 : 60);
});

test.each(['tone.mp3', 'tone.m4a', 'README.md', 'nowhere.mp4'])('%s is no footage', async (name) => {
  expect(await frames(name, 1, 'forward')).toBeUndefined();
});
