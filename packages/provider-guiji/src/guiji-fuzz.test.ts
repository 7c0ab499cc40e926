import { parseJson } from '@reelwright/provider-http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentedCalls } from './__testing__/documented.ts';
import { decodeSrt } from './guiji-captions.ts';
import { guijiDialect } from './guiji-dialect.ts';
import { type Endpoint, endpoints } from './guiji-endpoints.ts';
import { decodeGuijiCallback } from './index.ts';
import { ShapeError } from './wire-fields.ts';

const fields = [...new Set(documentedCalls.flatMap(({ reply }) => Object.keys(reply).map((field) => field.split('.').at(-1) ?? '')))];
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.constantFrom('', '0', '2', 'C_1', null, [], {}));
const record = fc.dictionary(fc.constantFrom(...fields, '__proto__', 'robot', 'user', 'account'), value, { maxKeys: 12 });
/** Answers that look like the service's, and some that look like nothing. */
const data = fc.oneof(
  value,
  record,
  fc.record({ records: fc.oneof(value, fc.array(record)), pageSize: value, pageNo: value, totalRecord: value }),
);

test('whatever is answered is read, or refused by its place; nothing else is ever thrown', () => {
  fc.assert(
    fc.property(data, fc.constantFrom(...Object.values<Endpoint<unknown>>(endpoints)), (answer, { decode }) => {
      try {
        decode(answer);
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeError);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('no callback body and no caption file breaks its reader', () => {
  const taskType = fc.oneof(fc.constantFrom('video-training', 'voice-clone', 'video-synthesis', 'tts-synthesis'), fc.jsonValue());
  fc.assert(
    fc.property(fc.oneof(fc.record({ taskType, data }), fc.jsonValue(), fc.string()), (body) => {
      decodeGuijiCallback(body);
      guijiDialect.open(parseJson(JSON.stringify(body)));
      decodeSrt(`00:00:00,000 --> ${JSON.stringify(body)}`);
    }),
    { numRuns: 3_000 },
  );
  expect(Object.hasOwn(Object.prototype, 'id')).toBe(false);
});

test('V3: an id of up to 20 digits comes out as it went in, as a number or as text', () => {
  const digits = fc.tuple(fc.boolean(), fc.bigInt(1n, 99_999_999_999_999_999_999n)).map(([minus, id]) => `${minus ? '-' : ''}${id}`);
  fc.assert(
    fc.property(digits, fc.boolean(), (id, isText) => {
      const answer = parseJson(`{"videoId":${isText ? `"${id}"` : id}}`);
      expect(endpoints.createVideo.decode(answer)).toBe(id);
    }),
    { numRuns: 3_000 },
  );
});
