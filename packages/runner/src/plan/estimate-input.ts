import type { MediumInput, SpeechInput, TaskInput } from '@reelwright/provider';
import { charactersIn, guess, type Length, nothing } from './estimate.ts';
import type { NodeEstimate } from './plan.ts';

/**
 * What one start would spend, by what is handed over.
 *
 * @param soundMs Length of the sound that a film follows, where it is known besides; an address says nothing of it.
 */
export function estimateInput(input: TaskInput, soundMs?: number): NodeEstimate {
  switch (input.kind) {
    case 'clone-voice':
    case 'clone-avatar':
      return { ...nothing, clones: 1 };
    case 'tts':
      return { ...nothing, speechCharacters: charactersIn(input.text) };
    case 'lip-sync':
    case 'avatar-video': {
      const { ms, isExact } = lengthOf(input.speech, soundMs);
      return { ...nothing, speechCharacters: input.speech.kind === 'text' ? charactersIn(input.speech.text) : 0, videoMs: ms, isExact };
    }
    case 'authorize':
      return nothing;
  }
}

function lengthOf(speech: SpeechInput, soundMs: number | undefined): Length {
  if (speech.kind === 'text') return guess(speech.text, speech.speed);
  const ms = durationOf(speech.audio) ?? (soundMs === 0 ? undefined : soundMs);
  return ms === undefined ? { ms: 0, isExact: false } : { ms: Math.round(ms), isExact: true };
}

function durationOf(audio: MediumInput): number | undefined {
  return audio.kind === 'staged' ? audio.content.durationMs : undefined;
}
