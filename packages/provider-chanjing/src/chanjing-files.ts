import { type CallOptions, isProviderError, type LocalMedium, type StagedMedium, type StagedStatus } from '@reelwright/provider';
import type { ProviderHttp } from '@reelwright/provider-http';
import { operations } from './chanjing-wire.ts';
import { decodeFile, decodeTicket, serviceOf } from './file-wire.ts';

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

/** Whether uploads can be used yet: never a fixed wait, always a look. */
export async function pollStagedFiles(
  http: ProviderHttp,
  staged: readonly StagedMedium[],
  options: CallOptions,
): Promise<readonly StagedStatus[]> {
  const statuses: StagedStatus[] = [];
  for (const { id } of staged) statuses.push(await pollStagedFile(http, id, options));
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
