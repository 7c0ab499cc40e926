// SPDX-License-Identifier: GPL-3.0-or-later
import { createSynthesizer, type Utterance } from './synthesizer.ts';

/** The lines that answer a line, one an utterance. Never throws: what is wrong with a request is told in its answer. */
export async function* answers(line: string): AsyncGenerator<string> {
  let id: unknown = null;
  try {
    const request: unknown = JSON.parse(line);
    if (typeof request === 'object' && request !== null && 'id' in request) id = request.id;
    const utterances = decodeRequest(request);
    const synthesizer = await createSynthesizer();
    for (const [index, utterance] of utterances.entries()) {
      const { sampleRate, samples, words } = synthesizer.say(utterance);
      const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
      yield JSON.stringify({ id, index, sampleRate, pcm, words });
    }
  } catch (error) {
    yield JSON.stringify({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

function decodeRequest(request: unknown): Utterance[] {
  const { utterances } = (request ?? {}) as Record<string, unknown>; // checked at once
  if (!Array.isArray(utterances) || utterances.length === 0) throw new Error('A request needs a list "utterances".');
  return utterances.map(decodeUtterance);
}

function decodeUtterance(utterance: unknown): Utterance {
  const { text, voice, wordsPerMinute, pitch } = (utterance ?? {}) as Record<string, unknown>; // each field is checked below
  if (typeof text !== 'string' || typeof voice !== 'string') throw new Error('An utterance needs "text" and "voice".');
  if (!isWithin(wordsPerMinute, 80, 450) || !isWithin(pitch, 0, 99)) {
    throw new Error('"wordsPerMinute" lies within 80 and 450, "pitch" within 0 and 99.');
  }
  return { text, voice, wordsPerMinute: Math.round(wordsPerMinute), pitch: Math.round(pitch) };
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}
