import { isProviderError, type Json } from '@reelwright/provider';
import { isJsonObject } from '@reelwright/provider-http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestHttp } from './__testing__/chanjing-rig.ts';
import { decodeCaptionsFile } from './avatar-video-captions.ts';
import { readAvatarVideo, statusOfAvatarVideo } from './avatar-video-wire.ts';
import { readAvatar, statusOfAvatar } from './avatar-wire.ts';
import { expiryOf } from './chanjing-auth.ts';
import { decodeChanjingCallback } from './chanjing-callback.ts';
import { judgeRefusal } from './chanjing-refusals.ts';
import { createdIdOf, openEnvelope, operations, pageOf } from './chanjing-wire.ts';
import { decodeFile, decodeTicket } from './file-wire.ts';
import { readLipSync, statusOfLipSync } from './lip-sync-wire.ts';
import { decodeSpeech } from './speech-wire.ts';
import type { ChanjingTaskKind } from './task-failure.ts';
import { listedTaskOf } from './task-list.ts';
import { decodeVoice } from './voice-wire.ts';

const http = createTestHttp();

/** Values as careless services send them: any JSON, and often nearly right. */
const anyJson = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>; // fast-check's own JSON type is wider by undefined only
const value = fc.oneof(
  anyJson,
  fc.constantFrom(
    0,
    1,
    2,
    3,
    4,
    9,
    10,
    20,
    30,
    98,
    99,
    100,
    '9',
    '20',
    '',
    null,
    'success',
    'https://res.example/a.mp4',
    -1,
    1e300,
    '1e999',
  ),
);
const keys = [
  'id',
  'status',
  'progress',
  'msg',
  'video_url',
  'preview_url',
  'duration',
  'create_time',
  'err_msg',
  'errMsg',
  'errReason',
  'full',
  'audio_urls',
  'subtitle_data_url',
  'queue_status',
  'queue_desc',
  'err_reason',
  'reason',
  'audio_man_id',
  'pic_url',
];
const more = [
  'subtitles',
  'url',
  'start_time',
  'end_time',
  'subtitle',
  'sign_url',
  'mime_type',
  'file_id',
  'full_path',
  'headers',
  'name',
  'type',
  'min_time',
  'max_time',
  'subtitles',
  'start_frame',
  'fps',
];
const object = fc.dictionary(
  fc.constantFrom(...keys, ...more, 'list', 'List', 'page_info', 'PageInfo', 'task_id', 'code', 'data', '__proto__'),
  value,
);
const nested = fc.oneof(value, object, fc.array(fc.oneof(object, value), { maxLength: 4 }));
const data = fc.oneof(
  value,
  fc.dictionary(fc.constantFrom(...keys, ...more, 'list', 'page_info', 'code', 'data', 'trace_id'), nested),
) as fc.Arbitrary<Json>;

/** Runs a decoder; only its documented error may come out. */
function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (isProviderError(error)) return undefined;
    throw error;
  }
}

const lookAt = (kind: ChanjingTaskKind, data: Json) =>
  ({ http, ref: { provider: 'chanjing', kind, id: 't-1' }, reply: { data, envelope: { data }, traceId: 'x' } }) as const;

test('V2: whatever a state call answers becomes a status or a typed error', () => {
  fc.assert(
    fc.property(data, (answer) => {
      const item = isJsonObject(answer) ? answer : {};
      const statuses = [
        decoded(() => decodeSpeech(lookAt('tts', answer))),
        decoded(() => decodeVoice(lookAt('clone-voice', answer))),
        decoded(() => statusOfLipSync(lookAt('lip-sync', answer), readLipSync(item))),
        decoded(() => statusOfAvatar(lookAt('clone-avatar', answer), readAvatar(item))),
        decoded(() => statusOfAvatarVideo(lookAt('avatar-video', answer), readAvatarVideo(item))),
      ];
      for (const status of statuses) {
        if (status === undefined) continue;
        expect(['running', 'succeeded', 'failed']).toContain(status.state);
        if (status.state === 'running' && status.progress !== undefined) expect(status.progress >= 0 && status.progress <= 1).toBe(true);
        if (status.state === 'succeeded') {
          for (const file of [status.outputs.audio, status.outputs.video, status.outputs.cover])
            if (file) expect(URL.canParse(file.url)).toBe(true);
          expect(JSON.parse(JSON.stringify(status))).toEqual(status);
        }
        if (status.state === 'failed') expect(status.error.errorClass).not.toMatch(/transient|uncertain/);
      }
    }),
    { numRuns: 3000 },
  );
});

test('V2: whatever else is answered is read or refused, never a crash', () => {
  fc.assert(
    fc.property(data, (answer) => {
      const envelope = isJsonObject(answer) ? answer : {};
      const reply = { data: answer, envelope, traceId: undefined };
      for (const place of ['data', 'data.task_id'] as const) {
        const created = createdIdOf(reply, place);
        if (created !== undefined) expect(created.id.trim()).not.toBe('');
      }
      const opened = openEnvelope(answer);
      if (opened !== undefined && 'code' in opened) for (const operation of Object.values(operations)) judgeRefusal(opened, operation);
      for (const item of pageOf(answer)?.items ?? []) listedTaskOf(item);
      decoded(() => decodeTicket(http, reply));
      decoded(() => decodeFile(http, reply, 'f-1'));
      for (const { startMs, endMs, text } of decodeCaptionsFile(JSON.stringify(answer))) {
        expect(startMs >= 0 && endMs >= startMs && text !== '').toBe(true);
      }
      expect(Number.isFinite(expiryOf(answer, 0))).toBe(true);
      const hint = decodeChanjingCallback(answer);
      if (hint !== undefined) expect(typeof hint.id).toBe('string');
    }),
    { numRuns: 3000 },
  );
});

test('V3: any id up to twenty digits comes out of a start as it went in', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (id) => {
      const reply = { data: String(id), envelope: {}, traceId: undefined };
      expect(createdIdOf(reply, 'data')?.id).toBe(String(id));
    }),
  );
});
