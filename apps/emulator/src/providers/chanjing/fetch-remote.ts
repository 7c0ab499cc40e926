import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { receiveFile, TooLarge } from '../../server/receive-file.ts';
import { isExampleAddress } from '../../tasks/callbacks.ts';
import type { Call } from './call.ts';

/** A medium that the service has fetched from an address. */
export type RemoteMedium = {
  /** Below the media folder; absent for the addresses of the pages' own samples, behind which nothing is. */
  readonly key?: string;
  readonly sha256: string;
  /** The Content-Type it came with; empty for what was never fetched. */
  readonly type: string;
};

/** Why an address could not be read. */
export class RemoteProblem extends Error {
  readonly kind: 'address' | 'status' | 'unreachable' | 'too-large';

  constructor(kind: RemoteProblem['kind'], message = '') {
    super(message);
    this.kind = kind;
  }
}

const fetchTimeoutMs = 30_000;

/**
 * Fetches a medium from where its owner says it is: a public address, or the `full_path` of an upload.
 *
 * @throws {RemoteProblem} when the address cannot be read.
 */
export async function fetchRemote(call: Pick<Call, 'world' | 'owner'>, address: string, maxBytes: number): Promise<RemoteMedium> {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) throw new RemoteProblem('address');
  if (isExampleAddress(address)) return { sha256: `example ${address}`, type: '' };
  const { world } = call;
  const part = join(world.mediaFolder, 'samples', `${world.ids.hex()}.fetch`);
  try {
    const { sha256, type } = (await ownUpload(call, address, part, maxBytes)) ?? (await download(address, part, maxBytes));
    const extension = /\.[a-z0-9]{1,5}$/i.exec(new URL(address).pathname)?.[0]?.toLowerCase() ?? '.bin';
    const key = `samples/${sha256}${extension}`;
    await rename(part, join(world.mediaFolder, key));
    return { key, sha256, type };
  } finally {
    await rm(part, { force: true });
  }
}

type Copied = Pick<RemoteMedium, 'sha256' | 'type'>;

/** Copies the bytes of an upload of this account, so that what is made of it outlives the file. */
async function ownUpload(
  { world, owner }: Pick<Call, 'world' | 'owner'>,
  address: string,
  part: string,
  maxBytes: number,
): Promise<Copied | undefined> {
  // The address that an upload was PUT to is none that can be read.
  if (new URL(address).searchParams.has('Signature')) return undefined;
  const file = world.transact((now) => {
    const found = world.files.at(world.links.keyOf(address) ?? '');
    return found?.owner === owner && world.files.status(found, now) < 98 ? found : undefined;
  });
  if (file?.upload === undefined) return undefined;
  const path = world.files.path(file);
  if ((await stat(path)).size > maxBytes) throw new RemoteProblem('too-large');
  await mkdir(dirname(part), { recursive: true });
  await copyFile(path, part);
  return { sha256: file.upload.sha256, type: file.mimeType };
}

async function download(address: string, part: string, maxBytes: number): Promise<Copied> {
  try {
    const reply = await fetch(address, { signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!reply.ok || reply.body === null) throw new RemoteProblem('status', `HTTP ${reply.status}`);
    const { sha256 } = await receiveFile(reply.body, part, maxBytes);
    return { sha256, type: reply.headers.get('content-type') ?? '' };
  } catch (error) {
    if (error instanceof RemoteProblem) throw error;
    throw new RemoteProblem(error instanceof TooLarge ? 'too-large' : 'unreachable');
  }
}
