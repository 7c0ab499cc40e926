import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createVirtualClock } from '@reelwright/clock';
import type { LocalMedium, MediumPurpose, StagedMedium } from '@reelwright/provider';
import { createTempFolder, failureOf, startHttpServer } from '@reelwright/test-kit';
import { envelope, refusal } from '@reelwright/test-kit/envelope';
import { expect, test } from 'vitest';
import { createRig, createTestChanjing } from './__testing__/chanjing-rig.ts';

const { answer } = createRig();

/** The API on an address of this machine, played by msw; the storage is a real server, as bodies need one. */
const host = 'http://127.0.0.1:8080';
const bytes = Buffer.from('not really a film, and nobody looks');
const sha256 = createHash('sha256').update(bytes).digest('hex');

function mediumIn(folder: string, purpose: MediumPurpose, extension: string): LocalMedium {
  const path = join(folder, `Mei 的 video.${extension}`);
  writeFileSync(path, bytes);
  return { path, purpose, facts: { sha256, sizeBytes: bytes.length, extension } };
}

async function startStorage(status = 200) {
  const puts: {
    readonly method: string | undefined;
    readonly url: string | undefined;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[] = [];
  const server = await startHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    puts.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.writeHead(status).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
  });
  const ticket = (more: object = {}) => ({
    sign_url: `${server.url}/bucket/x.mp4?Expires=1&Signature=sig%2Babc`,
    mime_type: 'video/mp4',
    file_id: 'e284db4d95de4220afe78132158156b5',
    full_path: 'https://res.example/bucket/x.mp4',
    key: 'bucket/x.mp4',
    ...more,
  });
  return { ...server, puts, ticket, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test.each([
  ['voice-sample', 'prompt_audio', 'wav'],
  ['footage', 'lip_sync_video', 'mp4'],
  ['driving-audio', 'lip_sync_audio', 'mp3'],
  ['avatar-footage', 'customised_person', 'webm'],
  ['avatar-audio', 'make_video_audio', 'm4a'],
  ['background', 'make_video_background', 'png'],
  ['consent', 'customised_person', 'mp4'],
] as const)('stages a %s under the service %s, by a name that tells the format alone', async (purpose, service, extension) => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  const asked = answer('common/create_upload_url', storage.ticket(), host);
  const clock = createVirtualClock({ auto: false });
  const staged = await createTestChanjing({ baseUrl: host, clock }).stage(mediumIn(folder.path, purpose, extension), {});
  expect(asked).toEqual([
    { method: 'GET', query: { service, name: `${sha256.slice(0, 16)}.${extension}` }, token: expect.any(String), body: undefined },
  ]);
  expect(storage.puts).toMatchObject([{ method: 'PUT', url: '/bucket/x.mp4?Expires=1&Signature=sig%2Babc', body: bytes.toString() }]);
  expect(staged).toEqual({
    provider: 'chanjing',
    purpose,
    id: 'e284db4d95de4220afe78132158156b5',
    url: 'https://res.example/bucket/x.mp4',
    expiresAt: clock.now() + 29 * 24 * 3_600_000,
  });
});

test('13: the upload carries exactly the returned content type, its length, and no token', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  const headers = { 'x-oss-security-token': 'sts', 'Content-Type': 'text/plain', access_token: 'x', Host: 'evil.example', odd: 1 };
  answer('common/create_upload_url', storage.ticket({ mime_type: 'video/x-custom; a=b', headers }), host);
  await createTestChanjing({ baseUrl: host }).stage(mediumIn(folder.path, 'footage', 'mp4'), {});
  const [put] = storage.puts;
  expect(put?.headers).toMatchObject({
    'content-type': 'video/x-custom; a=b',
    'content-length': String(bytes.length),
    'x-oss-security-token': 'sts',
    host: storage.url.replace('http://', ''),
  });
  for (const header of ['access_token', 'authorization', 'odd', 'transfer-encoding']) expect(put?.headers).not.toHaveProperty(header);
});

test('13, C30: a refused address is a passing fault, and the next attempt asks for a fresh one', async () => {
  using folder = createTempFolder();
  await using expired = await startStorage(403);
  await using storage = await startStorage();
  const asked = answer('common/create_upload_url', (_, call) => envelope((call === 1 ? expired : storage).ticket()), host);
  const chanjing = createTestChanjing({ baseUrl: host });
  const medium = mediumIn(folder.path, 'footage', 'mp4');
  const error = await failureOf(chanjing.stage(medium, {}));
  expect(error).toMatchObject({
    errorClass: 'transient',
    hint: expect.stringContaining('fresh'),
    wire: { code: 'SignatureDoesNotMatch', httpStatus: 403 },
  });
  expect(inspect(error, { depth: 9 })).not.toMatch(/sig%2Babc|sig\+abc/);
  await chanjing.stage(medium, {});
  expect([asked.length, expired.puts.length, storage.puts.length]).toEqual([2, 1, 1]);
});

test('30: uploads go to whatever host the service names', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  answer('common/create_upload_url', storage.ticket({ sign_url: `${storage.url.replace('127.0.0.1', 'localhost')}/other` }), host);
  await createTestChanjing({ baseUrl: host }).stage(mediumIn(folder.path, 'footage', 'mp4'), {});
  expect(storage.puts[0]?.url).toBe('/other');
});

