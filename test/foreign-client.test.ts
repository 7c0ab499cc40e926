import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmulatorServer, startEmulatorServer } from './support/emulator.ts';
import { createProject, type TestProject } from './support/project.ts';

/** A client written from the provider's pages alone, as others write them: no code of ours between it and the emulator. */
class PlainClient {
  readonly #base: string;
  #token = '';
  constructor(base: string) {
    this.#base = `${base}/open/v1`;
  }
  async login(appId: string, secretKey: string): Promise<Record<string, unknown>> {
    const reply = await this.call('POST', '/access_token', { app_id: appId, secret_key: secretKey });
    this.#token = String((reply.data as { access_token: string } | null)?.access_token ?? '');
    return reply;
  }
  async call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Record<string, unknown>> {
    const reply = await fetch(this.#base + path, {
      method,
      headers: { access_token: this.#token, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await reply.json()) as Record<string, unknown>;
  }
  async upload(service: string, path: string): Promise<string> {
    const { data } = (await this.call('GET', `/common/create_upload_url?service=${service}&name=${path.split('/').at(-1)}`)) as {
      data: { sign_url: string; mime_type: string; file_id: string };
    };
    const put = await fetch(data.sign_url, { method: 'PUT', headers: { 'Content-Type': data.mime_type }, body: readFileSync(path) });
    expect(put.status).toBe(200);
    return data.file_id;
  }
}

let project: TestProject;
let emulator: EmulatorServer;
beforeAll(async () => {
  project = createProject();
  emulator = await startEmulatorServer(project.path, []);
});
afterAll(async () => {
  await emulator.stop();
  project[Symbol.dispose]();
});

async function connect(): Promise<PlainClient> {
  const client = new PlainClient(emulator.env.CHANJING_OPENAPI_BASE_URL ?? '');
  await client.login(emulator.env.CHANJING_APP_ID ?? '', emulator.env.CHANJING_SECRET_KEY ?? '');
  return client;
}

/** Moves the emulator's own time until a task has ended. */
async function until(
  look: () => Promise<Record<string, unknown>>,
  done: (data: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  for (let i = 0; i < 200; i++) {
    const { data } = (await look()) as { data: Record<string, unknown> };
    if (done(data)) return data;
    await emulator.control('POST', 'clock/advance', { ms: 5_000 });
  }
  throw new Error('the task did not end');
}

test('speech and a film by the documented calls, in the documented shapes', async () => {
  const client = await connect();
  const speech = (await client.call('POST', '/create_audio_task', {
    audio_man: String(
      ((await client.call('GET', '/list_common_audio?page=1&size=10')) as { data: { list: { id: string }[] } }).data.list[0]?.id,
    ),
    speed: 1,
    pitch: 1,
    text: { text: 'Hello, I am your AI assistant.' },
  })) as { code: number; data: { task_id: string } };
  expect(speech.code).toBe(0);
  const spoken = await until(
    () => client.call('POST', '/audio_task_state', { task_id: speech.data.task_id }),
    (data) => data.status === 9,
  );
  expect(spoken).toMatchObject({ type: 'tts', errMsg: '', errReason: '', text: ['Hello, I am your AI assistant.'] });
  const full = spoken.full as { url: string; duration: number };
  const wav = Buffer.from(await (await fetch(full.url)).arrayBuffer());
  expect(wav.toString('latin1', 0, 4)).toBe('RIFF');

  const video = await client.upload('lip_sync_video', join(project.path, 'assets', 'mei-desk.mp4'));
  await until(
    () => client.call('GET', `/common/file_detail?id=${video}`),
    (data) => data.status === 1,
  );
  const film = (await client.call('POST', '/video_lip_sync/create', {
    video_file_id: video,
    screen_width: 180,
    screen_height: 320,
    model: 0,
    audio_type: 'tts',
    tts_config: { text: '君不见黄河之水天上来,奔流到海不复回。', audio_man_id: 'C-f2429d07554749839849497589199916', speed: 1, pitch: 1 },
  })) as { code: number; msg: string; data: unknown };
  expect(film.code).toBe(0);
  const filmed = await until(
    () => client.call('GET', `/video_lip_sync/detail?id=${film.data}`),
    (data) => data.status === 20,
  );
  expect(filmed).toMatchObject({ id: film.data, progress: 100 });
  expect((await fetch(String(filmed.video_url))).headers.get('content-type')).toBe('video/mp4');
});

test('a second login kills the first token at once', async () => {
  const first = await connect();
  await connect();
  expect(await first.call('POST', '/video_lip_sync/list', { page: 1, page_size: 10 })).toMatchObject({
    code: 10400,
    msg: 'AccessToken已失效',
  });
});

test('results answer range requests', async () => {
  const client = await connect();
  const task = (await client.call('POST', '/create_audio_task', {
    audio_man: String(
      ((await client.call('GET', '/list_common_audio?page=1&size=10')) as { data: { list: { id: string }[] } }).data.list[0]?.id,
    ),
    speed: 1,
    pitch: 1,
    text: { text: 'One two three.' },
  })) as { data: { task_id: string } };
  const spoken = await until(
    () => client.call('POST', '/audio_task_state', { task_id: task.data.task_id }),
    (data) => data.status === 9,
  );
  const { url } = spoken.full as { url: string };
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  const part = await fetch(url, { headers: { Range: 'bytes=10-19' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`);
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20))).toBe(true);
});
