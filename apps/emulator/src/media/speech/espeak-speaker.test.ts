import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test, vi } from 'vitest';
import { createEspeakSpeaker } from './espeak-speaker.ts';
import { splitSpeech } from './sentences.ts';
import type { SpokenSentence } from './spoken.ts';
import { voiceCharacter } from './voice-character.ts';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A program that stands for eSpeak NG and notes what it was asked. */
function standIn(folder: string, body: string): string {
  const path = join(folder, 'program.mjs');
  writeFileSync(
    path,
    `let text = '';\nfor await (const piece of process.stdin) text += piece;\nconst request = JSON.parse(text);\n${body}`,
  );
  return path;
}

async function say(program: string, text: string, wish = {}): Promise<SpokenSentence[]> {
  const list: SpokenSentence[] = [];
  const character = voiceCharacter({ seed: 'a', sex: 'female', ...wish }, undefined, 1, 1);
  for await (const sentence of createEspeakSpeaker(program)(splitSpeech(text), character)) list.push(sentence);
  return list;
}

const echo = `
const { createHash } = await import('node:crypto');
for (const [index, utterance] of request.utterances.entries()) {
  const pcm = Buffer.from(JSON.stringify(utterance).padEnd(400)).toString('base64');
  console.log(JSON.stringify({ id: request.id, index, sampleRate: 22050, pcm, words: [[0, 0]] }));
}`;

/** What the echoing stand-in was asked to say, read back out of its "sound". */
function asked({ samples }: SpokenSentence): { text: string; voice: string; wordsPerMinute: number; pitch: number } {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [i, sample] of samples.entries()) bytes.writeInt16LE(Math.round(sample * 32768), i * 2);
  return JSON.parse(bytes.toString());
}

test.each([
  ['Hello.', 'en-us'],
  ['你好 world.', 'cmn'],
  ['こんにちは。', 'ja'],
  ['안녕하세요.', 'ko'],
  ['Привет.', 'ru'],
])('speaks %s with the voice for its script', async (text, voice) => {
  using folder = createTempFolder();
  const [spoken] = await say(standIn(folder.path, echo), text);
  expect(spoken && asked(spoken).voice).toMatch(new RegExp(`^${voice}\\+f\\d$`));
});

test('keeps every character in its place, but none that would be taken for markup', async () => {
  using folder = createTempFolder();
  const [spoken] = await say(standIn(folder.path, echo), 'if 2 < 3 then [[k]] > 4');
  expect(spoken && asked(spoken).text).toBe('if 2   3 then   k     4');
});

test('other seeds speak with other voices, and every setting stays within what eSpeak NG takes', async () => {
  using folder = createTempFolder();
  const program = standIn(folder.path, echo);
  const voices = new Set<string>();
  for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const [spoken] = await say(program, 'Hello.', { seed });
    const { voice, wordsPerMinute, pitch } = spoken ? asked(spoken) : { voice: '', wordsPerMinute: 0, pitch: -1 };
    voices.add(`${voice} ${pitch}`);
    expect(wordsPerMinute).toBeGreaterThanOrEqual(80);
    expect(pitch).toBeGreaterThanOrEqual(0);
    expect(pitch).toBeLessThanOrEqual(99);
  }
  expect(voices.size).toBe(6);
});

test.each([
  ['dies', `process.stderr.write('out of memory'); process.exit(7);`, 'out of memory'],
  ['refuses', `console.log(JSON.stringify({ id: request.id, error: 'no such voice' }));`, 'no such voice'],
  [
    'says less than it was asked',
    `${echo.replace('request.utterances.entries()', 'request.utterances.slice(1).entries()')}`,
    'stopped early',
  ],
])('a program that %s fails the speech', async (_what, body, message) => {
  using folder = createTempFolder();
  await expect(say(standIn(folder.path, body), 'One. Two.')).rejects.toMatchObject({
    kind: 'renderer',
    message: expect.stringContaining(message),
  });
});
