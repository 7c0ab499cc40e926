import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentedCalls } from './__testing__/documented.ts';
import { testSettings } from './__testing__/guiji-service.ts';
import { createCommonCatalogue } from './common-catalogue.ts';
import { createGuijiClient, type GuijiClient } from './guiji-client.ts';
import { accessOf } from './guiji-settings.ts';
import { ShapeError } from './wire-fields.ts';

const fields = [...new Set(documentedCalls.flatMap(({ reply }) => Object.keys(reply).map((field) => field.split('.').at(-1) ?? '')))];
const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', '0', 2, -292, 'C_1', '2025-12-02 09:39:35', 1e308, null, [], {}));
const record = fc.dictionary(fc.constantFrom(...fields, 'id', 'speakerId', 'sceneId', '__proto__'), value, { maxKeys: 10 });
const named = record.map((fields) => ({ ...fields, id: 1, speakerId: 'C_1' }));
const answer = fc.oneof(
  value,
  fc.record({ account: record, user: record }),
  fc.record({ records: fc.array(record, { maxLength: 3 }), pageSize: value, pageNo: value, totalRecord: value }),
  fc.record({ records: fc.array(named, { maxLength: 3 }) }),
);

const client = createGuijiClient(testSettings(), accessOf(testSettings()));
const first = { page: 1, pageSize: 10 };

test('whatever is answered becomes entries in plain data, or is refused by its place', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(answer, async (data) => {
      const call: GuijiClient['call'] = async ({ decode }) => decode(data);
      const catalogue = createCommonCatalogue({ ...client, call });
      const told: (Promise<unknown> | undefined)[] = [
        catalogue.account({}),
        ...[{}, { own: true }, { own: true, id: 'C_1' }, { name: 'x' }].flatMap((query) => [
          catalogue.voices?.({ ...first, ...query }, {}),
          catalogue.avatars?.({ ...first, ...query }, {}),
        ]),
        ...catalogue.jobKinds.map((kind) => catalogue.jobs?.({ ...first, kind }, {})),
      ];
      for (const one of told) {
        const outcome = await one?.catch((error: unknown) => {
          expect(error).toBeInstanceOf(ShapeError);
          return undefined;
        });
        if (outcome === undefined) continue;
        read += 1;
        expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
      }
    }),
    { numRuns: 3000 },
  );
  // Not all of it was refused.
  expect(read).toBeGreaterThan(100);
});
