import type { MediumInput, SpeechInput, TaskInput } from '@reelwright/provider';

/**
 * The input as it may be kept: whoever holds the query of an address may hold the key to what lies there. What tells one task from
 * another (ids, texts, digests) stays, so that a lost start can still be found.
 */
export function withoutQueries(input: TaskInput): TaskInput {
  switch (input.kind) {
    case 'clone-voice':
      return { ...input, sample: bare(input.sample), ...consentOf(input) };
    case 'clone-avatar':
      return { ...input, video: bare(input.video), ...consentOf(input) };
    case 'lip-sync':
      return { ...input, video: bare(input.video), speech: speechOf(input.speech) };
    case 'avatar-video': {
      const { background } = input;
      const image = background?.kind === 'image' ? { background: { kind: 'image', image: bare(background.image) } as const } : {};
      return { ...input, speech: speechOf(input.speech), ...image };
    }
    case 'authorize':
      return { ...input, consent: { ...input.consent, recording: bare(input.consent.recording) } };
    case 'tts':
      return input;
  }
}

function consentOf({ consent }: Extract<TaskInput, { kind: 'clone-voice' | 'clone-avatar' }>) {
  return consent === undefined ? {} : { consent: { ...consent, recording: bare(consent.recording) } };
}

function speechOf(speech: SpeechInput): SpeechInput {
  return speech.kind === 'audio' ? { kind: 'audio', audio: bare(speech.audio) } : speech;
}

function bare(medium: MediumInput): MediumInput {
  if (medium.kind === 'url') return { kind: 'url', url: withoutQuery(medium.url) };
  const { staged } = medium;
  return staged.url === undefined ? medium : { ...medium, staged: { ...staged, url: withoutQuery(staged.url) } };
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
