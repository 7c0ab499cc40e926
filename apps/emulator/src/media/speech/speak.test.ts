import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test, vi } from 'vitest';
import { loudness, type Pcm } from '../audio/pcm.ts';
import { readPcm } from '../audio/sound.ts';
import { decodeWav, readWavFormat } from '../audio/wav.ts';
import type { Cue } from './cues.ts';
import { speakingPitch } from './pitch.ts';
import { type SpeechJob, speak } from './speak.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const assets = join(import.meta.dirname, '..', '..', '..', '..', '..', 'specs', 'assets');
const english = 'Hello there. This is a test of the studio, and it works!';
const chinese = '大家好，欢迎收看。我们讲 Reelwright 的故事！';

interface Said {
  readonly durationMs: number;
  readonly cues: readonly Cue[];
  readonly bytes: Buffer;
  readonly pcm: Pcm;
}

async function say(more: Partial<SpeechJob> = {}): Promise<Said> {
  using folder = createTempFolder();
  const outPath = join(folder.path, 'speech.wav');
  const voice = { seed: 'mei', sex: 'female', language: 'en' } as const;
  const made = await speak({ text: english, voice, speed: 1, pitch: 1, speech: 'auto', ...more, outPath }, false);
  const bytes = readFileSync(outPath);
  return { ...made, bytes, pcm: decodeWav(bytes) };
}

const pitchOf = (pcm: Pcm) => speakingPitch(pcm) ?? 0;

test.each([
  ['English', english, 'auto'],
  ['Chinese', chinese, 'auto'],
  ['English without eSpeak NG', english, 'own'],
  ['Chinese without eSpeak NG', chinese, 'own'],
] as const)('%s has the length and loudness of speech, and cues within it that rise', async (_what, text, speech) => {
  const { durationMs, cues, bytes, pcm } = await say({ text, speech });
  expect(readWavFormat(bytes)).toMatchObject({ encoding: 'integer', channels: 1, bitsPerSample: 16 });
  expect(durationMs).toBeGreaterThan(1500);
  expect(durationMs).toBeLessThan(9000);
  expect(loudness(pcm.samples, 0, pcm.samples.length)).toBeGreaterThan(0.03);
  expect(cues).toHaveLength(2);
  const times = [0, ...cues.flatMap((cue) => [cue.startMs, cue.endMs]), durationMs];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  for (const { startMs, endMs } of cues) {
    const [from, to] = [startMs, endMs].map((ms) => (ms / 1000) * pcm.sampleRate);
    expect(loudness(pcm.samples, from ?? 0, to ?? 0)).toBeGreaterThan(0.03);
  }
});

test('a pause parts sentences, and a longer one paragraphs', async () => {
  const gap = ({ cues }: Said) => (cues[1]?.startMs ?? 0) - (cues[0]?.endMs ?? 0);
  const [sentences, paragraphs] = [await say({ text: 'One. Two.' }), await say({ text: 'One.\n\nTwo.' })];
  expect(gap(sentences)).toBeGreaterThan(150);
  expect(gap(paragraphs)).toBeGreaterThan(gap(sentences) + 100);
});

test.each(['auto', 'own'] as const)('speed makes speech shorter, and pitch makes it higher (%s)', async (speech) => {
  const [normal, fast, high] = [await say({ speech }), await say({ speech, speed: 1.8 }), await say({ speech, pitch: 1.4 })];
  expect(fast.durationMs).toBeLessThan(normal.durationMs * 0.75);
  expect(pitchOf(high.pcm) / pitchOf(normal.pcm)).toBeGreaterThan(1.15);
});

test.each(['mei', 'omar'])('a voice cloned from %s has about the pitch of the sample', async (name) => {
  const samplePath = join(assets, `${name}.wav`);
  const sample = await readPcm(samplePath, false);
  const { pcm } = await say({ voice: { seed: 'anybody', sex: 'female', samplePath } });
  expect(Math.abs(pitchOf(pcm) / (sample ? pitchOf(sample) : 0) - 1)).toBeLessThan(0.2);
});

test('a sample that cannot be read leaves the voice as it is', async () => {
  const [plain, cloned] = [await say(), await say({ voice: { seed: 'mei', sex: 'female', language: 'en', samplePath: 'nowhere.wav' } })];
  expect(cloned.bytes.equals(plain.bytes)).toBe(true);
});

test.each(['auto', 'own'] as const)('equal orders give equal bytes, other seeds other voices (%s)', async (speech) => {
  const [first, second, other] = [
    await say({ speech }),
    await say({ speech }),
    await say({ speech, voice: { seed: 'lin', sex: 'female' } }),
  ];
  expect([second.bytes.equals(first.bytes), other.bytes.equals(first.bytes)]).toEqual([true, false]);
});
