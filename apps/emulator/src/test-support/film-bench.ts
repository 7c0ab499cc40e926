import { type ChanjingClient, startBench, type TestBench } from './chanjing-client.ts';
import { footage, silence } from './fake-studio.ts';

export const publicAvatar = '1421df93d7754ee19dcaa18e85b68f39';
export const publicVoice = 'C-5c1d7f0c3b5a4b0e9a4e7f6d2c8b9a10';

/** What the detail of an avatar film tells. */
export interface FilmDetail {
  readonly id: string;
  readonly status: number;
  readonly progress: number;
  readonly msg: string;
  readonly video_url: string;
  readonly subtitle_data_url: string;
  readonly preview_url: string;
  readonly duration: number;
  readonly create_time: number;
  readonly audio_urls: readonly string[] | null;
  readonly queue_status: string;
  readonly queue_desc: string;
}

/** What the detail of a custom avatar tells. */
export interface PersonDetail {
  readonly id: string;
  readonly status: number;
  readonly pic_url: string;
  readonly preview_url: string;
  readonly audio_man_id: string;
  readonly err_reason: string;
  readonly reason: string;
}

/** A request with everything that is needed; `more` changes members at the top, `person` and `audio` those below. */
export function filmRequest(more: Record<string, unknown> = {}): Record<string, unknown> {
  const { person = {}, audio = {}, ...top } = more;
  return {
    person: { id: publicAvatar, x: 0, y: 0, width: 540, height: 960, figure_type: 'sit_body', ...(person as object) },
    audio: {
      type: 'tts',
      tts: { text: ['Hello there. This is me.'], speed: 1, audio_man: publicVoice },
      volume: 100,
      ...(audio as object),
    },
    screen_width: 540,
    screen_height: 960,
    ...top,
  };
}

export async function startFilmBench(settings: Parameters<typeof startBench>[0] = {}): Promise<TestBench> {
  const bench = await startBench(settings);
  await bench.client.login();
  return bench;
}

/** Asks for a film. @returns its id. */
export async function askFilm({ client }: Pick<TestBench, 'client'>, more: Record<string, unknown> = {}): Promise<string> {
  const { code, msg, data } = await client.post<string>('create_video', filmRequest(more));
  if (code !== 0) throw new Error(`create_video: ${code} ${msg}`);
  return data;
}

export async function filmDetail({ client }: Pick<TestBench, 'client'>, id: string): Promise<FilmDetail> {
  return (await client.get<FilmDetail>('video', { id })).data;
}

/** A finished film and what is told of it. */
export async function madeFilm(bench: TestBench, more: Record<string, unknown> = {}): Promise<FilmDetail> {
  const id = await askFilm(bench, more);
  await bench.pass(120_000);
  return filmDetail(bench, id);
}

/** Uploads something that is ready at once afterwards. @returns its file id. */
export async function uploaded(bench: TestBench, service: string, name: string, bytes: Uint8Array): Promise<string> {
  const { file_id: id } = await bench.client.upload(service, name, new Uint8Array(bytes));
  await bench.pass(5_000);
  return id;
}

export function uploadedSound(bench: TestBench, durationMs = 4_000): Promise<string> {
  return uploaded(bench, 'make_video_audio', 'words.wav', silence(durationMs));
}

export function uploadedFace(bench: TestBench, { name = 'face.mp4', hasAudio = true } = {}): Promise<string> {
  return uploaded(bench, 'customised_person', name, footage(3_000, 720, 1280, hasAudio));
}

export async function personDetail(client: ChanjingClient, id: string): Promise<PersonDetail> {
  return (await client.get<PersonDetail>('customised_person', { id })).data;
}

/** A custom avatar that is ready. @returns its id. */
export async function madePerson(bench: TestBench, more: Record<string, unknown> = {}): Promise<string> {
  const fileId = more.file_id ?? more.material_video ?? (await uploadedFace(bench));
  const { code, msg, data } = await bench.client.post<string>('create_customised_person', { name: 'me', file_id: fileId, ...more });
  if (code !== 0) throw new Error(`create_customised_person: ${code} ${msg}`);
  await bench.pass(120_000);
  return data;
}
