import { readFileSync, writeFileSync } from 'node:fs';
import type { Cue, FilmOrder, MediaStudio, Probe, SpeakOrder } from '../media-studio.ts';

export interface FakeStudio extends MediaStudio {
  readonly spoken: SpeakOrder[];
  readonly filmed: FilmOrder[];
  /** Everything that is made waits until the gate opens again. */
  shut(): () => void;
}

const bytesPerSecond = 16_000;

/** A studio that makes silence and files that only it can read, at once, and remembers what it was asked for. */
export function createFakeStudio(): FakeStudio {
  let gate = Promise.resolve();
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => {});
  const spoken: SpeakOrder[] = [];
  const filmed: FilmOrder[] = [];
  return {
    spoken,
    filmed,
    shut() {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate = Promise.race([opened, closed.promise]);
      gate.catch(() => {}); // nobody may be waiting when the studio closes
      return open;
    },
    async speak(order) {
      await gate;
      spoken.push(order);
      const cues = sentences(order.text, order.speed);
      const durationMs = cues.at(-1)?.endMs ?? 0;
      writeFileSync(order.outPath, silence(durationMs));
      return { durationMs, cues };
    },
    async film(order) {
      await gate;
      filmed.push(order);
      const { durationMs } = probe(order.audioPath);
      writeFileSync(order.outPath, footage(durationMs, order.widthPx, order.heightPx));
      writeFileSync(order.coverPath, Buffer.from([0xff, 0xd8, 0xff, 0xd9]));
      return { durationMs };
    },
    probe: async (path) => probe(path),
    close: async () => closed.reject(new Error('The studio was closed.')),
  };
}

/** A whole WAV file of nothing. */
export function silence(durationMs: number): Buffer {
  const bytes = 2 * Math.round((durationMs / 1000) * (bytesPerSecond / 2));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(bytesPerSecond / 2, 24);
  header.writeUInt32LE(bytesPerSecond, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}

/** What the fake studio takes for a film. */
export function footage(durationMs: number, widthPx: number, heightPx: number, hasAudio = false): Buffer {
  return Buffer.from(`\0\0\0\x18ftyp${JSON.stringify({ durationMs, widthPx, heightPx, hasAudio })}${' '.repeat(2_000)}`);
}

function probe(path: string): Probe {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) === 'RIFF') {
    return {
      kind: 'audio',
      durationMs: ((bytes.length - 44) / bytesPerSecond) * 1000,
      hasAudio: true,
      sampleRate: bytesPerSecond / 2,
      channels: 1,
    };
  }
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return { kind: 'unknown', durationMs: 0, hasAudio: false };
  return { kind: 'video', hasAudio: false, ...JSON.parse(bytes.toString('utf8', 8)) };
}

function sentences(text: string, speed: number): Cue[] {
  const parts = text.match(/[^,.!?，。！？]+[,.!?，。！？]*/g) ?? [];
  let startMs = 0;
  return parts.map((part) => {
    const endMs = startMs + Math.round((part.trim().length * 100) / speed);
    const cue = { startMs, endMs, text: part.trim() };
    startMs = endMs;
    return cue;
  });
}
