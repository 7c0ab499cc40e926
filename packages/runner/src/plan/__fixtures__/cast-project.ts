import type { SourceLocation } from '@reelwright/errors';
import type { MediumFacts } from '@reelwright/provider';
import type { CastMember, CastPart, CastReference, Consent, MediumSource, Project, Sourced, StepWith } from '@reelwright/recipe';
import { place } from '../../__fixtures__/recipes.ts';

/** A line of the project file. */
export function projectLine(line: number): SourceLocation {
  return { file: 'reelwright.yaml', line, column: 3 };
}

export function projectFile(name: string, line = 1): MediumSource {
  return { type: 'file', path: `/p/${name}`, relativePath: name, location: projectLine(line) };
}

/** Wall time of all these plans. */
export const today = Date.parse('2027-01-15T12:00:00Z');

export function consent(name: string, more: Partial<Consent> = {}): Consent {
  const recording = { voice: projectFile('yes.wav'), face: projectFile('yes.mp4') };
  return {
    ...{ name, subject: 'Mei Chen', grants: ['voice', 'face'], statement: 'I agree.', recording, expires: undefined },
    location: projectLine(12),
    ...more,
  };
}

export function bound(ids: Readonly<Record<string, string>>, figure?: string): CastPart {
  const bindings = new Map(Object.entries(ids).map(([name, id]) => [name, { id, figure, location: projectLine(31) }]));
  return { bindings, clone: undefined, location: projectLine(30) };
}

export function cloned(file: string, ids: Readonly<Record<string, string>> = {}): CastPart {
  const clone = { medium: projectFile(file, 41), language: undefined, sex: undefined, location: projectLine(41) } as const;
  return { ...bound(ids), clone };
}

export function member(name: string, parts: Partial<Pick<CastMember, 'voice' | 'avatar' | 'consent'>>): CastMember {
  return { name, consent: undefined, voice: undefined, avatar: undefined, location: projectLine(29), ...parts };
}

export function project(cast: readonly CastMember[], consents: readonly Consent[] = []): Pick<Project, 'cast' | 'consents'> {
  return { cast: new Map(cast.map((one) => [one.name, one])), consents: new Map(consents.map((one) => [one.name, one])) };
}

export function castOf(name: string, part: 'voice' | 'avatar'): CastReference {
  return { type: 'cast', member: name, part, location: place(12) };
}

export function named(value: string): Sourced<string> {
  return { value, location: place(14) };
}

/** An avatar that follows a sound, with nothing special asked for. */
export function avatarVideo(more: Partial<Extract<StepWith, { uses: 'avatar-video' }>> = {}): StepWith {
  return {
    uses: 'avatar-video',
    avatar: { type: 'id', id: 'A-1', figure: undefined, location: place() },
    speech: { type: 'audio', audio: projectFile('speech.wav') },
    ...{ size: undefined, position: undefined, background: undefined, language: undefined },
    ...{ captions: false, transparent: false, watermark: false, volume: 100 },
    ...{ quality: 'basic', playback: 'forward', frames: 'sequential' },
    ...more,
  };
}

export function cloneAvatar(more: Partial<Extract<StepWith, { uses: 'clone-avatar' }>> = {}): StepWith {
  return {
    ...{ uses: 'clone-avatar', video: projectFile('desk.mp4'), name: 'mei', language: undefined, trainVoice: false, consent: undefined },
    ...more,
  };
}

/** The files of these plans: every path has content of its own. */
export const projectMedia: ReadonlyMap<string, MediumFacts> = new Map(
  ['mei.wav', 'omar.wav', 'speech.wav', 'desk.mp4', 'yes.wav', 'yes.mp4', 'wall.png', 'omar.mp4'].map((name, index) => [
    `/p/${name}`,
    {
      sha256: `${index}f`.repeat(32),
      sizeBytes: 10,
      extension: name.slice(-3),
      ...(name.endsWith('.png') ? {} : { durationMs: 9_000 }),
      ...(name.endsWith('.wav') ? {} : { widthPx: 1080, heightPx: 1920 }),
    },
  ]),
);
