import { isJsonObject, type JsonObject, type Operation, type ProviderHttp, type Reply } from '@reelwright/provider-http';
import { misfitAmong, type Shape } from './catalogue-shape.ts';
import { type Page, pageOf } from './chanjing-wire.ts';

/** What was asked for. */
export interface Asked {
  readonly operation: Operation;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Of one item. */
  readonly shape: Shape;
}

export interface ListPage {
  readonly items: readonly JsonObject[];
  readonly total?: number;
  readonly hasMore: boolean;
}

/**
 * One page of a list. A bare list is all there is, and is cut into pages here.
 *
 * @throws {ProviderError} `PROVIDER_UNREADABLE`, naming the place, for what is no list or holds values of wrong types.
 */
export function readPage(http: ProviderHttp, reply: Reply, asked: Asked): ListPage {
  const isBare = Array.isArray(reply.data);
  const path = isBare ? 'data' : 'data.list';
  const found = pageOf(reply.data);
  const misfit = found === undefined ? path : misfitAmong(found.items, asked.shape, path);
  if (found === undefined || misfit !== undefined) throw http.undecodable(asked.operation, reply, misfit ?? path);
  const items = found.items.filter(isJsonObject);
  return isBare ? cutPage(items, asked) : pageBy(found, items, asked);
}

/** One page of a list that is known as a whole. */
export function cutPage<Item>(items: readonly Item[], { page, pageSize }: Pick<Asked, 'page' | 'pageSize'>) {
  const end = page * pageSize;
  return { items: items.slice(end - pageSize, end), total: items.length, hasMore: items.length > end };
}

/** Totals may be missing, or be 0 beside a full list: then an empty page is the last, since pages may be smaller than asked for. */
function pageBy({ number, size, total: told, totalPages }: Page, items: readonly JsonObject[], { page, pageSize }: Asked): ListPage {
  const pages = totalPages || undefined;
  // Beyond the end, a service may show its last page once more.
  if (pages !== undefined && page > pages && number === pages) return { items: [], hasMore: false };
  const seen = (page - 1) * (size || pageSize) + items.length;
  const total = told !== undefined && told >= items.length ? told : undefined;
  const mayFollow = pages !== undefined ? page < pages : total === undefined || seen < total;
  return { items, hasMore: mayFollow && items.length > 0, ...(total === undefined ? {} : { total }) };
}
