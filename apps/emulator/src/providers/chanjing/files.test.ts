import { expect, test } from 'vitest';
import { startBench, type TestBench, type UploadTicket } from '../../test-support/chanjing-client.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const bytes = new Uint8Array([1, 2, 3, 4, 5]);

async function askTicket(bench: TestBench, service = 'lip_sync_audio', name = 'a.wav'): Promise<UploadTicket> {
  return (await bench.client.get<UploadTicket>('common/create_upload_url', { service, name })).data;
}

async function put(url: string, contentType: string | undefined, method = 'PUT'): Promise<{ status: number; text: string; type: string }> {
  const reply = await fetch(url, { method, headers: contentType === undefined ? {} : { 'content-type': contentType }, body: bytes });
  return { status: reply.status, text: await reply.text(), type: reply.headers.get('content-type') ?? '' };
}

async function statusOf(bench: TestBench, id: string): Promise<unknown> {
  return (await bench.client.get('common/file_detail', { id })).data?.status;
}

test.each([
  ['lip_sync_video', '1.mp4', 'video/mp4'],
  ['lip_sync_video', 'Face.MOV', 'video/quicktime'],
  ['lip_sync_audio', 'a.mp3', 'audio/mpeg'],
  ['customised_person', 'me.webm', 'video/webm'],
  ['prompt_audio', 'voice.wav', 'audio/x-wav'],
  ['make_video_audio', 'b.m4a', 'audio/m4a'],
  ['make_video_background', 'wall.png', 'image/png'],
  ['ai_creation', 'photo.jpg', 'image/jpeg'],
])('4: create_upload_url serves %s with all five fields, on another origin', async (service, name, mimeType) => {
  await using bench = await startBench();
  await bench.client.login();
  const { code, data } = await bench.client.get<UploadTicket>('common/create_upload_url', { service, name });
  expect(code).toBe(0);
  expect(Object.keys(data).sort()).toEqual(['file_id', 'full_path', 'key', 'mime_type', 'sign_url']);
  expect(data.mime_type).toBe(mimeType);
  expect(new URL(data.sign_url).origin).toBe(bench.emulator.origins.storage);
  expect(bench.emulator.origins.storage).not.toBe(bench.emulator.origins.api);
  expect(data.full_path.endsWith(`/${data.key}`)).toBe(true);
});

test.each([
  [{ service: 'holiday_photos', name: 'a.mp4' }, 'service'],
  [{ name: 'a.mp4' }, 'service'],
  [{ service: 'lip_sync_video' }, 'name'],
  [{ service: 'lip_sync_video', name: 'noextension' }, 'name'],
])('4: create_upload_url refuses %j as a parameter error', async (query, field) => {
  await using bench = await startBench();
  await bench.client.login();
  expect(await bench.client.get('common/create_upload_url', query)).toMatchObject({ code: 40000, msg: expect.stringContaining(field) });
});

test('5: an upload is streamed in and becomes ready a few seconds later', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const { sign_url: address, mime_type: mimeType, file_id: id, full_path: fullPath } = await askTicket(bench);
  expect(await statusOf(bench, id)).toBe(0);
  expect(await put(address, mimeType)).toMatchObject({ status: 200 });
  await bench.pass(2_999);
  expect(await statusOf(bench, id)).toBe(0);
  await bench.pass(1);
  const { data } = await bench.client.get('common/file_detail', { id });
  const createTime = expect.any(Number);
  expect(data).toEqual({
    id,
    service: 'lip_sync_audio',
    bytes: 5,
    create_time: createTime,
    file_path: fullPath,
    status: 1,
    msg: 'success',
  });
  const stored = await fetch(fullPath);
  expect([stored.headers.get('content-type'), new Uint8Array(await stored.arrayBuffer())]).toEqual(['audio/x-wav', bytes]);
});

test.each([
  ['another Content-Type', async ({ sign_url: url }: UploadTicket) => put(url, 'application/octet-stream')],
  ['no Content-Type', async ({ sign_url: url }: UploadTicket) => put(url, undefined)],
  ['a Content-Type with a charset', async ({ sign_url: url, mime_type: type }: UploadTicket) => put(url, `${type}; charset=utf-8`)],
  ['another method', async ({ sign_url: url, mime_type: type }: UploadTicket) => put(url, type, 'POST')],
  [
    'a signature that was changed',
    async ({ sign_url: url, mime_type: type }: UploadTicket) => put(url.replace(/Signature=../, 'Signature=AA'), type),
  ],
  ['no signature', async ({ sign_url: url, mime_type: type }: UploadTicket) => put(url.replace(/&?Signature=[^&]*/, ''), type)],
  [
    'another path',
    async ({ sign_url: url, mime_type: type }: UploadTicket) => put(url.replace(/\/[0-9a-f]{32}/, `/${'0'.repeat(32)}`), type),
  ],
])('5: PUT with %s is refused with 403 and XML, and leaves nothing', async (_name, attempt) => {
  await using bench = await startBench();
  await bench.client.login();
  const ticket = await askTicket(bench);
  const { status, text, type } = await attempt(ticket);
  expect({ status, type }).toEqual({ status: 403, type: 'application/xml' });
  expect(text).toContain('<Code>SignatureDoesNotMatch</Code>');
  await bench.pass(minuteMs);
  expect(await statusOf(bench, ticket.file_id)).toBe(0);
  expect((await fetch(ticket.full_path)).status).toBe(404);
});

