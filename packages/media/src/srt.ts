import { type CaptionCue, tidyCues } from './caption-cue.ts';

/**
 * SubRip: numbered cues, `HH:MM:SS,mmm`, UTF-8, `\n`. The format has no escapes: an arrow, and what players would take for
 * styling, is written with characters that look alike.
 */
export function renderSrt(cues: readonly CaptionCue[]): string {
  return tidyCues(cues)
    .map((cue, index) => `${index + 1}\n${stamp(cue.startMs)} --> ${stamp(cue.endMs)}\n${plainForSrt(cue.text)}\n`)
    .join('\n');
}

/** The tags that players of SubRip know, opening or closing. */
const styleTag = /<(\/?(?:b|i|u|s|strong|em|font)(?:\s[^<>]*)?)>/gi;

/** What captions of SubStation leave in SubRip files: `{\an8}` for a place, `{\i1}` for a style. */
const styleOverride = /\{(\\[^{}]*)\}/g;

function plainForSrt(text: string): string {
  return text.replaceAll('-->', '→').replace(styleTag, '‹$1›').replace(styleOverride, '❴$1❵');
}

/**
 * Tolerant: numbers and hours may be missing, a BOM, CRLF, `.` in times and coordinates are taken, styling is left out. Blocks
 * without a time line are passed over.
 */
export function parseSrt(text: string): CaptionCue[] {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .flatMap(parseBlock);
}

const timeLine = /^\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})(?!\d)/;

function parseBlock(block: string): CaptionCue[] {
  const lines = block.split('\n');
  const at = lines.findIndex((line) => timeLine.test(line));
  const match = timeLine.exec(lines[at] ?? '');
  const text = lines
    .slice(at + 1)
    .join('\n')
    .replace(styleTag, '')
    .replace(styleOverride, '')
    .trim();
  if (match === null || text === '') return [];
  const [, ...parts] = match;
  return [{ startMs: milliseconds(parts.slice(0, 4)), endMs: milliseconds(parts.slice(4)), text }];
}

/** Hours, minutes, seconds and a fraction written with up to three digits. */
export function milliseconds([hours = '0', minutes = '0', seconds = '0', fraction = '0']: readonly (string | undefined)[]): number {
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}

function stamp(ms: number): string {
  return clockText(ms, ',');
}

export function clockText(ms: number, separator: ',' | '.'): string {
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const seconds = Math.floor(ms / 1000);
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${separator}${pad(ms % 1000, 3)}`;
}
