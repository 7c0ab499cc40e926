import type { CheckInput, Finding, MediumFacts, MediumPurpose, TaskKind } from '@reelwright/provider';
import { error, limit, unsupported, warning } from './findings.ts';

/** A sample of a voice may have 100 MB; taken for the larger of the two meanings, since only that is refused for certain. */
const largestSampleBytes = 100 * 1024 * 1024;
/** Said by a reseller alone. */
const largestFootageBytes = 2 * 1024 * 1024 * 1024;
const second = 1000;
const minute = 60 * second;

type Medium = CheckInput['media'][number];

/** What is wrong with a medium of a step, in its own field. */
export function checkMedium(kind: TaskKind, medium: Medium): Finding[] {
  return medium.url === undefined ? checkFile(kind, medium) : checkAddress(kind, medium, medium.url);
}

const sounds = ['mp3', 'wav', 'm4a'];
const films = ['mp4', 'mov', 'webm'];

/** What an uploaded file may be, per purpose. The lists of types for voices and for what avatars speak to name video/mp4 besides. */
function formatsOf(kind: TaskKind, purpose: MediumPurpose): readonly string[] {
  switch (purpose) {
    case 'voice-sample':
    case 'avatar-audio':
      return [...sounds, 'mp4'];
    case 'driving-audio':
      return kind === 'avatar-video' ? [...sounds, 'mp4'] : sounds;
    case 'footage':
    case 'avatar-footage':
      return films;
    case 'background':
      return ['jpg', 'jpeg', 'png'];
    case 'consent':
      return kind === 'clone-avatar' ? films : [];
  }
}

function checkFile(kind: TaskKind, { field, purpose, facts }: Medium): Finding[] {
  const allowed = formatsOf(kind, purpose);
  if (facts === undefined || allowed.length === 0) return [];
  return [
    ...checkFormat(field, purpose, facts.extension, allowed),
    ...(facts.sizeBytes === 0 ? [limit(field, `The ${field} is an empty file.`)] : []),
    ...checkContent(kind, purpose, field, facts),
  ];
}

function checkFormat(field: string, purpose: MediumPurpose, extension: string, allowed: readonly string[]): Finding[] {
  if (allowed.includes(extension)) return [];
  const message = `The ${field} is a ${extension || 'nameless'} file, and Chanjing takes ${allowed.join(', ')}.`;
  if (purpose !== 'consent') return [limit(field, message, `Convert it to ${allowed[0]}.`)];
  return [error('PLAN_CONSENT', field, message, 'Name a film of the person under `recording.face` of the consent.')];
}

function checkContent(kind: TaskKind, purpose: MediumPurpose, field: string, facts: MediumFacts): Finding[] {
  switch (purpose) {
    case 'voice-sample':
      return checkSample(field, facts);
    case 'avatar-footage':
      return checkFootage(field, facts);
    case 'background':
    case 'consent':
      return [];
    case 'footage':
    case 'driving-audio':
    case 'avatar-audio':
      return kind === 'clone-avatar' ? [] : checkLength(field, facts.durationMs, 1);
  }
}

function checkSample(field: string, { sizeBytes, durationMs }: MediumFacts): Finding[] {
  const findings: Finding[] = [];
  if (sizeBytes > largestSampleBytes) {
    const size = Math.ceil(sizeBytes / 1024 / 1024);
    findings.push(limit(field, `The ${field} has ${size} MB, and Chanjing takes at most 100 MB.`, 'Cut it to a minute or two.'));
  }
  findings.push(...checkLength(field, durationMs, 15));
  if (durationMs !== undefined && durationMs > 5 * minute) {
    findings.push(warning(field, `The ${field} is longer than the five minutes that Chanjing recommends at most.`));
  }
  return findings;
}

/** More than five minutes are refused; the rest is a reseller's advice. */
function checkFootage(field: string, { sizeBytes, durationMs, widthPx, heightPx }: MediumFacts): Finding[] {
  const findings: Finding[] = [];
  if (durationMs !== undefined && durationMs > 5 * minute) {
    findings.push(
      limit(field, `The ${field} lasts ${lengthOf(durationMs)}, and Chanjing takes at most five minutes for an avatar.`, 'Cut it.'),
    );
  }
  if (durationMs !== undefined && durationMs < 30 * second) {
    findings.push(warning(field, `The ${field} lasts ${lengthOf(durationMs)}, and an avatar is advised to be made from at least 30 s.`));
  }
  if (sizeBytes > largestFootageBytes) findings.push(warning(field, `The ${field} has more than the 2 GB that are advised at most.`));
  if (widthPx !== undefined && heightPx !== undefined && (Math.min(widthPx, heightPx) < 360 || Math.max(widthPx, heightPx) > 4096)) {
    findings.push(warning(field, `The ${field} is ${widthPx}x${heightPx}, and 360p to 4K are advised for an avatar.`));
  }
  return findings;
}

function checkLength(field: string, durationMs: number | undefined, leastSeconds: 1 | 15): Finding[] {
  if (durationMs === undefined || durationMs >= leastSeconds * second) return [];
  const advice =
    leastSeconds === 1 ? 'and Chanjing refuses input below one second' : 'and Chanjing wants 30 s to 5 min of it, 15 s at the least';
  return [warning(field, `The ${field} lasts ${lengthOf(durationMs)}, ${advice}.`)];
}

function lengthOf(durationMs: number): string {
  return `${(durationMs / second).toFixed(1)} s`;
}

function checkAddress(kind: TaskKind, { field, purpose }: Medium, url: string): Finding[] {
  const path = URL.parse(url)?.pathname ?? '';
  switch (purpose) {
    case 'footage':
      return [uploadsOnly(field)];
    case 'driving-audio':
      return kind === 'avatar-video' ? checkEnding(field, path, formatsOf(kind, purpose)) : [uploadsOnly(field)];
    case 'avatar-audio':
    case 'background':
      return checkEnding(field, path, formatsOf(kind, purpose));
    case 'voice-sample':
      if (/\.(mp3|wav|m4a|mp4)$/i.test(path)) return [];
      return [warning(field, 'Chanjing tells the format of a sample by the end of its address, and this one ends in no audio format.')];
    case 'avatar-footage':
      return [warning(field, 'Chanjing takes the footage of an avatar as an address in the older form of its call only.', 'Name a file.')];
    case 'consent':
      return [];
  }
}

function uploadsOnly(field: string): Finding {
  const message = `Chanjing takes the ${field} of a lip-sync as an uploaded file only, not as an address.`;
  return unsupported('error', field, message, 'Download the file into the project and name its path.');
}

/** Chanjing fetches the address itself, and tells the type by its end alone. */
function checkEnding(field: string, path: string, allowed: readonly string[]): Finding[] {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (allowed.includes(ending)) return [];
  const message = `Chanjing tells the type of the ${field} by the end of its address, and takes ${allowed.join(', ')}.`;
  return [limit(field, message, 'Download the file into the project and name its path.')];
}