test('5: sign_url dies after 15 minutes', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const { sign_url: url, mime_type: type } = await askTicket(bench);
  await bench.pass(15 * minuteMs - 1_000);
  expect(await put(url, type)).toMatchObject({ status: 200 });
  await bench.pass(1_000);
  const late = await put(url, type);
  expect([late.status, late.text]).toEqual([403, expect.stringContaining('<Message>Request has expired.</Message>')]);
});

test('5: sign_url is no address to read from', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const ticket = await askTicket(bench);
  await put(ticket.sign_url, ticket.mime_type);
  expect((await fetch(ticket.sign_url)).status).toBe(403);
});

test('5: an upload that breaks off leaves nothing behind', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const ticket = await askTicket(bench);
  const abort = new AbortController();
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(1_000));
    },
    pull: () => abort.abort(),
  });
  const sending = fetch(ticket.sign_url, {
    method: 'PUT',
    headers: { 'content-type': ticket.mime_type },
    body,
    duplex: 'half',
    signal: abort.signal,
  });
  await expect(sending).rejects.toThrow();
  await bench.pass(minuteMs);
  expect(await statusOf(bench, ticket.file_id)).toBe(0);
  expect((await fetch(ticket.full_path)).status).toBe(404);
  expect(bench.emulator.report().defects).toEqual([]);
});

test.each([98, 99, 100] as const)('5: a switch makes the next file end in state %i', async (state) => {
  await using bench = await startBench();
  await bench.client.login();
  bench.emulator.faults.fileState(state);
  const bent = await bench.client.upload('lip_sync_audio', 'a.wav', bytes);
  const next = await bench.client.upload('lip_sync_audio', 'b.wav', bytes);
  await bench.pass(minuteMs);
  expect([await statusOf(bench, bent.file_id), await statusOf(bench, next.file_id)]).toEqual([state, 1]);
  bench.emulator.faults.fileState(state, { fileId: next.file_id });
  expect(await statusOf(bench, next.file_id)).toBe(state);
});

test('5: a switch delays the next file', async () => {
  await using bench = await startBench();
  await bench.client.login();
  bench.emulator.faults.delayFile(minuteMs);
  const { file_id: id } = await bench.client.upload('lip_sync_audio', 'a.wav', bytes);
  await bench.pass(minuteMs - 1);
  expect(await statusOf(bench, id)).toBe(0);
  await bench.pass(1);
  expect(await statusOf(bench, id)).toBe(1);
});

test('5: files are purged after 30 days', async () => {
  await using bench = await startBench({ timings: { tokenLifeMs: 100 * dayMs } });
  await bench.client.login();
  const { file_id: id, full_path: fullPath } = await bench.client.upload('lip_sync_audio', 'a.wav', bytes);
  await bench.pass(30 * dayMs - 1);
  expect(await statusOf(bench, id)).toBe(1);
  await bench.pass(1);
  expect(await statusOf(bench, id)).toBe(100);
  expect((await fetch(fullPath)).status).toBe(404);
});

test('5: file_list pages newest first and filters by service; delete_file marks as deleted', async () => {
  await using bench = await startBench();
  await bench.client.login();
  const ids: string[] = [];
  for (const name of ['a.wav', 'b.wav', 'c.wav']) ids.unshift((await bench.client.upload('lip_sync_audio', name, bytes)).file_id);
  const { data } = await bench.client.post<{ list: { id: string }[]; page_info: unknown }>('common/file_list', { page: 1, page_size: 2 });
  expect(data.list.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  expect(data.page_info).toEqual({ page: 1, size: 2, total_count: 3, total_page: 2 });
  const { file_id: film } = await bench.client.upload('lip_sync_video', 'd.mp4', bytes);
  const oldest = await bench.client.post<{ list: { id: string }[] }>('common/file_list', { order: 'create_time asc', page_size: 100 });
  const newest = await bench.client.post<{ list: { id: string }[] }>('common/file_list', { page_size: 100 });
  expect(oldest.data.list.map(({ id }) => id)).toEqual(newest.data.list.map(({ id }) => id).reverse());
  const films = await bench.client.post<object>('common/file_list', { service: 'lip_sync_video' });
  expect(films.data).toMatchObject({ list: [{ id: film, service: 'lip_sync_video' }], page_info: { page: 1, size: 10, total_count: 1 } });
  expect(await bench.client.post('common/delete_file', { id: ids[0] })).toMatchObject({ code: 0, data: ids[0] });
  expect(await statusOf(bench, ids[0] ?? '')).toBe(99);
});

test('6: a file of another app is as unknown as one that never was', async () => {
  const accounts = [
    { appId: 'test-app', secretKey: 'test-secret' },
    { appId: 'other-app', secretKey: 'other-secret' },
  ] as const;
  await using bench = await startBench({ accounts });
  await bench.client.login();
  const { file_id: id } = await bench.client.upload('lip_sync_audio', 'a.wav', bytes);
  await bench.pass(minuteMs);
  await bench.client.login(accounts[1]);
  const refused = { code: 50000, msg: '文件不存在/您无权使用该文件' };
  expect(await bench.client.get('common/file_detail', { id })).toMatchObject(refused);
  expect(await bench.client.get('common/file_detail', { id: 'f'.repeat(32) })).toMatchObject(refused);
});
