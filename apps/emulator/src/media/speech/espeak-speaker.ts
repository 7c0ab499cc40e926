import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { MediaError } from '../media-error.ts';
import type { Sentence } from './sentences.ts';
import type { Speaker, SpokenSentence } from './spoken.ts';
import type { VoiceCharacter } from './voice-character.ts';

/** The program of the GPL package `@reelwright/voice-espeak`, or undefined where it is not installed. It is run, never imported. */
export function espeakProgram(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@reelwright/voice-espeak/main');
  } catch {
    return undefined;
  }
}

/** Speaks through eSpeak NG in a process of its own, which ends when ours does. */
export function createEspeakSpeaker(program: string): Speaker {
  return async function* speak(sentences, character) {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
    const complaints = tail(child);
    try {
      child.stdin.on('error', () => {}); // told by the answers that do not come
      child.stdin.end(`${JSON.stringify({ id: 0, utterances: sentences.map((sentence) => utterance(sentence, character)) })}\n`);
      let answered = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        yield decodeAnswer(line);
        answered++;
      }
      if (answered < sentences.length) throw new MediaError('renderer', `The speech program stopped early. ${complaints()}`.trim());
    } finally {
      child.kill('SIGKILL');
    }
  };
}

/** The last words on a child's standard error, for when it dies. */
function tail(child: ChildProcessWithoutNullStreams): () => string {
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text = `${text}${piece}`.slice(-400);
  });
  child.on('error', (error) => {
    text = error.message;
  });
  return () => text.trim();
}

function decodeAnswer(line: string): SpokenSentence {
  const answer = JSON.parse(line) as { error?: string; sampleRate: number; pcm: string; words: [number, number][] }; // voice-espeak's README
  if (answer.error !== undefined) throw new MediaError('renderer', `The speech program refuses: ${answer.error}`);
  const bytes = Buffer.from(answer.pcm, 'base64');
  const samples = new Float32Array(bytes.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2) / 32768;
  return { samples, sampleRate: answer.sampleRate, words: answer.words };
}

/** Variants of eSpeak NG and the pitch each has by itself in English, in Hz. */
const variants = {
  female: [
    ['f2', 199],
    ['f3', 216],
    ['f5', 208],
    ['f1', 181],
  ],
  male: [
    ['m3', 107],
    ['m1', 98],
    ['m7', 109],
    ['m2', 102],
  ],
} as const;

/** Scripts that English or Mandarin would only spell. A text with Chinese characters is Mandarin, which reads Latin letters as English. */
const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'cmn'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/\p{Script=Latin}/u, 'en-us'],
];

function utterance({ text }: Sentence, { sex, pitchHz, timbre, speed, language }: VoiceCharacter) {
  const [variant, ownHz] = variants[sex][Math.floor(timbre * variants[sex].length)] ?? variants[sex][0];
  const spoken = scripts.find(([script]) => script.test(text))?.[1] ?? (language === 'cn' ? 'cmn' : 'en-us');
  const base = spoken === 'cmn' ? ownHz * 0.88 : ownHz;
  return {
    text: harmless(text),
    voice: `${spoken}+${variant}`,
    wordsPerMinute: Math.min(450, Math.max(80, 168 * speed)),
    pitch: pitchSetting(pitchHz / base),
  };
}

/** Keeps every character in its place, but none that eSpeak NG would take for markup or phonemes. */
function harmless(text: string): string {
  return text.replace(/[<>]/g, ' ').replace(/\[\[|\]\]/g, '  ');
}

/** eSpeak NG's scale of 0 to 99, on which 50 is its own pitch, measured: 0 is 0.72 of it, 99 is 1.65 times. */
function pitchSetting(factor: number): number {
  const setting = factor >= 1 ? 50 + (49 * Math.log(factor)) / Math.log(1.65) : 50 + (50 * Math.log(factor)) / -Math.log(0.72);
  return Math.min(99, Math.max(0, setting));
}
