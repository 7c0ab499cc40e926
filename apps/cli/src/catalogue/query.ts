import type { CatalogueQuery } from '@reelwright/provider';
import type { OpenedCatalogue } from './open-catalogue.ts';
import { tagIds } from './tags.ts';

/** Filters of voices and avatars, as words of the command line. */
export interface QueryOptions {
  readonly own?: boolean;
  readonly name?: string;
  readonly sex?: 'female' | 'male';
  readonly language?: string;
  readonly tag?: readonly string[];
}

export async function queryOf(
  of: 'voices' | 'avatars',
  { own, name, sex, language, tag = [] }: QueryOptions,
  opened: OpenedCatalogue,
): Promise<Omit<CatalogueQuery, 'page' | 'pageSize'>> {
  const tags = await tagIds(of, tag, opened);
  return {
    ...(own === undefined ? {} : { own }),
    ...(name === undefined ? {} : { name }),
    ...(sex === undefined ? {} : { sex }),
    ...(language === undefined ? {} : { language }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}
