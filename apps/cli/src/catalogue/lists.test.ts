import type { CataloguePage } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { readPages } from './lists.ts';

const pagesOf =
  (pages: readonly CataloguePage<string>[], asked: number[] = []) =>
  async ({ page }: { readonly page: number }) => {
    asked.push(page);
    return pages[page - 1] ?? { items: [], hasMore: false };
  };

test('one page is asked for as it was named', async () => {
  const asked: number[] = [];
  const found = await readPages(
    pagesOf(
      [
        { items: ['a'], hasMore: true },
        { items: ['b'], total: 2, hasMore: false },
      ],
      asked,
    ),
    { page: 2, pageSize: 1 },
  );
  expect([found, asked]).toEqual([{ items: ['b'], total: 2, hasMore: false }, [2]]);
});

test.each([
  { title: 'the last says so', pages: [['a'], ['b']], says: [true, false], asked: 2 },
  { title: 'an empty page comes, whatever it says', pages: [['a'], []], says: [true, true], asked: 2 },
  { title: 'there is but one', pages: [['a']], says: [false], asked: 1 },
])('all pages are read until $title', async ({ pages, says, asked }) => {
  const seen: number[] = [];
  const read = pagesOf(
    pages.map((items, index) => ({ items, hasMore: says[index] === true })),
    seen,
  );
  const found = await readPages(read, { page: 1, pageSize: 1, all: true });
  expect(found).toEqual({ items: pages.flat(), total: pages.flat().length, hasMore: false });
  expect(seen).toHaveLength(asked);
});

test('a service that never comes to an end is left after many pages', async () => {
  const found = await readPages(async ({ page }) => ({ items: [page], hasMore: true }), { page: 1, pageSize: 1, all: true });
  expect(found.items.length).toBeLessThanOrEqual(500);
  expect(found.hasMore).toBe(true);
});
