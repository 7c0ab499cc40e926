import type { CheckInput, Finding, MediumPurpose } from '@reelwright/provider';

/** Texts are to be "under 4000" characters in one place and "at most 4000" in another. */
const longestText = 3999;
/** A sample of a voice may have 100 MB; taken for the larger of the two meanings, since only that is refused for certain. */
const largestSampleBytes = 100 * 1024 * 1024;
const second = 1000;

type Medium = CheckInput['media'][number];

/** What Chanjing would refuse or spoil, told before anything is spent. Errors are what it is documented to refuse; the rest warns. */
export function checkChanjing(input: CheckInput): readonly Finding[] {
  return [
    ...(input.text === undefined ? [] : checkText(input.text)),
    ...checkRange(input.speed, { field: 'speed', least: 0.5, most: 2, severity: 'error' }),
    ...checkRange(input.pitch, { field: 'pitch', least: 0.1, most: 3, severity: 'warning' }),
    ...checkVolume(input.volume),
    ...checkSize(input),
    ...checkVoice(input),
    ...input.media.flatMap(checkMedium),
  ];
}

function checkText(text: string): Finding[] {
  const field = 'text';
  if (text.trim() === '') return [error('RECIPE_EMPTY_TEXT', field, 'The text to be spoken is empty.', 'Write what is to be said.')];
  const findings: Finding[] = [];
  const length = [...text].length;
  if (length > longestText) {
    findings.push(
      limit(field, `The text has ${length} characters, and Chanjing takes at most ${longestText} at once.`, 'Split it into several steps.'),
    );
  }
  const emoji = emojiOf(text);
  if (emoji !== undefined) {
    findings.push(limit(field, `The text holds ${emoji}, and Chanjing refuses text with emoji.`, 'Write it in words, or leave it out.'));
  }
  if (/^[\p{Nd}\s]+$/u.test(text)) {
    findings.push(limit(field, 'The text is digits only, which Chanjing refuses.', 'Write at least one word.'));
  } else if (!/[\p{L}\p{N}]/u.test(text)) {
    findings.push(limit(field, 'The text has no word in it that could be spoken.', 'Write at least one word.'));
  } else if (length < 4) {
    findings.push(warning(field, 'The text may be spoken in less than a second, and Chanjing refuses speech that short.'));
  }
  return findings;
}

