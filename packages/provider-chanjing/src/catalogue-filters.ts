import type { CataloguePage, CatalogueQuery } from '@reelwright/provider';
import type { JsonObject, ProviderHttp } from '@reelwright/provider-http';
import type { ListPage } from './page-list-wire.ts';

export type Filter = 'name' | 'sex' | 'language' | 'tags' | 'id' | 'purpose' | 'source' | 'order';

const filters: readonly Filter[] = ['name', 'sex', 'language', 'tags', 'id', 'purpose', 'source', 'order'];

/**
 * Refuses what can neither be asked of the service nor be told from its answer: entries left out by a guess would be missed.
 *
 * @param what As in "Chanjing cannot choose … by …".
 */
export function assertFilters(http: ProviderHttp, what: string, query: CatalogueQuery, possible: readonly Filter[]): void {
  const asked = filters.find((filter) => query[filter] !== undefined && !possible.includes(filter));
  if (asked === undefined) return;
  throw http.fail('bad-input', `Chanjing cannot choose ${what} by ${words[asked]}: it tells nothing of it.`, {
    code: 'PLAN_UNSUPPORTED',
    hint: `Leave it out; ${what} can be chosen by ${possible.map((filter) => words[filter]).join(', ')}.`,
  });
}

const words: Readonly<Record<Filter, string>> = {
  name: 'name',
  sex: 'sex',
  language: 'language',
  tags: 'tags',
  id: 'id',
  purpose: 'purpose',
  source: 'source',
  order: 'order',
};

/** What an entry is judged by here, where the service does not do it. */
export interface Traits {
  readonly id: string;
  readonly name?: string;
  readonly sex?: 'female' | 'male' | undefined;
  readonly languages?: readonly string[];
}

/** The entries of a page that fit; how many fit on all pages is then not known. */
export function keepFitting<Entry>(
  page: ListPage,
  query: CatalogueQuery,
  read: (item: JsonObject) => Entry,
  traitsOf: (entry: Entry) => Traits,
) {
  const entries = page.items.map(read);
  const isWhole = [query.name, query.sex, query.language, query.id].every((asked) => asked === undefined);
  const kept: CataloguePage<Entry> = isWhole
    ? { ...page, items: entries }
    : { items: entries.filter((entry) => fits(traitsOf(entry), query)), hasMore: page.hasMore };
  return query.id !== undefined && kept.items.length > 0 ? { ...kept, hasMore: false } : kept;
}

/** What is not told does not fit. */
function fits({ id, name = '', sex, languages = [] }: Traits, query: CatalogueQuery): boolean {
  const { name: part, language } = query;
  const isNamed = part === undefined || name.toLocaleLowerCase().includes(part.trim().toLocaleLowerCase());
  const speaks = language === undefined || languages.some((one) => one === 'multilingual' || one === language.trim().toLowerCase());
  return isNamed && speaks && (query.sex === undefined || query.sex === sex) && (query.id === undefined || query.id === id);
}
