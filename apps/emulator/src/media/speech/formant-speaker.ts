import { createRandom } from '../drawing/look.ts';
import { type Phone, planPhones } from './phones.ts';
import type { Sentence } from './sentences.ts';
import type { Speaker, SpokenSentence } from './spoken.ts';
import type { VoiceCharacter } from './voice-character.ts';

const sampleRate = 22_050;
/** Time in which the mouth moves from one sound to the next. */
const glideMs = 38;

/**
 * The voice for when eSpeak NG is not installed: pulses and noise through three resonances, as mouths do it. It has the
 * rhythm and melody of the text and opens the mouth where the text does, but nobody will understand a word.
 */
export const speakWithFormants: Speaker = async function* speak(sentences, character) {
  for (const sentence of sentences) yield speakSentence(sentence, character);
};

function speakSentence({ text }: Sentence, character: VoiceCharacter): SpokenSentence {
  const { phones, words } = planPhones(text);
  const tract = character.sex === 'female' ? 1.14 + 0.06 * character.timbre : 0.96 + 0.06 * character.timbre;
  const lengths = phones.map(({ durationMs }) => Math.round((durationMs * sampleRate) / 1000 / character.speed));
  const starts: number[] = [];
  let total = 0;
  for (const length of lengths) {
    starts.push(total);
    total += length;
  }
  const samples = new Float32Array(total);
  const mouth = createMouth(text, tract);
  const melody = melodyOf(text, samples.length);
  phones.forEach((phone, index) => {
    const [start, length] = [starts[index] ?? 0, lengths[index] ?? 0];
    for (let i = 0; i < length; i++) {
      const share = i / length;
      const pitch = character.pitchHz * melody(start + i) * (phone.pitch[0] + (phone.pitch[1] - phone.pitch[0]) * share);
      samples[start + i] = mouth(phone, pitch);
    }
  });
  return { samples, sampleRate, words: words.map(([offset, phone]) => [offset, ((starts[phone] ?? 0) * 1000) / sampleRate] as const) };
}

/** Sentences sink towards their end; questions rise. */
function melodyOf(text: string, length: number): (at: number) => number {
  const asks = /[?？]/.test(text.slice(-3));
  return (at) => {
    const share = length === 0 ? 0 : at / length;
    return 1.1 - 0.22 * share + (asks && share > 0.75 ? (share - 0.75) * 1.4 : 0);
  };
}

/** A throat and mouth: gives one sample after the other and glides between sounds. */
function createMouth(seed: string, tract: number): (phone: Phone, pitchHz: number) => number {
  const random = createRandom(seed);
  const resonances = [createResonance(90), createResonance(120), createResonance(180)];
  const glide = 1 - Math.exp(-1000 / (glideMs * 0.35) / sampleRate);
  let [phase, voice, noise] = [0, 0, 0];
  const formants: [number, number, number] = [500, 1500, 2500];
  return ({ kind, formants: wanted, level }, pitchHz) => {
    voice += ((kind === 'voiced' ? level : 0) - voice) * glide;
    noise += ((kind === 'noise' ? level : 0) - noise) * glide * 2;
    phase = (phase + pitchHz / sampleRate) % 1;
    const source = voice * (glottis(phase) + 0.02 * (random() - 0.5)) + noise * 0.35 * (random() - 0.5);
    resonances.forEach((_, i) => {
      formants[i] = (formants[i] ?? 0) + ((wanted[i] ?? 0) * tract - (formants[i] ?? 0)) * glide;
    });
    return resonances.reduce((sum, resonance, i) => sum + resonance(source, formants[i] ?? 0) * (1 - 0.28 * i), 0);
  };
}

/** The flow through the vocal cords, differentiated: it opens slowly and shuts at once. */
function glottis(phase: number): number {
  if (phase < 0.6) return Math.sin((Math.PI * phase) / 0.6) * 0.4;
  return phase < 0.72 ? -1 + (phase - 0.6) / 0.12 : 0;
}

/** A band-pass whose middle may move with every sample. */
function createResonance(bandwidthHz: number): (input: number, centerHz: number) => number {
  const radius = Math.exp((-Math.PI * bandwidthHz) / sampleRate);
  let [last, beforeLast] = [0, 0];
  return (input, centerHz) => {
    const angle = (2 * Math.PI * Math.min(centerHz, sampleRate * 0.45)) / sampleRate;
    const output = (1 - radius) * 2 * Math.sin(angle) * input + 2 * radius * Math.cos(angle) * last - radius * radius * beforeLast;
    beforeLast = last;
    last = output;
    return output;
  };
}
