import type { CheckInput, Finding, Json, TaskKind } from '@reelwright/provider';
import { isJsonObject } from '@reelwright/provider-http';
import { checkAvatarVideo } from './check-avatar-video.ts';
import { checkMedium } from './check-media.ts';
import { error, limit, unsupported, warning } from './findings.ts';

/** Texts are to be "under 4000" characters in one place and "at most 4000" in another. */
const longestText = 3999;

/** What Chanjing would refuse or spoil, told before anything is spent. Errors are what it is documented to refuse; the rest warns. */
export function checkChanjing(input: CheckInput): readonly Finding[] {
  return [
    ...(input.text === undefined ? [] : checkText(input.text)),
    ...checkRange(input.speed, { field: 'speed', least: 0.5, most: 2, severity: 'error' }),
    ...checkRange(input.pitch, { field: 'pitch', least: 0.1, most: 3, severity: 'warning' }),
    ...checkVolume(input.volume),
    ...checkSize(input),
    ...checkClone(input),
    ...checkAvatarVideo(input),
    ...input.media.flatMap((medium) => checkMedium(input.kind, medium)),
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

const cloned: Readonly<Partial<Record<TaskKind, string>>> = { 'clone-voice': 'voice', 'clone-avatar': 'avatar' };

function checkClone({ kind, name, sex, media, options = {}, outputs = [] }: CheckInput): Finding[] {
  const noun = cloned[kind];
  if (noun === undefined) return [];
  const unnamed = name !== undefined && name.trim() === '';
  return [
    ...(unnamed ? [error('RECIPE_INVALID_VALUE', 'name', `The ${noun} has an empty name, and Chanjing wants one.`)] : []),
    ...(sex === undefined ? [] : [unsupported('warning', 'sex', 'Chanjing has no field for the sex of a voice: it is not sent.')]),
    ...(kind === 'clone-voice' ? checkVoiceConsent(media, options.consent) : checkAvatarConsent(options.consent)),
    ...(outputs.includes('voice') ? checkVoiceRead(options) : []),
  ];
}

/** An avatar comes with a voice where one is asked for, and unless the recipe lets the training of it fail. */
function checkVoiceRead({ voice, vendor }: NonNullable<CheckInput['options']>): Finding[] {
  const field = 'outputs.voice';
  if (voice === false) {
    return [unsupported('error', field, 'Chanjing trains a voice with an avatar only where one is asked for.', 'Set `voice: true`.')];
  }
  if (!isJsonObject(vendor) || vendor.error_skip !== true) return [];
  const message = '`error_skip` makes the avatar without its voice where that cannot be trained, and the voice is needed.';
  return [unsupported('warning', field, message, 'Leave `error_skip` out.')];
}

function checkVoiceConsent(media: CheckInput['media'], consent: Json | undefined): Finding[] {
  if (consent === undefined && !media.some(({ purpose }) => purpose === 'consent')) return [];
  const message = 'Chanjing has no field for the consent to a voice: it is kept here, and not sent.';
  return [unsupported('warning', 'consent', message)];
}

/** With a consent, Chanjing wants the words beside the recording. */
function checkAvatarConsent(consent: Json | undefined): Finding[] {
  const statement = isJsonObject(consent) ? consent.statement : undefined;
  if (typeof statement !== 'string' || statement.trim() !== '') return [];
  const hint = 'Name a record of `consents` in reelwright.yaml that has a statement.';
  return [error('PLAN_CONSENT', 'consent', 'The consent has no words, and Chanjing wants them beside the recording.', hint)];
}
