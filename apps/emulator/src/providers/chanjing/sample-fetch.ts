import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { receiveFile, TooLarge } from '../../server/receive-file.ts';
import { isExampleAddress } from '../../tasks/callbacks.ts';
import type { Call } from './call.ts';
import { codes, Refusal } from './envelope.ts';

/** The reference audio of a voice as the service has fetched it. */
export type FetchedSample = {
  /** Below the media folder; absent for the addresses of the pages' own samples, behind which nothing is. */
  readonly key?: string;
  readonly sha256: string;
  /** Whether extension or type is one of those that the pages allow. */
  readonly formatAllowed: boolean;
};

const maxBytes = 100 * 1024 * 1024;
const fetchTimeoutMs = 30_000;
const allowedExtension = /\.(?:mp3|wav|m4a|mp4)$/i;
const allowedType = /^(?:audio\/(?:x-wav|wav|mpeg|m4a|x-m4a|mp4)|video\/mp4)\b/;

/**
 * Fetches a voice sample from where its author says it is: a public address, or the `full_path` of an upload.
 *
 * @throws {Refusal} 400 when the address cannot be read.
 */
export async function fetchSample({ world, owner }: Pick<Call, 'world' | 'owner'>, address: string): Promise<FetchedSample> {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw new Refusal(codes.format, '音频链接格式不正确');
  const { pathname } = new URL(address);
  if (isExampleAddress(address)) return { sha256: `example ${address}`, formatAllowed: allowedExtension.test(pathname) };
  const part = join(world.mediaFolder, 'samples', `${world.ids.hex()}.fetch`);
  try {
    const { sha256, type } = (await ownUpload({ world, owner }, address, part)) ?? (await download(address, part));
    const key = `samples/${sha256}${/\.[a-z0-9]{1,5}$/i.exec(pathname)?.[0]?.toLowerCase() ?? '.bin'}`;
    await rename(part, join(world.mediaFolder, key));
    return { key, sha256, formatAllowed: allowedExtension.test(pathname) || allowedType.test(type) };
  } finally {
    await rm(part, { force: true });
  }
}

interface Copied {
  readonly sha256: string;
  readonly type: string;
}

/** Copies the bytes of an upload of this account, so that the voice outlives the file. */
async function ownUpload({ world, owner }: Pick<Call, 'world' | 'owner'>, address: string, part: string): Promise<Copied | undefined> {
  // The address that an upload was PUT to is none that can be read.
  if (new URL(address).searchParams.has('Signature')) return undefined;
  const file = world.transact((now) => {
    const found = world.files.at(world.links.keyOf(address) ?? '');
    return found?.owner === owner && world.files.status(found, now) < 98 ? found : undefined;
  });
  if (file?.upload === undefined) return undefined;
  const path = world.files.path(file);
  if ((await stat(path)).size > maxBytes) throw new Refusal(codes.format, '音频文件大小不能超过100MB');
  await mkdir(dirname(part), { recursive: true });
  await copyFile(path, part);
  return { sha256: file.upload.sha256, type: file.mimeType };
}

async function download(address: string, part: string): Promise<Copied> {
  try {
    const reply = await fetch(address, { signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!reply.ok || reply.body === null) throw new Refusal(codes.format, `音频文件下载失败 (HTTP ${reply.status})`);
    const { sha256 } = await receiveFile(reply.body, part, maxBytes);
    return { sha256, type: reply.headers.get('content-type') ?? '' };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof TooLarge) throw new Refusal(codes.format, '音频文件大小不能超过100MB');
    throw new Refusal(codes.format, '音频文件下载失败，请检查链接是否可以公开访问');
  }
}
