import { type Catalogue, type CataloguePage, isProviderError, type Json, type OwnFacts } from '@reelwright/provider';
import type { ProviderHttp } from '@reelwright/provider-http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestHttp } from './__testing__/chanjing-rig.ts';
import { coverageTable } from './__testing__/coverage-table.ts';
import { createChanjingCatalogue } from './chanjing-catalogue.ts';

const fields = [...new Set(coverageTable.flatMap(({ reply }) => Object.keys(reply).flatMap((path) => path.split(/\.|\[\]\.?/))))];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', '0', 'C-1', 'https://res.example/x', 'female', 'status 3', -1, 0, 2, 30, 1e308, null, [], {}, true),
);
const item = fc.dictionary(fc.constantFrom(...fields, '__proto__', 'id', 'id', 'status'), value, { maxKeys: 10 });
/** Few fields, so that many of them are read. */
const named = fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 2 }).map((fields) => ({ ...fields, id: '1' }));
const pageInfo = fc.dictionary(fc.constantFrom('page', 'size', 'total_count', 'total_page'), value);
/** Answers that look like the service's, and some that look like nothing. */
const data = fc.oneof(
  { weight: 1, arbitrary: value },
  { weight: 2, arbitrary: item },
  { weight: 2, arbitrary: fc.array(item, { maxLength: 3 }) },
  {
    weight: 6,
    arbitrary: fc.record({
      list: fc.oneof(value, fc.array(named, { maxLength: 3 }), fc.array(item, { maxLength: 3 })),
      page_info: fc.oneof(value, pageInfo),
    }),
  },
) as fc.Arbitrary<Json>;

const first = { page: 1, pageSize: 10 };

/** A catalogue for which every call is answered with this. */
function answering(answer: Json): Required<Catalogue> {
  const http: ProviderHttp = { ...createTestHttp(), call: async () => ({ data: answer, envelope: { data: answer }, traceId: undefined }) };
  return createChanjingCatalogue(http) as Required<Catalogue>; // this adapter's has every list
}

/** What was read, or the only kind of error that may come of an answer. */
async function outcomeOf<T>(call: Promise<T>): Promise<T | undefined> {
  return await call.catch((error: unknown) => {
    if (!isProviderError(error)) throw error;
    expect(error).toMatchObject({ code: 'PROVIDER_UNREADABLE', message: expect.stringMatching(/"data[^"]*"/) });
    return undefined;
  });
}

type Entry = OwnFacts & { readonly id: string; readonly name?: string };

test('whatever is answered becomes entries in plain data, or is unreadable at a place', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(data, async (answer) => {
      const { voices, avatars, fonts, files, jobs, jobKinds, tags, account } = answering(answer);
      const pages: Promise<CataloguePage<Entry>>[] = [
        ...[{}, { own: true }, { own: true, detailed: true }, { name: 'x', language: 'cn' }].flatMap((query) => [
          voices({ ...first, ...query }, {}),
          ...('detailed' in query || !('language' in query) ? [avatars({ ...first, ...query }, {})] : []),
        ]),
        fonts(first, {}),
        files(first, {}),
        ...jobKinds.map((kind) => jobs({ ...first, kind }, {})),
      ];
      for (const page of await Promise.all(pages.map(outcomeOf))) {
        if (page === undefined) continue;
        read += 1;
        expect(JSON.parse(JSON.stringify(page))).toEqual(page);
        for (const { id, progress = 0 } of page.items) {
          expect(id.trim()).not.toBe('');
          expect(progress >= 0 && progress <= 1).toBe(true);
        }
      }
      for (const told of [await outcomeOf(tags('voices', {})), await outcomeOf(account({}))]) {
        if (told !== undefined) expect(JSON.parse(JSON.stringify(told))).toEqual(told);
      }
    }),
    { numRuns: 3000 },
  );
  // Not all of it was refused.
  expect(read).toBeGreaterThan(100);
  expect(Object.hasOwn(Object.prototype, 'id')).toBe(false);
});
