import type { Json } from '../../state/json.ts';

/** A page as most list calls write it. */
export function pageOf(
  list: readonly Json[],
  { page, size, total }: { readonly page: number; readonly size: number; readonly total: number },
): Json {
  return { list, page_info: { page, size, total_count: total, total_page: Math.ceil(total / size) } };
}
