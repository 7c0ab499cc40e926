import { open } from 'node:fs/promises';
import type { Probe } from '../media-studio.ts';
import { isWav, readWavFormat } from './audio/wav.ts';

const unknown: Probe = { kind: 'unknown', durationMs: 0, hasAudio: false };
/** Enough of a WAV file to find where its sound begins, whatever notes stand before it. */
const headBytes = 64 * 1024;

/** What kind of medium a file is, as far as its container tells. Never throws for what is in the file. */
export async function probeMedium(path: string): Promise<Probe> {
  const { head, sizeBytes } = await readHead(path);
  if (isWav(head)) return probeWav(head, sizeBytes);
  return probeContainer(path);
}

async function readHead(path: string): Promise<{ readonly head: Uint8Array; readonly sizeBytes: number }> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return { head: buffer.subarray(0, bytesRead), sizeBytes: (await file.stat()).size };
}

/** Our own reading of WAV spares the load of a library; most of what is probed here is WAV that we made. */
function probeWav(head: Uint8Array, sizeBytes: number): Probe {
  try {
    const { channels, bitsPerSample, sampleRate, dataBytes, dataOffset } = readWavFormat(head);
    const present = Math.min(dataBytes, sizeBytes - dataOffset);
    const durationMs = (present / (channels * (bitsPerSample / 8)) / sampleRate) * 1000;
    return durationMs > 0 ? { kind: 'audio', durationMs: Math.round(durationMs), hasAudio: true, sampleRate, channels } : unknown;
  } catch {
    return unknown;
  }
}

async function probeContainer(path: string): Promise<Probe> {
  const { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel } = await import('mediabunny');
  Logging.level = LogLevel.Silent;
  using input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
    if (video === null && audio === null) return unknown;
    const durationMs = Math.round((await input.computeDuration()) * 1000);
    const sound = audio === null ? {} : { sampleRate: await audio.getSampleRate(), channels: await audio.getNumberOfChannels() };
    if (video === null) return { kind: 'audio', durationMs, hasAudio: true, ...sound };
    const [widthPx, heightPx] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
    return { kind: 'video', durationMs, widthPx, heightPx, hasAudio: audio !== null, ...sound };
  } catch {
    return unknown;
  }
}
