import { type CallOptions, isProviderError, type LocalMedium, type StagedMedium, type StagedStatus } from '@reelwright/provider';
import { isJsonObject, type ProviderHttp } from '@reelwright/provider-http';
import { taskPageSize } from './chanjing-limits.ts';
import { operations, pageOf } from './chanjing-wire.ts';
import { decodeFile, decodeTicket, readFile, serviceOf } from './file-wire.ts';

/** Uploads are kept for 30 days; the last day is not counted on, since a file must outlive the queue. */
const keptMs = 29 * 24 * 60 * 60_000;

/**
 * Uploads one file: a fresh address, then the bytes at once, since the address is good for minutes only. The file may be used
 * when `pollStagedFiles` calls it ready.
 */
export async function stageFile(
  http: ProviderHttp,
  { path, purpose, facts }: LocalMedium,
  now: () => number,
  options: CallOptions,
): Promise<StagedMedium> {
  // The name carries the format; ours says nothing of the user's disk.
  const name = `${facts.sha256.slice(0, 16)}.${facts.extension}`;
  const reply = await http.call(operations.createUploadUrl, { query: { service: serviceOf[purpose], name } }, options);
  const ticket = decodeTicket(http, reply);
  if (purpose === 'voice-sample' && ticket.publicUrl === undefined) {
    throw http.undecodable(operations.createUploadUrl, { ...reply, envelope: {} }, 'data.full_path');
  }
  await http.putFile({ url: ticket.signedUrl, path, sizeBytes: facts.sizeBytes, sha256: facts.sha256, headers: ticket.headers }, options);
  return {
    provider: 'chanjing',
    purpose,
    id: ticket.fileId,
    ...(ticket.publicUrl === undefined ? {} : { url: ticket.publicUrl }),
    expiresAt: now() + keptMs,
  };
}

interface Looks {
  /** Files that the list did not show, the one that was asked about longest ago first. */
  readonly unlisted: Set<string>;
  lastWasList: boolean;
}

const looksAt = new WeakMap<ProviderHttp, Looks>();

/**
 * Whether uploads can be used yet: never a fixed wait, always a look. One call, since that is what the limit counts: a page of the list
 * answers for many; what it does not show stays pending until it is asked about alone, every other look.
 */
export async function pollStagedFiles(
  http: ProviderHttp,
  staged: readonly StagedMedium[],
  options: CallOptions,
): Promise<readonly StagedStatus[]> {
  const looks = looksAt.get(http) ?? { unlisted: new Set(), lastWasList: false };
  looksAt.set(http, looks);
  const alone = nextAlone(staged, looks);
  looks.lastWasList = alone === undefined;
  if (alone !== undefined) {
    const status = await pollStagedFile(http, alone, options);
    looks.unlisted.delete(alone);
    if (status.state === 'pending' && staged.length > 1) looks.unlisted.add(alone);
    return staged.map(({ id }) => (id === alone ? status : { state: 'pending' }));
  }
  const listed = await listedFiles(http, options);
  for (const { id } of staged) if (!listed.has(id)) looks.unlisted.add(id);
  return staged.map(({ id }) => listed.get(id) ?? { state: 'pending' });
}

function nextAlone(staged: readonly StagedMedium[], { unlisted, lastWasList }: Looks): string | undefined {
  if (staged.length === 1) return staged[0]?.id;
  const wanted = new Set(staged.map(({ id }) => id));
  const missing = [...unlisted].filter((id) => wanted.has(id));
  return lastWasList || missing.length === staged.length ? missing[0] : undefined;
}

/** Those of the newest page whose state can be read, by id. */
async function listedFiles(http: ProviderHttp, options: CallOptions): Promise<ReadonlyMap<string, StagedStatus>> {
  const reply = await http.call(operations.listFiles, { json: { page: 1, page_size: taskPageSize } }, options);
  const statuses = new Map<string, StagedStatus>();
  for (const item of pageOf(reply.data)?.items ?? []) {
    const { id, status } = isJsonObject(item) ? readFile(item) : {};
    if (id !== undefined && status !== undefined) statuses.set(id, decodeFile(http, { ...reply, data: item }, id));
  }
  return statuses;
}

async function pollStagedFile(http: ProviderHttp, id: string, options: CallOptions): Promise<StagedStatus> {
  try {
    return decodeFile(http, await http.call(operations.fileDetail, { query: { id } }, options), id);
  } catch (error) {
    if (isProviderError(error) && error.errorClass === 'missing-resource') return { state: 'failed', error };
    throw error;
  }
}
