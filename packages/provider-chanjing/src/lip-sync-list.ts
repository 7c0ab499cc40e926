import type { CallOptions } from '@reelwright/provider';
import type { ProviderHttp, Reply } from '@reelwright/provider-http';
import { lipSyncPageSize } from './chanjing-limits.ts';
import { operations, pageOf } from './chanjing-wire.ts';
import { type LipSyncItem, lipSyncItemOf } from './lip-sync-wire.ts';

export interface LipSyncPage {
  readonly items: readonly LipSyncItem[];
  readonly reply: Reply;
  readonly isLast: boolean;
}

/** One page of the account's lip-sync tasks, newest first. The default page of 10 is asked for larger. */
export async function listLipSyncs(http: ProviderHttp, page: number, options: CallOptions): Promise<LipSyncPage> {
  const reply = await http.call(operations.listLipSyncs, { json: { page, page_size: lipSyncPageSize } }, options);
  const found = pageOf(reply.data);
  if (found === undefined) throw http.undecodable(operations.listLipSyncs, reply, 'data.list');
  const items = found.items.map(lipSyncItemOf).filter((item) => item !== undefined);
  // Without a count of pages, an empty one is the last: the service may give fewer to a page than were asked for.
  const isLast = found.totalPages === undefined ? items.length === 0 : page >= found.totalPages;
  return { items, reply, isLast };
}
