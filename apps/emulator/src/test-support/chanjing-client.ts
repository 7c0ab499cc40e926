import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import { type Emulator, type EmulatorSettings, startEmulator } from '../emulator.ts';
import { createFakeStudio, type FakeStudio, footage, silence } from './fake-studio.ts';

/** A reply as it came: nothing is decoded that a test might want to see raw. */
export interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The envelope, with `data` as the test expects it. */
export interface Envelope<T> {
  readonly trace_id: string;
  readonly code: number;
  readonly msg: string;
  readonly data: T;
}

type Texts = Readonly<Record<string, string>>;

export interface UploadTicket {
  readonly sign_url: string;
  readonly mime_type: string;
  readonly file_id: string;
  readonly full_path: string;
  readonly key: string;
}

export interface LipSyncDetail {
  readonly id: string;
  readonly status: number;
  readonly progress: number;
  readonly msg: string;
  readonly video_url: string;
  readonly preview_url: string;
  readonly duration: number;
  readonly create_time: number;
}

/** An emulator on a clock that the test moves, with a studio that takes no time, and a client that knows only HTTP. */
export interface TestBench extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  readonly studio: FakeStudio;
  readonly client: ChanjingClient;
  /** Lets time pass, and lets everything that fell due be made. */
  pass(ms: number): Promise<void>;
}

export async function startBench(settings: EmulatorSettings = {}): Promise<TestBench> {
  const clock = createVirtualClock({ auto: false });
  const studio = createFakeStudio();
  const emulator = await startEmulator({ clock, studio, timings: { variation: 0 }, ...settings });
  return {
    emulator,
    clock,
    studio,
    client: new ChanjingClient(emulator.chanjing),
    async pass(ms) {
      // What was asked for is made before time moves on: a hand that moves the clock waits for no hold.
      await emulator.idle();
      await clock.advance(ms);
      await emulator.idle();
    },
    [Symbol.asyncDispose]: emulator.close,
  };
}

export class ChanjingClient {
  readonly #settings: Emulator['chanjing'];
  token = '';

  constructor(settings: Emulator['chanjing']) {
    this.#settings = settings;
  }

  async raw(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RawReply> {
    const reply = await fetch(`${this.#settings.baseUrl}/open/v1/${path}`, {
      method,
      headers: { ...(this.token && { access_token: this.token }), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  }

  async post<T = Texts>(path: string, body: unknown): Promise<Envelope<T>> {
    return JSON.parse((await this.raw('POST', path, body)).text);
  }

  async get<T = Texts>(path: string, query: Texts = {}): Promise<Envelope<T>> {
    const search = new URLSearchParams(query).toString();
    return JSON.parse((await this.raw('GET', search === '' ? path : `${path}?${search}`)).text);
  }

  async login(
    { appId, secretKey }: { readonly appId: string; readonly secretKey: string } = this.#settings,
  ): Promise<Envelope<{ readonly access_token: string; readonly expire_in: number }>> {
    const reply = await this.post<{ readonly access_token: string; readonly expire_in: number }>('access_token', {
      app_id: appId,
      secret_key: secretKey,
    });
    if (reply.code === 0) this.token = reply.data.access_token;
    return reply;
  }

  /** Uploads as the pages say. @returns what create_upload_url told. */
  async upload(service: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<UploadTicket> {
    const { data } = await this.get<UploadTicket>('common/create_upload_url', { service, name });
    const reply = await fetch(data.sign_url, { method: 'PUT', headers: { 'content-type': data.mime_type }, body: bytes });
    if (reply.status !== 200) throw new Error(`PUT: ${reply.status} ${await reply.text()}`);
    return data;
  }

  /** Footage of 3 s. @returns its file id. */
  async uploadFootage(): Promise<string> {
    return (await this.upload('lip_sync_video', 'face.mp4', new Uint8Array(footage(3_000, 640, 360)))).file_id;
  }

  /** A recording of 4 s. @returns its file id. */
  async uploadRecording(): Promise<string> {
    return (await this.upload('lip_sync_audio', 'words.wav', new Uint8Array(silence(4_000)))).file_id;
  }
}
