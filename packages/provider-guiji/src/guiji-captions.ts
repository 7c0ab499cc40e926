import type { CaptionCue } from '@reelwright/provider';

const timeLine = /^(\d+):(\d{2}):(\d{2})[,.](\d{1,3})\s*-->\s*(\d+):(\d{2}):(\d{2})[,.](\d{1,3})/;

/**
 * Reads the SRT file behind `srtUrl`. Blocks without a time line or without words are passed over; the numbers of blocks count for nothing.
 *
 * @returns Cues in the order of the file; empty when the text is no SRT.
 */
export function decodeSrt(text: string): readonly CaptionCue[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const starts = lines.flatMap((line, index) => (timeLine.test(line) ? [index] : []));
  return starts.flatMap((start, index) => {
    const end = starts[index + 1];
    const words = wordsOf(lines.slice(start + 1, end));
    const [startMs, endMs] = timesOf(lines[start] ?? '');
    return words === '' || endMs < startMs ? [] : [{ startMs, endMs, text: words }];
  });
}

/** The lines up to the empty one that ends a block, or up to the number of the next. */
function wordsOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => line.trim() === '');
  return (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
}

function timesOf(line: string): readonly [number, number] {
  const [h1, m1, s1, f1, h2, m2, s2, f2] = (timeLine.exec(line) ?? []).slice(1);
  return [msOf(h1, m1, s1, f1), msOf(h2, m2, s2, f2)];
}

function msOf(hours = '0', minutes = '0', seconds = '0', fraction = '0'): number {
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}
