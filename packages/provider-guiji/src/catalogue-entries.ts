import type { AccountFacts, AvatarEntry, Details, EntryState, JobEntry, Json, OwnFacts, Quota, VoiceEntry } from '@reelwright/provider';
import type { GuijiAccount, GuijiQuota } from './account-wire.ts';
import type { GuijiAvatar, GuijiTraining } from './avatar-wire.ts';
import type { GuijiState, ReadState } from './guiji-states.ts';
import type { GuijiSpeech } from './speech-wire.ts';
import type { GuijiVideo } from './video-wire.ts';
import type { GuijiVoice } from './voice-wire.ts';
import { compact } from './wire-fields.ts';

/** Makes a text of the service fit to be shown. */
export type Scrub = (text: string) => string;

/** Amounts as told, even where more remains than there ever was (G8). */
export function accountOf({ userId, companyId, ...account }: GuijiAccount): AccountFacts {
  const { avatarClones, voiceClones, videoMs, speechCharacters } = account;
  const amounts: readonly (GuijiQuota & Pick<Quota, 'name' | 'unit' | 'prices'>)[] = [
    { name: 'avatar clones', unit: 'clones', prices: { clonedAvatar: 1 }, ...avatarClones },
    { name: 'voice clones', unit: 'clones', prices: { clonedVoice: 1 }, ...voiceClones },
    { name: 'video', unit: 'milliseconds', prices: { videoSecond: 1000 }, ...videoMs },
    { name: 'speech', unit: 'characters', prices: { speechCharacter: 1 }, ...speechCharacters },
  ];
  const quotas = amounts.filter(({ remaining, total }) => remaining !== undefined || total !== undefined);
  return compact({ id: userId ?? companyId, name: companyId === undefined ? undefined : `company ${companyId}`, quotas });
}

export function voiceEntryOf(voice: GuijiVoice, own: boolean, scrub: Scrub): VoiceEntry {
  const { id, name = '', traits, languages, sex, previewUrl, sampleUrl } = voice;
  const description = traits.length === 0 ? undefined : scrub(traits.join(', '));
  return compact({
    ...{ id, name: scrub(name), own, sex, languages: languages.map(scrub), description, previewUrl },
    ...standingOf(voice, voice, scrub),
    details: detailsOf({ sampleUrl }),
  });
}

export function publicAvatarEntryOf({ id, name = '', coverUrl, widthPx, heightPx }: GuijiAvatar, scrub: Scrub): AvatarEntry {
  return { id, name: scrub(name), own: false, figures: figuresOf({ coverUrl, widthPx, heightPx }), tags: [] };
}

/** Undefined as long as a training has no avatar: there is nothing that a recipe could name, and the jobs tell how it stands. */
export function ownAvatarEntryOf(training: GuijiTraining, scrub: Scrub): AvatarEntry | undefined {
  const { avatar, name = '', coverUrl } = training;
  if (avatar === undefined) return undefined;
  return compact({
    ...{ id: avatar, name: scrub(name), own: true, figures: figuresOf({ coverUrl }), tags: [], training: training.id },
    ...standingOf(training, training, scrub),
    createdAt: training.createdAt,
    details: detailsOfTraining(training),
  });
}

export function trainingJobOf(training: GuijiTraining, scrub: Scrub): JobEntry {
  const { id, name, avatar, createdAt, coverUrl } = training;
  return compact({
    ...{ id, kind: 'clone-avatar' as const, name: name === undefined ? undefined : scrub(name), createdAt },
    ...standingOf(training, training, scrub),
    details: detailsOf({ ...detailsOfTraining(training), avatar, coverUrl }),
  });
}

function detailsOfTraining({ footageUrl, callback, updatedAt }: GuijiTraining): Details | undefined {
  return detailsOf({ footageUrl, callback, updatedAt });
}

export function voiceJobOf(voice: GuijiVoice, scrub: Scrub): JobEntry {
  const { name, previewUrl, id, details, state, reason, expiresAt, authorized } = voiceEntryOf(voice, true, scrub);
  return compact({ id, kind: 'clone-voice' as const, name, state, reason, expiresAt, authorized, resultUrl: previewUrl, details });
}

/** Works are cleared from the server this long after they were made. */
const keptMs = 24 * 3_600_000;

export function videoJobOf(video: GuijiVideo, scrub: Scrub): JobEntry {
  const { id, name, createdAt, updatedAt, durationMs, videoUrl, captionsUrl, coverUrl, format } = video;
  const endedAt = video.state === 'ready' ? (updatedAt ?? createdAt) : undefined;
  return compact({
    ...{
      id,
      kind: 'avatar-video' as const,
      name: name === undefined ? undefined : scrub(name),
      durationMs,
      resultUrl: videoUrl,
      createdAt,
    },
    expiresAt: endedAt === undefined ? undefined : endedAt + keptMs,
    ...standingOf(video, video, scrub),
    details: detailsOf({ coverUrl, captionsUrl, format: format === undefined ? undefined : scrub(format), updatedAt }),
  });
}

/** Of speech the service keeps neither name nor time. */
export function speechJobOf(speech: GuijiSpeech, scrub: Scrub): JobEntry {
  const { id, durationMs, audioUrl, captionsUrl } = speech;
  return compact({
    ...{ id, kind: 'tts' as const, durationMs, resultUrl: audioUrl },
    ...standingOf(speech, {}, scrub),
    details: detailsOf({ captionsUrl }),
  });
}

function figuresOf(figure: { widthPx?: number | undefined; heightPx?: number | undefined; coverUrl?: string | undefined }) {
  const known = compact(figure);
  return Object.keys(known).length === 0 ? [] : [known];
}

const entryStates: Readonly<Record<GuijiState, EntryState>> = {
  editing: 'queued',
  queued: 'queued',
  running: 'running',
  ready: 'ready',
  failed: 'failed',
  rejected: 'failed',
  cancelled: 'failed',
  expired: 'expired',
  unknown: 'unknown',
};

/** Words for what our states do not tell apart, where the service gives none. */
const plainReasons: Readonly<Partial<Record<GuijiState, string>>> = { rejected: 'rejected', cancelled: 'cancelled' };

function standingOf(
  { state, wireState }: ReadState,
  { failure, authorized, expiresAt }: { readonly failure?: string; readonly authorized?: boolean; readonly expiresAt?: number },
  scrub: Scrub,
): OwnFacts {
  const reason = failure === undefined ? plainReasons[state] : scrub(failure);
  // A list that tells no state says nothing of it.
  return compact({ state: wireState === 'absent' ? undefined : entryStates[state], reason, authorized, expiresAt });
}

function detailsOf(facts: Readonly<Record<string, Json | undefined>>): Details | undefined {
  const known = compact(facts) as Record<string, Json>; // without the absent ones, which is all that the type allows besides
  return Object.keys(known).length === 0 ? undefined : known;
}
