import { type FileHandle, open } from 'node:fs/promises';
import type { Input, InputFormat, Source } from 'mediabunny';
import { ReadGuard } from './read-guard.ts';
import { whileWaiting } from './thread/vital-signs.ts';

/**
 * A file as mediabunny reads it, watched so that it cannot lead in circles. Playlists (HLS) are no media here: they name other
 * files and addresses, and a fetched one could name any of this machine's.
 *
 * @throws when the file cannot be opened, or has no format that is known here.
 */
export async function openInput(path: string, { cacheBytes = 8 * 1024 * 1024 } = {}): Promise<Input> {
  const { CustomSource, Input: MediaInput, Logging, LogLevel } = await import('mediabunny');
  Logging.level = LogLevel.Silent; // what it has to say about a damaged file, it says by throwing, too
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const guard = new ReadGuard(size);
  const source = new CustomSource({
    getSize: () => size,
    read: (start, end) => {
      guard.read(end - start);
      return whileWaiting(readRange(file, start, end));
    },
    dispose: () => void file.close().catch(() => undefined),
    maxCacheSize: cacheBytes,
    prefetchProfile: 'fileSystem',
    handleUnhandledError: () => undefined,
  });
  return new MediaInput({ formats: await formats(), source: watched(source, guard) });
}

async function readRange(file: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await file.read(bytes, 0, end - start, start);
  return bytes;
}

/** What mediabunny asks its sources for, which its types do not tell: a loop over what is in memory never comes to `read`. */
interface Reading {
  _read(start: number, end: number, ...rest: number[]): unknown;
}

function watched(source: Source, guard: ReadGuard): Source {
  // Safe: every Source has this method, or "a damaged WebM is refused at once" fails.
  const reading = source as unknown as Reading;
  const read = reading._read.bind(source);
  reading._read = (start, end, ...rest) => {
    guard.request(start, end);
    return read(start, end, ...rest);
  };
  return source;
}

async function formats(): Promise<InputFormat[]> {
  const { ADTS, FLAC, MATROSKA, MP3, MP4, MPEG_TS, OGG, QTFF, WAVE, WEBM } = await import('mediabunny');
  return [MP4, QTFF, MATROSKA, WEBM, WAVE, OGG, FLAC, MP3, ADTS, MPEG_TS];
}
