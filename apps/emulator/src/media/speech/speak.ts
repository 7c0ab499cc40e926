import { rename, stat, writeFile } from 'node:fs/promises';
import { normalized, type Pcm } from '../audio/pcm.ts';
import { readPcm } from '../audio/sound.ts';
import { encodeWav } from '../audio/wav.ts';
import { type Cue, cuesOf } from './cues.ts';
import { createEspeakSpeaker, espeakProgram } from './espeak-speaker.ts';
import { speakWithFormants } from './formant-speaker.ts';
import { speakingPitch } from './pitch.ts';
import { type Sentence, splitSpeech } from './sentences.ts';
import type { Speaker, SpokenSentence } from './spoken.ts';
import { voiceCharacter } from './voice-character.ts';

export interface SpeechJob {
  readonly text: string;
  readonly voice: {
    readonly seed: string;
    readonly sex?: 'female' | 'male';
    readonly language?: 'cn' | 'en';
    readonly samplePath?: string;
  };
  readonly speed: number;
  readonly pitch: number;
  readonly outPath: string;
  /** `own` never uses eSpeak NG, even where it is installed. */
  readonly speech: 'auto' | 'own';
}

/** Silence in the recording, at normal speed. */
const [leadMs, sentenceGapMs, paragraphGapMs, tailMs] = [60, 230, 450, 160];

/**
 * Speaks a text into a 16-bit mono WAV file, which appears under its name only when whole.
 *
 * @throws {MediaError} `input` when there is nothing to say.
 */
export async function speak(job: SpeechJob, canDecode: boolean): Promise<{ readonly durationMs: number; readonly cues: readonly Cue[] }> {
  const sentences = splitSpeech(job.text);
  const samplePitchHz = job.voice.samplePath === undefined ? undefined : await pitchOfSample(job.voice.samplePath, canDecode);
  const character = voiceCharacter(job.voice, samplePitchHz, job.speed, job.pitch);
  const parts: SpokenSentence[] = [];
  for await (const part of chooseSpeaker(job.speech)(sentences, character)) parts.push(trimmed(part));
  const { pcm, cues } = assemble(sentences, parts, job.speed);
  const temporary = `${job.outPath}.part`;
  await writeFile(temporary, encodeWav(normalized(pcm)));
  await rename(temporary, job.outPath);
  return { durationMs: Math.round((pcm.samples.length / pcm.sampleRate) * 1000), cues };
}

function chooseSpeaker(speech: SpeechJob['speech']): Speaker {
  const program = speech === 'own' ? undefined : espeakProgram();
  return program === undefined ? speakWithFormants : createEspeakSpeaker(program);
}

const measured = new Map<string, number | undefined>();

/** A sample that cannot be read has no say in the voice; whether it may be one was decided when it was cloned. */
async function pitchOfSample(path: string, canDecode: boolean): Promise<number | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    const key = `${path} ${size} ${mtimeMs}`;
    if (!measured.has(key)) {
      const pcm = await readPcm(path, canDecode);
      measured.set(key, pcm === undefined ? undefined : speakingPitch(pcm));
    }
    return measured.get(key);
  } catch {
    return undefined;
  }
}

/** Cuts off the silence around a sentence: how long the pauses are is decided here. */
function trimmed({ samples, sampleRate, words }: SpokenSentence): SpokenSentence {
  const audible = 0.004;
  const margin = Math.round(sampleRate * 0.015);
  const first = samples.findIndex((sample) => Math.abs(sample) > audible);
  if (first < 0) return { samples, sampleRate, words };
  const start = Math.max(0, first - margin);
  const end = samples.findLastIndex((sample) => Math.abs(sample) > audible) + 1 + margin;
  const startMs = (start * 1000) / sampleRate;
  return {
    samples: samples.subarray(start, end),
    sampleRate,
    words: words.map(([offset, timeMs]) => [offset, Math.max(0, timeMs - startMs)]),
  };
}

function assemble(
  sentences: readonly Sentence[],
  parts: readonly SpokenSentence[],
  speed: number,
): { readonly pcm: Pcm; readonly cues: readonly Cue[] } {
  const sampleRate = parts[0]?.sampleRate ?? 22_050;
  const toSamples = (ms: number) => Math.round((ms * sampleRate) / 1000);
  const toMs = (samples: number) => (samples * 1000) / sampleRate;
  const cues: Cue[] = [];
  const starts: number[] = [];
  let at = toSamples(leadMs);
  sentences.forEach((sentence, index) => {
    const part = parts[index];
    if (part === undefined) return;
    starts.push(at);
    const end = at + part.samples.length;
    cues.push(...cuesOf(sentence, { startMs: toMs(at), endMs: toMs(end), words: part.words }));
    const isLast = index === sentences.length - 1;
    at = end + toSamples(isLast ? tailMs : (sentence.endsParagraph ? paragraphGapMs : sentenceGapMs) / Math.max(0.5, speed));
  });
  const samples = new Float32Array(at);
  parts.forEach((part, index) => {
    samples.set(part.samples, starts[index] ?? 0);
  });
  return { pcm: { samples, sampleRate }, cues };
}