/** The first emoji: what is shown as a picture by itself, or made one by a selector; keycaps and flags, too. `©` and `™` are text. */
function emojiOf(text: string): string | undefined {
  return /\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[0-9#*]\ufe0f?\u20e3|\p{Regional_Indicator}/u.exec(text)?.[0];
}

interface Range {
  readonly field: string;
  readonly least: number;
  readonly most: number;
  readonly severity: Finding['severity'];
}

function checkRange(value: number | undefined, { field, least, most, severity }: Range): Finding[] {
  if (value === undefined || (value >= least && value <= most)) return [];
  const message = `The ${field} is ${value}, and Chanjing takes ${least} to ${most}.`;
  return [{ severity, code: 'PLAN_LIMIT', field, message }];
}

function checkVolume(volume: number | undefined): Finding[] {
  if (volume === undefined || (Number.isInteger(volume) && volume >= 1 && volume <= 100)) return [];
  return [limit('volume', `The volume is ${volume}, and Chanjing takes whole numbers from 1 to 100.`)];
}

function checkSize({ size, media }: CheckInput): Finding[] {
  if (size !== undefined) {
    const { widthPx, heightPx } = size;
    if ([widthPx, heightPx].every((side) => Number.isInteger(side) && side > 0 && side % 2 === 0)) return [];
    return [
      limit('size', `The size is ${widthPx}x${heightPx}, and Chanjing takes whole, even numbers of pixels.`, 'Round both to even numbers.'),
    ];
  }
  const footage = media.find(({ purpose }) => purpose === 'footage');
  const { widthPx = 2, heightPx = 2 } = footage?.facts ?? {};
  if (footage === undefined || (widthPx % 2 === 0 && heightPx % 2 === 0)) return [];
  const message = `The footage is ${widthPx}x${heightPx}, and Chanjing may refuse sizes that are not even.`;
  return [warning(footage.field, message, 'Give a size of even numbers.')];
}

function checkVoice({ kind, name, sex }: CheckInput): Finding[] {
  if (kind !== 'clone-voice') return [];
  const unnamed = name !== undefined && name.trim() === '';
  return [
    ...(unnamed ? [error('RECIPE_INVALID_VALUE', 'name', 'The voice has an empty name, and Chanjing wants one.')] : []),
    ...(sex === undefined ? [] : [unsupported('warning', 'sex', 'Chanjing has no field for the sex of a voice: it is not sent.')]),
  ];
}

/** What an uploaded file may be, per purpose. The list for voices names the type video/mp4 besides. */
const formats: Readonly<Partial<Record<MediumPurpose, readonly string[]>>> = {
  'voice-sample': ['mp3', 'wav', 'm4a', 'mp4'],
  footage: ['mp4', 'mov', 'webm'],
  'driving-audio': ['mp3', 'm4a', 'wav'],
};

function checkMedium(medium: Medium): Finding[] {
  return medium.url === undefined ? checkFile(medium) : checkAddress(medium, medium.url);
}

function checkAddress({ field, purpose }: Medium, url: string): Finding[] {
  if (purpose === 'footage' || purpose === 'driving-audio') {
    const message = `Chanjing takes the ${field} of a lip-sync as an uploaded file only, not as an address.`;
    return [unsupported('error', field, message, 'Download the file into the project and name its path.')];
  }
  const path = URL.parse(url)?.pathname ?? '';
  if (/\.(mp3|wav|m4a|mp4)$/i.test(path)) return [];
  return [warning(field, 'Chanjing tells the format of a sample by the end of its address, and this one ends in no audio format.')];
}

function checkFile({ field, purpose, facts }: Medium): Finding[] {
  const allowed = formats[purpose];
  if (facts === undefined || allowed === undefined) return [];
  const findings: Finding[] = [];
  if (!allowed.includes(facts.extension)) {
    const message = `The ${field} is a ${facts.extension || 'nameless'} file, and Chanjing takes ${allowed.join(', ')}.`;
    findings.push(limit(field, message, `Convert it to ${allowed[0]}.`));
  }
  if (facts.sizeBytes === 0) findings.push(limit(field, `The ${field} is an empty file.`));
  return purpose === 'voice-sample'
    ? [...findings, ...checkSample(field, facts)]
    : [...findings, ...checkLength(field, facts.durationMs, 1)];
}

function checkSample(field: string, { sizeBytes, durationMs }: { readonly sizeBytes: number; readonly durationMs?: number }): Finding[] {
  const findings: Finding[] = [];
  if (sizeBytes > largestSampleBytes) {
    findings.push(
      limit(
        field,
        `The ${field} has ${Math.ceil(sizeBytes / 1024 / 1024)} MB, and Chanjing takes at most 100 MB.`,
        'Cut it to a minute or two.',
      ),
    );
  }
  findings.push(...checkLength(field, durationMs, 15));
  if (durationMs !== undefined && durationMs > 300 * second) {
    findings.push(warning(field, `The ${field} is longer than the five minutes that Chanjing recommends at most.`));
  }
  return findings;
}

function checkLength(field: string, durationMs: number | undefined, leastSeconds: 1 | 15): Finding[] {
  if (durationMs === undefined || durationMs >= leastSeconds * second) return [];
  const advice =
    leastSeconds === 1 ? 'and Chanjing refuses input below one second' : 'and Chanjing wants 30 s to 5 min of it, 15 s at the least';
  return [warning(field, `The ${field} lasts ${(durationMs / second).toFixed(1)} s, ${advice}.`)];
}

function error(code: Finding['code'], field: string, message: string, hint?: string): Finding {
  return { severity: 'error', code, field, message, ...(hint === undefined ? {} : { hint }) };
}

function limit(field: string, message: string, hint?: string): Finding {
  return error('PLAN_LIMIT', field, message, hint);
}

function warning(field: string, message: string, hint?: string): Finding {
  return { ...limit(field, message, hint), severity: 'warning' };
}

function unsupported(severity: Finding['severity'], field: string, message: string, hint?: string): Finding {
  return { ...error('PLAN_UNSUPPORTED', field, message, hint), severity };
}
