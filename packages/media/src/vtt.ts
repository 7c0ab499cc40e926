import { type CaptionCue, tidyCues } from './caption-cue.ts';
import { clockText, milliseconds } from './srt.ts';

/** WebVTT: `HH:MM:SS.mmm`, `&` and `<` escaped, so that no text is taken for markup. */
export function renderVtt(cues: readonly CaptionCue[]): string {
  const blocks = tidyCues(cues).map((cue) => `${clockText(cue.startMs, '.')} --> ${clockText(cue.endMs, '.')}\n${escapeText(cue.text)}\n`);
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** Tolerant: hours may be missing, identifiers, settings, NOTE, STYLE and REGION blocks and tags are passed over. */
export function parseVtt(text: string): CaptionCue[] {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .flatMap(parseBlock);
}

const timeLine = /^\s*(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})\s*-->\s*(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})/;

function parseBlock(block: string): CaptionCue[] {
  const lines = block.split('\n');
  const at = lines.findIndex((line) => timeLine.test(line));
  const match = timeLine.exec(lines[at] ?? '');
  const text = unescapeText(lines.slice(at + 1).join('\n')).trim();
  if (match === null || text === '' || /^(?:NOTE|STYLE|REGION)\b/.test(lines[0] ?? '')) return [];
  const [, ...parts] = match;
  return [{ startMs: milliseconds(parts.slice(0, 4)), endMs: milliseconds(parts.slice(4)), text }];
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescapeText(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&');
}
