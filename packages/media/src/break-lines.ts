const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Characters that may not begin a line in Chinese and Japanese setting (kinsoku), and closing marks of Latin text. */
const noLineStart = /^[、。，．・：；？！）］｝〕〉》」』】〙〗’”…‥ー～々〻ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ,.:;?!)\]}%]/u;
/** Opening marks that may not end a line. */
const noLineEnd = /[（［｛〔〈《「『【〘〖‘“([{]$/u;
const wide = /[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3ffff}]/u;

/**
 * Lines of at most `maxLength` characters. Latin text breaks at spaces, CJK between characters, neither before closing
 * nor after opening punctuation; a word longer than a line is cut, since it could not be shown otherwise.
 * The lines of one text are kept about equally long, which is easier to read than a full line and a single word.
 */
export function breakLines(text: string, maxLength: number): string[] {
  return text.split('\n').flatMap((line) => breakOne(line.trim(), Math.max(1, Math.floor(maxLength))));
}

function breakOne(text: string, maxLength: number): string[] {
  const pieces = piecesOf(text, maxLength);
  const fewest = fill(pieces, maxLength);
  if (fewest.length < 2) return fewest;
  // The narrowest width that needs no more lines.
  let low = Math.ceil(lengthOf(text) / fewest.length);
  let high = maxLength;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fill(pieces, middle).length <= fewest.length) high = middle;
    else low = middle + 1;
  }
  const even = fill(pieces, low);
  return even.every((line) => lengthOf(line) <= maxLength) ? even : fewest;
}

interface Piece {
  readonly text: string;
  readonly length: number;
  /** Whether a space stood before it. */
  readonly spaced: boolean;
}

/** The smallest parts that stay together: words, single CJK characters, each with the punctuation that clings to it. */
function piecesOf(text: string, maxLength: number): Piece[] {
  const pieces: Piece[] = [];
  for (const [index, word] of text
    .split(/\s+/)
    .filter((part) => part !== '')
    .entries()) {
    let spaced = index > 0;
    for (const unit of unitsOf(word).flatMap((part) => cut(part, maxLength))) {
      pieces.push({ text: unit, length: lengthOf(unit), spaced });
      spaced = false;
    }
  }
  return pieces;
}

function unitsOf(word: string): string[] {
  const units: string[] = [];
  for (const { segment } of graphemes.segment(word)) {
    const last = units.at(-1);
    const clings = last !== undefined && (noLineStart.test(segment) || noLineEnd.test(last) || (!wide.test(segment) && !wide.test(last)));
    if (clings) units[units.length - 1] = last + segment;
    else units.push(segment);
  }
  return units;
}

function cut(unit: string, maxLength: number): string[] {
  const letters = [...graphemes.segment(unit)].map(({ segment }) => segment);
  if (letters.length <= maxLength) return [unit];
  const parts: string[] = [];
  for (let at = 0; at < letters.length; at += maxLength) parts.push(letters.slice(at, at + maxLength).join(''));
  return parts;
}

function fill(pieces: readonly Piece[], maxLength: number): string[] {
  const lines: string[] = [];
  let line = '';
  let length = 0;
  for (const piece of pieces) {
    const gap = piece.spaced && line !== '' ? 1 : 0;
    if (line !== '' && length + gap + piece.length > maxLength) {
      lines.push(line);
      line = '';
      length = 0;
    }
    const joined = line !== '' && gap === 1;
    line += (joined ? ' ' : '') + piece.text;
    length += piece.length + (joined ? 1 : 0);
  }
  return line === '' ? lines : [...lines, line];
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of graphemes.segment(text)) length += 1;
  return length;
}
