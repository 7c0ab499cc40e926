import type { CataloguePage, CatalogueQuery } from '@reelwright/provider';
import type { GuijiClient } from './guiji-client.ts';

/** What is asked of one list: whose it is has been decided. */
export type Query = Omit<CatalogueQuery, 'own'>;

interface Judged {
  readonly id: string;
  readonly name: string;
  readonly sex?: 'female' | 'male';
  readonly languages?: readonly string[];
}

/** What the service has not been asked to do for us. */
type Local = Readonly<Partial<Record<'name' | 'language' | 'sex', boolean>>>;

/** The entries of a page that fit what the service does not filter by; how many fit on all pages is then not known. */
export function kept<Entry extends Judged>(page: CataloguePage<Entry>, query: Query, local: Local): CataloguePage<Entry> {
  const name = local.name ? query.name?.trim().toLocaleLowerCase() : undefined;
  const language = local.language ? query.language?.trim().toLowerCase() : undefined;
  const sex = local.sex ? query.sex : undefined;
  const { id } = query;
  if ([name, language, sex, id].every((asked) => asked === undefined)) return page;
  const items = page.items.filter(
    (entry) =>
      (name === undefined || entry.name.toLocaleLowerCase().includes(name)) &&
      (language === undefined || (entry.languages ?? []).some((one) => one.toLowerCase() === language)) &&
      (sex === undefined || entry.sex === sex) &&
      (id === undefined || entry.id === id),
  );
  return { items, hasMore: page.hasMore && (id === undefined || items.length === 0) };
}

type Filter = 'name' | 'sex' | 'language' | 'tags' | 'id' | 'purpose' | 'source' | 'order';

const filters: readonly Filter[] = ['name', 'sex', 'language', 'tags', 'id', 'purpose', 'source', 'order'];

/** Refuses what can neither be asked of the service nor be told from its answer. */
export function assertFilters(client: GuijiClient, what: string, query: Query, possible: readonly Filter[]): void {
  const asked = filters.find((filter) => query[filter] !== undefined && !possible.includes(filter));
  if (asked === undefined) return;
  throw client.fail('bad-input', `Guiji cannot choose ${what} by ${asked}: it tells nothing of it.`, {
    code: 'PLAN_UNSUPPORTED',
    hint: `Leave it out; ${what} can be chosen by ${possible.join(', ')}.`,
  });
}
