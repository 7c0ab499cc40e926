import { createHash } from 'node:crypto';
import type { Cue, SpeakOrder } from '../../media-studio.ts';
import type { Pcm } from '../audio/pcm.ts';
import { splitSpeech } from '../speech/sentences.ts';

const sampleRate = 8000;
const [gapMs, wordHz] = [200, 4];

/**
 * A tone for each sentence, as long as a person would speak it, with the rhythm of syllables. Another text, voice, speed or
 * pitch gives other bytes.
 */
export function cannedSpeech({ text, voice, speed, pitch }: SpeakOrder): { readonly pcm: Pcm; readonly cues: readonly Cue[] } {
  const digest = createHash('sha256')
    .update(JSON.stringify([text, voice.seed, voice.sex, voice.language, speed, pitch]))
    .digest();
  const toneHz = 180 + digest.readUInt32LE(0) / 2 ** 24;
  const cues: Cue[] = [];
  let at = gapMs / 2;
  for (const { pieces } of splitSpeech(text)) {
    for (const piece of pieces) {
      const end = at + spokenMs(piece.text) / speed;
      cues.push({ startMs: Math.round(at), endMs: Math.round(end), text: piece.text });
      at = end;
    }
    at += gapMs / speed;
  }
  const samples = new Float32Array(Math.round((at * sampleRate) / 1000));
  for (const { startMs, endMs } of cues) addTone(samples, startMs, endMs, toneHz);
  return { pcm: { samples, sampleRate }, cues };
}

/** About five Chinese characters, or fourteen letters, a second. */
function spokenMs(text: string): number {
  let ms = 120;
  for (const character of text) ms += /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]/.test(character) ? 200 : 70;
  return ms;
}

function addTone(samples: Float32Array, startMs: number, endMs: number, toneHz: number): void {
  const [from, to] = [Math.round((startMs * sampleRate) / 1000), Math.round((endMs * sampleRate) / 1000)];
  for (let i = from; i < to; i++) {
    const seconds = (i - from) / sampleRate;
    samples[i] = 0.3 * Math.sin(2 * Math.PI * toneHz * seconds) * (0.55 - 0.45 * Math.cos(2 * Math.PI * wordHz * seconds));
  }
}