test('S1: an upload address inside a private network is not followed when the service is on the internet', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  answer('common/create_upload_url', storage.ticket());
  const error = await failureOf(createTestChanjing().stage(mediumIn(folder.path, 'footage', 'mp4'), {}));
  expect(error).toMatchObject({ code: 'RUN_FENCE', errorClass: 'provider' });
  expect(storage.puts).toHaveLength(0);
});

test('15: a voice sample without a public address is told before its upload', async () => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  answer('common/create_upload_url', storage.ticket({ full_path: '' }), host);
  const chanjing = createTestChanjing({ baseUrl: host });
  expect(await failureOf(chanjing.stage(mediumIn(folder.path, 'voice-sample', 'wav'), {}))).toMatchObject({
    message: expect.stringContaining('data.full_path'),
  });
  expect(storage.puts).toHaveLength(0);
  expect(await chanjing.stage(mediumIn(folder.path, 'footage', 'mp4'), {})).not.toHaveProperty('url');
});

test.each(['sign_url', 'mime_type', 'file_id'])('V16: an upload address without %s is told as such, without the signature', async (key) => {
  using folder = createTempFolder();
  await using storage = await startStorage();
  answer('common/create_upload_url', storage.ticket({ [key]: null }), host);
  const error = await failureOf(createTestChanjing({ baseUrl: host }).stage(mediumIn(folder.path, 'footage', 'mp4'), {}));
  expect(error).toMatchObject({ errorClass: 'transient', code: 'PROVIDER_UNREADABLE', message: expect.stringContaining(`"data.${key}"`) });
  expect(inspect(error, { depth: 9 })).not.toContain('Signature');
});

const staged = (id: string): StagedMedium => ({ provider: 'chanjing', purpose: 'footage', id });

test.each([
  [0, { state: 'pending' }],
  [1, { state: 'ready' }],
  [2, { state: 'ready' }],
  ['1', { state: 'ready' }],
  [7, { state: 'pending' }],
  [98, { state: 'failed', error: { errorClass: 'rejected-content', message: expect.stringContaining('safety check') } }],
  [99, { state: 'failed', error: { errorClass: 'missing-resource', message: expect.stringContaining('was deleted') } }],
  [100, { state: 'failed', error: { errorClass: 'missing-resource' } }],
])('C19, 14: an uploaded file of state %j is %j', async (status, expected) => {
  const asked = answer('common/file_detail', { id: 'f-1', status, msg: '' });
  expect(await createTestChanjing().pollStaged([staged('f-1')], {})).toMatchObject([expected]);
  expect(asked).toMatchObject([{ method: 'GET', query: { id: 'f-1' } }]);
});

test('a file that failed the safety check is told in the words of the service', async () => {
  answer('common/file_detail', { status: 98, msg: '内容违规' });
  expect(await createTestChanjing().pollStaged([staged('f-1')], {})).toMatchObject([{ error: { wire: { message: '内容违规' } } }]);
});

test('several files are answered in the order asked, by one call; what the list does not show is asked about alone', async () => {
  const files = ['a', 'b', 'x'].map((id) => ({ id, status: id === 'a' ? 0 : 1 }));
  const asked = answer('common/file_list', { list: [...files, { id: 'c' }, null], page_info: { page: 1, total_page: 1 } });
  const alone = answer('common/file_detail', ({ query }) => envelope({ status: query.id === 'c' ? 1 : 0 }));
  const { pollStaged } = createTestChanjing();
  const looks = [];
  for (let n = 0; n < 3; n += 1) looks.push((await pollStaged(['b', 'a', 'c'].map(staged), {})).map(({ state }) => state));
  expect(looks).toEqual([
    ['ready', 'pending', 'pending'],
    ['pending', 'pending', 'ready'],
    ['ready', 'pending', 'pending'],
  ]);
  expect([asked.length, alone.map(({ query }) => query.id)]).toEqual([2, ['c']]);
});

test('where the list shows none of them, they are asked about in turn', async () => {
  answer('common/file_list', { list: 'soon' });
  const alone = answer('common/file_detail', { status: 0 });
  const { pollStaged } = createTestChanjing();
  for (let n = 0; n < 4; n += 1) await pollStaged(['b', 'a'].map(staged), {});
  expect(alone.map(({ query }) => query.id)).toEqual(['b', 'a', 'b']);
});

test('14: a file that is not known any more has failed, so that it is uploaded anew', async () => {
  answer('common/file_detail', () => refusal(50000, '文件不存在/您无权使用该文件'));
  expect(await createTestChanjing().pollStaged([staged('f-1')], {})).toMatchObject([
    { state: 'failed', error: { errorClass: 'missing-resource' } },
  ]);
});

test.each([
  [() => refusal(40000, '文件暂不可用'), 'transient'],
  [() => refusal(40001, '超出QPS限制'), 'rate-limit'],
  [() => envelope({ id: 'f-1' }), 'transient'],
  [() => envelope(null), 'transient'],
])('6: a look at a file that is not answered (%#) can be repeated', async (reply, errorClass) => {
  answer('common/file_detail', reply);
  expect(await failureOf(createTestChanjing().pollStaged([staged('f-1')], {}))).toMatchObject({ errorClass });
});
