import type { Catalogue, CataloguePage, CatalogueQuery } from '../catalogue.ts';
import type { CallOptions } from '../provider.ts';
import type { Check } from './check.ts';
import { claim, claimJson } from './claims.ts';
import { isRecord } from './describing.ts';

type Entry = { readonly id: string };
type List = (query: CatalogueQuery) => Promise<CataloguePage<Entry>>;

const pageSize = 3;
const mostPages = 200;

/** What an account can choose from and has left. All of it is left out where an adapter has no catalogue. */
export const cataloguing: readonly Check[] = [
  {
    title: 'tells of the account as plain data, with units',
    async prove({ provider: { catalogue } }) {
      if (catalogue === undefined) return;
      const account = await catalogue.account({});
      claimJson(account, 'The account');
      claim(account.quotas.length > 0, 'The account has no quota of anything.', account);
      for (const quota of account.quotas) {
        const told = [quota.remaining, quota.used, quota.total].filter((number) => number !== undefined);
        claim(told.length > 0 && told.every(Number.isFinite), 'A quota tells no number.', quota);
      }
    },
  },
  {
    title: 'pages through its lists without gaps or repeats, to an end',
    async prove({ provider: { catalogue } }) {
      for (const [name, list] of listsOf(catalogue)) {
        const paged = await idsOf(list, pageSize);
        const whole = await idsOf(list, 100);
        claim(new Set(paged).size === paged.length, `The list of ${name} repeats entries from page to page.`, paged);
        claim(paged.join() === whole.join(), `The list of ${name} depends on the size of its pages.`, { paged, whole });
      }
    },
  },
  {
    title: 'names what it lists as text, in plain data',
    async prove({ provider: { catalogue } }) {
      for (const [name, list] of listsOf(catalogue)) {
        const page = await list({ page: 1, pageSize });
        claimJson(page, `A page of ${name}`);
        for (const entry of page.items) claim(typeof entry.id === 'string' && entry.id !== '', `An entry of ${name} has no id.`, entry);
      }
    },
  },
  {
    title: 'lists the voices and avatars that can be used',
    async prove({ provider: { catalogue }, voices, avatars }) {
      const known: readonly (readonly [string, List | undefined, readonly string[]])[] = [
        ['voices', bound(catalogue, 'voices'), voices],
        ['avatars', bound(catalogue, 'avatars'), avatars.map(({ id }) => id)],
      ];
      for (const [name, list, ids] of known) {
        if (list === undefined) continue;
        const listed = [...(await idsOf(list, 100)), ...(await idsOf((query) => list({ ...query, own: true }), 100))];
        for (const id of ids) claim(listed.includes(id), `${id} can be used and is not among the ${name}.`, listed);
      }
    },
  },
];

function listsOf(catalogue: Catalogue | undefined): [string, List][] {
  const names = ['voices', 'avatars', 'fonts', 'files'] as const;
  const lists = names.flatMap((name): [string, List][] => {
    const list = bound(catalogue, name);
    if (list === undefined) return [];
    return name === 'voices' || name === 'avatars'
      ? [
          [name, list],
          [`own ${name}`, (query) => list({ ...query, own: true })],
        ]
      : [[name, list]];
  });
  const jobs = catalogue?.jobs?.bind(catalogue);
  if (catalogue === undefined || jobs === undefined) return lists;
  const ofJobs = catalogue.jobKinds.map((kind): [string, List] => [
    `${kind} jobs`,
    ({ page, pageSize: size }) => jobs({ kind, page, pageSize: size }, {}),
  ]);
  return [...lists, ...ofJobs];
}

function bound(catalogue: Catalogue | undefined, name: 'voices' | 'avatars' | 'fonts' | 'files'): List | undefined {
  if (catalogue?.[name] === undefined) return undefined;
  // Every one of these lists takes a query and options; which entries it gives does not matter here.
  return (query) => (catalogue[name] as (query: CatalogueQuery, options: CallOptions) => Promise<CataloguePage<Entry>>)(query, {});
}

async function idsOf(list: List, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { items, hasMore } = await list({ page, pageSize: size });
    ids.push(...items.map((entry) => (isRecord(entry) && typeof entry.id === 'string' ? entry.id : '')));
    if (!hasMore) return ids;
  }
  throw new Error(`A list had no end after ${mostPages} pages.`);
}
