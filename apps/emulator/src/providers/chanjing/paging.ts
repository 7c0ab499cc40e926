import type { Json } from '../../state/json.ts';
import type { Quirks } from './quirks.ts';

export interface PageFacts {
  readonly page: number;
  readonly size: number;
  readonly total: number;
}

/** How the two members of a list reply are spelt; the pages know three ways. */
export type ListSpelling = 'page_info' | 'pageInfo' | 'PageInfo';

/**
 * A page as list calls write it.
 *
 * @param documented How the page of this call spells it.
 */
export function pageOf(
  list: readonly Json[],
  { page, size, total }: PageFacts,
  { lists }: Pick<Quirks, 'lists'>,
  documented: ListSpelling = 'page_info',
): Json {
  const spelling = lists === 'as-documented' ? documented : lists;
  const info = { page, size, total_count: total, total_page: Math.ceil(total / size) };
  return { [spelling === 'PageInfo' ? 'List' : 'list']: list, [spelling]: info };
}
