import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';
import type { MediaTools } from '../media/media-tools.ts';

/** Media that a test can read: one line of JSON, padding, and an end without which the file is cut off. */
export function fakeMedium(media: 'audio' | 'video', durationMs: number, tag: string, paddingBytes = 64): string {
  return `${JSON.stringify({ media, durationMs, tag })}\n${'.'.repeat(paddingBytes)}\nEND`;
}

/** The smallest JPEG that looks like one at either end. */
export const fakeCover: Uint8Array = Buffer.from('ffd8ffe000104a4649460001ffd9', 'hex');

export const fakeMediaTools: MediaTools = {
  async probeMedia(path) {
    const bytes = await readFile(path);
    if (bytes.equals(fakeCover)) return { container: 'jpeg', extension: 'jpg', durationMs: 0, video: { widthPx: 8, heightPx: 8 } };
    const text = bytes.toString('utf8');
    if (!text.startsWith('{') || !text.endsWith('\nEND')) throw new Error('It cannot be read to its end.');
    const { media, durationMs }: { media: string; durationMs: number } = JSON.parse(text.slice(0, text.indexOf('\n')));
    return media === 'video'
      ? { container: 'mp4', extension: 'mp4', durationMs, video: { widthPx: 1080, heightPx: 1920 }, audio: {} }
      : { container: 'wav', extension: 'wav', durationMs, audio: {} };
  },
  async joinVideos(sources, target) {
    const parts = await Promise.all(sources.map((source) => this.probeMedia(source)));
    const odd = parts.findIndex(({ video }) => video === undefined);
    if (odd >= 0) throw new ReelwrightError('RUN_RESULT_INVALID', `The film ${basename(sources[odd] ?? '')} cannot be joined: it is no film.`);
    const durationMs = parts.reduce((sum, part) => sum + part.durationMs, 0);
    await writeFile(target, fakeMedium('video', durationMs, `${parts.length} films`));
    return this.probeMedia(target);
  },
  renderSrt: (cues) => cues.map((cue, i) => `${i + 1}\n${cue.startMs} --> ${cue.endMs}\n${cue.text}\n`).join('\n'),
  renderVtt: (cues) => `WEBVTT\n\n${cues.map((cue) => `${cue.startMs} --> ${cue.endMs}\n${cue.text}\n`).join('\n')}`,
  wrapCues: (cues, rules) => cues.map((cue) => ({ ...cue, text: cue.text.replace(/ /g, '\n').slice(0, 1000) + (rules.maxLines ?? '') })),
};
