import { MediaError } from '../media-error.ts';

/** What is spoken in one breath, and how it is shown: one cue for each piece. */
export interface Sentence {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Whether a new paragraph follows. */
  readonly endsParagraph: boolean;
}

export interface Piece {
  readonly text: string;
  /** Where the piece begins in the sentence, in UTF-16 units. */
  readonly offset: number;
}

/** Columns of a subtitle that still reads well; East Asian characters take two. */
const maxColumns = 84;

/**
 * Cuts a text into sentences and those into pieces for subtitles.
 *
 * @param text May hold SSML, whose tags are not spoken and not shown.
 * @throws {MediaError} `input` when there is no letter or digit in it.
 */
export function splitSpeech(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const paragraph of withoutTags(text).split(/\n+/)) {
    const found = sentencesOf(paragraph);
    found.forEach((sentence, index) => {
      sentences.push({ text: sentence, pieces: piecesOf(sentence), endsParagraph: index === found.length - 1 });
    });
  }
  if (sentences.length === 0) throw new MediaError('input', 'The text has nothing in it that can be spoken.');
  return sentences;
}

/** Only what looks like a tag is one: `2 < 3` is not. */
function withoutTags(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->|<\/?[A-Za-z][\w:-]*(?:\s[^<>]*)?\/?>/g, ' ')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ');
}

const abbreviation = /(?:^|\s)(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|vs|approx|e\.g|i\.e|z\.B|[A-Z])\.\s*$/;
const speakable = /[\p{L}\p{N}]/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Sentences of one paragraph; what cannot be spoken (a lone quotation mark, an emoji) goes with the sentence before it. */
function sentencesOf(paragraph: string): string[] {
  const found: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(paragraph)) {
    open += segment;
    if (abbreviation.test(open)) continue;
    if (speakable.test(open)) found.push(open);
    else if (found.length > 0) found.push(`${found.pop() ?? ''}${open}`);
    else continue; // waits for the first sentence
    open = '';
  }
  if (speakable.test(open)) found.push(open);
  return found.map((sentence) => sentence.trim());
}

/** Cuts a sentence that is too long for one subtitle, behind a comma where that is possible. */
function piecesOf(sentence: string): Piece[] {
  const total = columnsOf(sentence);
  const count = Math.ceil(total / maxColumns);
  const pieces: Piece[] = [];
  let start = 0;
  for (let piece = 1; piece < count; piece++) {
    const end = bestCut(sentence, start, (columnsOf(sentence.slice(start)) / (count - piece + 1)) | 0);
    if (end === undefined) break;
    pieces.push(pieceAt(sentence, start, end));
    start = end;
  }
  pieces.push(pieceAt(sentence, start, sentence.length));
  return pieces.filter(({ text }) => speakable.test(text));
}

function pieceAt(sentence: string, start: number, end: number): Piece {
  const raw = sentence.slice(start, end);
  return { text: raw.trim(), offset: start + raw.length - raw.trimStart().length };
}

/** The place behind which to cut so that the piece is about `wanted` columns wide: a clause's end before a word's end. */
function bestCut(sentence: string, start: number, wanted: number): number | undefined {
  let best: { readonly end: number; readonly badness: number } | undefined;
  let columns = 0;
  let end = start;
  for (const character of sentence.slice(start)) {
    columns += isWide(character) ? 2 : 1;
    end += character.length;
    const rank = rankOf(character, sentence.slice(end));
    if (rank === undefined || columns > maxColumns) continue;
    const badness = Math.abs(columns - wanted) / wanted + rank;
    if (best === undefined || badness < best.badness) best = { end, badness };
  }
  return best?.end;
}

/** How unwelcome a cut behind this character is; undefined where none may be. */
function rankOf(character: string, rest: string): number | undefined {
  if (rest.trim() === '' || /^\s*[\p{Pe}\p{Pf}，、。；：！？,.;:!?…]/u.test(rest)) return undefined;
  if (/[，、；：…—]/.test(character)) return 0;
  if (/[,;:]/.test(character) && /^\s/.test(rest)) return 0;
  if (/\s/.test(character)) return 0.5;
  return isWide(character) && /^\S/.test(rest) ? 0.6 : undefined;
}

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character) ? 2 : 1;
  return columns;
}

function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3ffff}]/u.test(
    character,
  );
}
