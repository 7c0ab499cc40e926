import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Probe } from '../../media-studio.ts';
import { receiveFile, TooLarge } from '../../server/receive-file.ts';
import type { Call, GuijiWorld } from './call.ts';
import { codes, Refusal } from './envelope.ts';

/** A medium as the service has fetched it. */
export type FetchedMedium = {
  /** Below the media folder; absent for addresses at example.com, behind which nothing is. */
  readonly key?: string;
  readonly sha256: string;
  readonly kind: Probe['kind'];
  readonly durationMs: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly hasAudio: boolean;
  readonly isWav: boolean;
};

const maxBytes = 1024 * 1024 * 1024;
const fetchTimeoutMs = 60_000;

/**
 * Fetches a medium from where its owner says it is. There are no uploads: whatever cannot be reached is refused.
 *
 * @throws {Refusal} 40011 for an address of audio that is none, else 40017; 40013 when it is too large.
 */
export async function fetchMedium({ world }: Pick<Call, 'world'>, address: string, wanted: 'audio' | 'video'): Promise<FetchedMedium> {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
    throw new Refusal(wanted === 'audio' ? codes.audioUrl : codes.download, `This is no public URL of a file: ${wanted}`);
  }
  const { hostname, pathname } = new URL(address);
  if (/(?:^|\.)example(?:\.(?:com|net|org))?$/.test(hostname)) return exampleMedium(address, wanted);
  const part = join(world.mediaFolder, 'samples', `${world.ids.hex()}.fetch`);
  try {
    const sha256 = await download(address, part);
    const key = `samples/${sha256}${/\.[a-z0-9]{1,5}$/i.exec(pathname)?.[0]?.toLowerCase() ?? '.bin'}`;
    await rename(part, join(world.mediaFolder, key));
    return { key, sha256, ...(await facts(world, key)) };
  } finally {
    await rm(part, { force: true });
  }
}

/** The audio of a speech or of a film. @throws {Refusal} 40011 when it is none, 40012 when it has no length. */
export async function fetchAudio(call: Pick<Call, 'world'>, address: string): Promise<FetchedMedium> {
  const medium = await fetchMedium(call, address, 'audio');
  if (medium.isWav && medium.durationMs <= 0) throw new Refusal(codes.audioDuration, 'The audio has no duration');
  if (medium.kind === 'unknown' || !medium.hasAudio) throw new Refusal(codes.audioUrl, 'There is no audio at the audio URL');
  return medium;
}

/** @throws {Refusal} 40027 when it is no video. */
export async function fetchVideo(call: Pick<Call, 'world'>, address: string): Promise<FetchedMedium> {
  const medium = await fetchMedium(call, address, 'video');
  if (medium.kind !== 'video' || medium.durationMs <= 0) throw new Refusal(codes.videoType, 'There is no video at the video URL');
  return medium;
}

async function download(address: string, part: string): Promise<string> {
  try {
    const reply = await fetch(address, { signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!reply.ok || reply.body === null) throw new Refusal(codes.download, `The file download failed: HTTP ${reply.status}`);
    return (await receiveFile(reply.body, part, maxBytes)).sha256;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof TooLarge) throw new Refusal(codes.fileSize, 'The file is too large');
    throw new Refusal(codes.download, 'The file download failed: the address cannot be reached');
  }
}

async function facts(world: GuijiWorld, key: string): Promise<Omit<FetchedMedium, 'key' | 'sha256'>> {
  const path = join(world.mediaFolder, key);
  const studio = await world.studio();
  const { kind, durationMs, widthPx, heightPx, hasAudio } = await studio.probe(path);
  const size = widthPx === undefined || heightPx === undefined ? {} : { widthPx, heightPx };
  return { kind, durationMs, hasAudio: hasAudio || kind === 'audio', isWav: await isWav(path), ...size };
}

async function isWav(path: string): Promise<boolean> {
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
  const start = buffer.toString('latin1', 0, bytesRead);
  return start.startsWith('RIFF') && start.endsWith('WAVE');
}

function exampleMedium(address: string, kind: 'audio' | 'video'): FetchedMedium {
  const common = { sha256: `example ${address}`, kind, durationMs: 5_000, hasAudio: true };
  const { pathname } = new URL(address);
  return kind === 'audio' ? { ...common, isWav: /\.wav$/i.test(pathname) } : { ...common, isWav: false, widthPx: 1080, heightPx: 1920 };
}
