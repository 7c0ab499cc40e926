// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';

// Processes of their own take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const voice = { voice: 'en-us+f3', wordsPerMinute: 170, pitch: 50 };
const say = (...texts: readonly string[]) => texts.map((text) => ({ text, ...voice }));

interface Answer {
  readonly id: unknown;
  readonly index: number;
  readonly error?: string;
  readonly sampleRate: number;
  readonly pcm: string;
  readonly words: readonly (readonly [number, number])[];
}

/** Sends the lines, ends the input, and gives the answers when the process has ended by itself. */
async function talk(...requests: readonly unknown[]): Promise<{ readonly answers: readonly Answer[]; readonly exitCode: number | null }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], { stdio: ['pipe', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
  });
  child.stdin.end(requests.map((request) => `${typeof request === 'string' ? request : JSON.stringify(request)}\n`).join(''));
  await once(child, 'close');
  const lines = output.split('\n').filter((line) => line !== '');
  return { answers: lines.map((line) => JSON.parse(line)), exitCode: child.exitCode };
}

/** Base64 sound by its digest: a failing comparison shall not print it. */
function digest({ pcm }: Answer): string {
  return createHash('sha256').update(pcm).digest('hex');
}

test('says every utterance in order, with the place and time of each word, and ends with its input', async () => {
  const { answers, exitCode } = await talk(
    { id: 'a', utterances: say('Hello brave world', 'Once more') },
    { id: 'b', utterances: [{ ...voice, text: '大家好', voice: 'cmn+f2' }] },
  );
  expect(answers.map(({ id, index }) => [id, index])).toEqual([
    ['a', 0],
    ['a', 1],
    ['b', 0],
  ]);
  expect(answers[0]?.words.map(([offset]) => offset)).toEqual([0, 6, 12]);
  const times = answers[0]?.words.map(([, timeMs]) => timeMs) ?? [];
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  for (const { pcm, sampleRate } of answers) {
    const seconds = Buffer.from(pcm, 'base64').length / 2 / sampleRate;
    expect(seconds).toBeGreaterThan(0.4);
    expect(seconds).toBeLessThan(3);
  }
  expect(exitCode).toBe(0);
});

test('counts offsets in UTF-16 units, also behind characters that take two', async () => {
  const { answers } = await talk({ id: 1, utterances: say('𠮷 world') });
  expect(answers[0]?.words.at(-1)?.[0]).toBe('𠮷 '.length);
});

test('answers equal requests with equal bytes, whatever it has said before', async () => {
  const request = { id: 1, utterances: say('Once more.') };
  const other = { id: 2, utterances: [{ ...voice, text: 'Once more.', voice: 'en-us+m1' }] };
  const { answers } = await talk(request, other, request);
  const [first, second, third] = answers.map(digest);
  expect(third).toBe(first);
  expect(second).not.toBe(first);
});

test.each([
  ['no JSON', '{"id": 7', null],
  ['no list', { id: 7, utterances: [] }, 7],
  ['no text', { id: 7, utterances: [voice] }, 7],
  ['a speed beyond the limits', { id: 7, utterances: [{ ...voice, text: 'x', wordsPerMinute: 1000 }] }, 7],
  ['an unknown voice', { id: 7, utterances: [{ ...voice, text: 'x', voice: 'xx-nowhere' }] }, 7],
])('answers %s with an error and goes on', async (_case, request, id) => {
  const { answers } = await talk(request, { id: 8, utterances: say('still here') });
  expect(answers.map((answer) => [answer.id, answer.error === undefined])).toEqual([
    [id, false],
    [8, true],
  ]);
});
