import { ReelwrightError } from '@reelwright/errors';
import type { Catalogue, CataloguePage } from '@reelwright/provider';
import { shownAccount } from '../accounts.ts';
import type { OpenedCatalogue } from './open-catalogue.ts';

export type ListName = 'voices' | 'avatars' | 'fonts' | 'files' | 'jobs';

const listNames: readonly ListName[] = ['voices', 'avatars', 'fonts', 'files', 'jobs'];

/**
 * One of the lists of an account.
 *
 * @throws {ReelwrightError} PLAN_UNSUPPORTED where the service has no such list.
 */
export function listOf<Name extends ListName>({ catalogue, account }: OpenedCatalogue, name: Name): NonNullable<Catalogue[Name]> {
  const list = catalogue[name];
  if (list !== undefined) return list.bind(catalogue) as NonNullable<Catalogue[Name]>; // bind keeps the very same signature
  const present = [...listNames.filter((one) => catalogue[one] !== undefined), 'account'].map((one) => `reel ${one}`);
  throw new ReelwrightError('PLAN_UNSUPPORTED', `${shownAccount(account)} has no list of ${name}.`, {
    hint: `It answers to ${present.join(', ')}.`,
  });
}

export interface PageOptions {
  readonly page: number;
  readonly pageSize: number;
  /** Every page from the first. */
  readonly all?: boolean;
}

/** More pages than any account should have; a service that never comes to an end must not keep us for ever. */
const mostPages = 500;

/** One page, or all of them as one. */
export async function readPages<Item>(
  read: (page: { readonly page: number; readonly pageSize: number }) => Promise<CataloguePage<Item>>,
  { page, pageSize, all = false }: PageOptions,
): Promise<CataloguePage<Item>> {
  if (!all) return await read({ page, pageSize });
  const items: Item[] = [];
  for (let number = 1; number <= mostPages; number++) {
    const found = await read({ page: number, pageSize });
    items.push(...found.items);
    if (!found.hasMore || found.items.length === 0) return { items, total: items.length, hasMore: false };
  }
  return { items, hasMore: true };
}
