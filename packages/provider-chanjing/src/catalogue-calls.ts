import type { CallOptions, CataloguePage, CatalogueQuery } from '@reelwright/provider';
import type { JsonObject, Operation, ProviderHttp } from '@reelwright/provider-http';
import type { Shape } from './catalogue-shape.ts';
import { type Asked, type ListPage, readPage } from './page-list-wire.ts';

export type List<Entry> = (http: ProviderHttp, query: CatalogueQuery, options: CallOptions) => Promise<CataloguePage<Entry>>;

export function askedFor(operation: Operation, { page, pageSize }: Pick<CatalogueQuery, 'page' | 'pageSize'>, shape: Shape): Asked {
  return { operation, page, pageSize, shape };
}

/** Lists of what everybody can use are asked by GET with `size`, those of the account by POST with `page_size`. */
export async function getPage(
  http: ProviderHttp,
  asked: Asked,
  query: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<ListPage> {
  const paging = { page: String(asked.page), size: String(asked.pageSize) };
  return readPage(http, await http.call(asked.operation, { query: { ...paging, ...query } }, options), asked);
}

export async function postPage(http: ProviderHttp, asked: Asked, filter: JsonObject, options: CallOptions): Promise<ListPage> {
  const json = { page: asked.page, page_size: asked.pageSize, ...filter };
  return readPage(http, await http.call(asked.operation, { json }, options), asked);
}
