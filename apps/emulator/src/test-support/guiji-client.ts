import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import { type Emulator, type EmulatorSettings, startEmulator } from '../emulator.ts';
import { createMediaStudio } from '../media/index.ts';
import { silence } from './fake-studio.ts';
import { type FileHost, startFileHost } from './file-host.ts';

/** The envelope, with `data` as the test expects it. */
export interface GuijiReply<T> {
  readonly code: string | number;
  readonly success: boolean;
  readonly message: string;
  readonly data: T;
}

type Members = Readonly<Record<string, unknown>>;

/** What is handed in, on a host of its own: whatever the service wants it fetches itself. */
export interface HandedIn {
  readonly video: string;
  readonly audio: string;
  readonly emptyAudio: string;
  readonly junk: string;
  /** Nothing is there. */
  readonly missing: string;
}

/** An emulator on a clock that the test moves, a host of media, and a client that knows only HTTP. */
export interface GuijiBench extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  readonly client: GuijiClient;
  readonly host: FileHost;
  readonly media: HandedIn;
  /** Lets time pass, and lets everything that fell due be made. */
  pass(ms: number): Promise<void>;
}

export async function startGuijiBench(settings: EmulatorSettings = {}): Promise<GuijiBench> {
  const clock = createVirtualClock({ auto: false });
  const host = await startFileHost({
    '/face.mp4': { type: 'video/mp4', bytes: await film() },
    '/words.wav': { type: 'audio/x-wav', bytes: silence(4_000) },
    '/empty.wav': { type: 'audio/x-wav', bytes: silence(0) },
    '/junk.wav': { type: 'audio/x-wav', bytes: new Uint8Array([1, 2, 3]) },
  });
  const emulator = await startEmulator({ clock, media: 'canned', ...settings, timings: { variation: 0, ...settings.timings } });
  const client = new GuijiClient(emulator.guiji, () => clock.now());
  await client.login();
  const at = (name: string) => `${host.origin}/${name}`;
  return {
    emulator,
    clock,
    client,
    host,
    media: { video: at('face.mp4'), audio: at('words.wav'), emptyAudio: at('empty.wav'), junk: at('junk.wav'), missing: at('missing.wav') },
    async pass(ms) {
      // What was asked for is made before time moves on: a hand that moves the clock waits for no hold.
      await emulator.idle();
      await clock.advance(ms);
      await emulator.idle();
    },
    async [Symbol.asyncDispose]() {
      await emulator.close();
      await host[Symbol.asyncDispose]();
    },
  };
}

let filmed: Promise<Uint8Array> | undefined;

/** A real film of 3 s, 640 x 360. */
export function film(): Promise<Uint8Array> {
  filmed ??= makeFilm();
  return filmed;
}

async function makeFilm(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-film-'));
  const studio = createMediaStudio({ folder, mode: 'canned' });
  const voice = { seed: 'face', sex: 'female', language: 'en' } as const;
  const looks = { widthPx: 640, heightPx: 360, playback: 'forward', frames: 'sequential', volume: 100, label: 'face' } as const;
  await studio.speak({ text: 'I consent to this being cloned for tests.', voice, speed: 1, pitch: 1, outPath: 'sound.wav' });
  await studio.film({ ...looks, audioPath: 'sound.wav', outPath: 'film.mp4', coverPath: 'film.jpg' });
  const bytes = readFileSync(join(folder, 'film.mp4'));
  rmSync(folder, { recursive: true });
  return bytes;
}

export class GuijiClient {
  readonly #settings: Emulator['guiji'];
  readonly #now: () => number;
  token = '';

  constructor(settings: Emulator['guiji'], now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** A reply as it came. */
  async raw(method: 'GET' | 'POST', path: string, query: Readonly<Record<string, string>>, body?: unknown): Promise<Response> {
    const search = new URLSearchParams(query).toString();
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    return fetch(`${this.#settings.baseUrl}/openapi/${path}${search === '' ? '' : `?${search}`}`, {
      method,
      headers,
      ...(text && { body: text }),
    });
  }

  async post<T = Members>(path: string, body: unknown = {}): Promise<GuijiReply<T>> {
    return (await (await this.raw('POST', path, { access_token: this.token }, body)).json()) as GuijiReply<T>;
  }

  async get<T = Members>(path: string): Promise<GuijiReply<T>> {
    return (await (await this.raw('GET', path, { access_token: this.token })).json()) as GuijiReply<T>;
  }

  /** Asks for a token with what the pages say, or with something else in its place. */
  async askToken(
    change: Readonly<Record<string, string>> = {},
  ): Promise<GuijiReply<{ readonly access_token: string; readonly expires_in: number }>> {
    const { apiKey, apiSecret } = this.#settings;
    const timestamp = String(this.#now());
    const sign = createHash('md5').update(`${apiKey}${timestamp}${apiSecret}`).digest('hex');
    const reply = await this.raw('GET', 'oauth/token', { grant_type: 'sign', timestamp, sign, appId: apiKey, ...change });
    return (await reply.json()) as GuijiReply<{ readonly access_token: string; readonly expires_in: number }>;
  }

  async login(): Promise<void> {
    this.token = (await this.askToken()).data.access_token;
  }
}
