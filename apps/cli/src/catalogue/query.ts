import type { CatalogueQuery } from '@reelwright/provider';
import type { OpenedCatalogue } from './open-catalogue.ts';
import { tagIds } from './tags.ts';

/** Filters, as words of the command line. Every list has some of them. */
export interface QueryOptions extends Omit<CatalogueQuery, 'page' | 'pageSize' | 'tags'> {
  readonly tag?: readonly string[];
}

const filters = ['own', 'name', 'sex', 'language', 'id', 'purpose', 'source', 'order', 'detailed'] as const;

export type Filter = Omit<CatalogueQuery, 'page' | 'pageSize'>;

/** What was asked for, without all other words of the command line. */
export function filterOf(options: QueryOptions): Filter {
  return Object.fromEntries(filters.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** The same with the tags that are meant. @throws {ReelwrightError} CLI_USAGE for a tag that is none. */
export async function taggedFilterOf(of: 'voices' | 'avatars', options: QueryOptions, opened: OpenedCatalogue): Promise<Filter> {
  const tags = await tagIds(of, options.tag ?? [], opened);
  return { ...filterOf(options), ...(tags.length === 0 ? {} : { tags }) };
}
