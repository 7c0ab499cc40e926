import type { Json } from '../../state/json.ts';
import type { Fields } from './fields.ts';

export interface PageRequest {
  readonly page: number;
  readonly size: number;
}

const largestPage = 100;

/** Both are required: pages count from 1 and hold at most 100. */
export function readPage(fields: Fields): PageRequest {
  return { page: Math.max(1, fields.integer('page')), size: Math.min(largestPage, Math.max(1, fields.integer('size'))) };
}

/** Cuts one page out of a whole list. */
export function pageOfAll<T>(all: readonly T[], request: PageRequest, item: (one: T) => Json): Json {
  const offset = (request.page - 1) * request.size;
  return pageOf(all.slice(offset, offset + request.size).map(item), request, all.length);
}

export function pageOf(records: readonly Json[], { page, size }: PageRequest, totalRecord: number): Json {
  return { pageSize: size, pageNo: page, totalRecord, records };
}
