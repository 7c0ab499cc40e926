import { type CaptionCue, tidyCues } from './caption-cue.ts';
import { clockText, milliseconds } from './srt.ts';

/** WebVTT: `HH:MM:SS.mmm`, `&` and `<` escaped, so that no text is taken for markup. */
export function renderVtt(cues: readonly CaptionCue[]): string {
  const blocks = tidyCues(cues).map((cue) => `${clockText(cue.startMs, '.')} --> ${clockText(cue.endMs, '.')}\n${escapeText(cue.text)}\n`);
  return ['WEBVTT\n', ...blocks].join('\n');
}

/**
 * Tolerant: hours may be missing, and `,` stand in times. Identifiers, settings, NOTE, STYLE and REGION blocks, tags and the
 * reading aid of ruby are passed over; what is escaped is read.
 */
export function parseVtt(text: string): CaptionCue[] {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .flatMap(parseBlock);
}

const timeLine = /^\s*(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})\s*-->\s*(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})(?!\d)/;

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
    .replace(/<rt(?=[\s.>])[^<>]*>[^<]*(?:<\/rt>)?/g, '')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (reference, decimal, hexadecimal, name) =>
      name === undefined ? characterOf(decimal ?? `0x${hexadecimal}`, reference) : (named[name] ?? reference),
    );
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lrm: '\u200e',
  lt: '<',
  nbsp: '\u00a0',
  quot: '"',
  rlm: '\u200f',
};

/** Numbers that stand for no character stay as they are. */
function characterOf(number: string, otherwise: string): string {
  const code = Number(number);
  const isCharacter = code > 0 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : otherwise;
}
