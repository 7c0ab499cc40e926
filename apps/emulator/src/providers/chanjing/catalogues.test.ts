import { expect, test } from 'vitest';
import { filmRequest, startFilmBench } from '../../test-support/film-bench.ts';

interface Figure {
  readonly type: string;
  readonly cover: string;
  readonly pic_path: string;
  readonly width: number;
  readonly height: number;
  readonly preview_video_url: string;
  readonly bg_replace: boolean;
}

interface Avatar {
  readonly id: string;
  readonly name: string;
  readonly audio_man_id: string;
  readonly audio_preview: string;
  readonly tag_ids: readonly number[];
  readonly figures: readonly Figure[];
}

interface Page<T> {
  readonly list: readonly T[];
  readonly page_info: { readonly page: number; readonly size: number; readonly total_count: number; readonly total_page: number };
}

const avatarsOf = async (bench: Awaited<ReturnType<typeof startFilmBench>>, query = '') =>
  JSON.parse((await bench.client.raw('GET', `list_common_dp${query}`)).text).data as Page<Avatar>;

test('11: a preview that many ask for at once is there for all of them', async () => {
  await using bench = await startFilmBench();
  const { list } = await avatarsOf(bench);
  const [figure] = list[0]?.figures ?? [];
  const addresses = Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? figure?.cover : figure?.preview_video_url) ?? 'about:invalid');
  const states = await Promise.all(addresses.map(async (address) => (await fetch(address)).status));
  expect(states).toEqual(addresses.map(() => 200));
});

test('11: public avatars have every documented member, and media that can be reached', async () => {
  await using bench = await startFilmBench();
  const { list, page_info: info } = await avatarsOf(bench);
  expect(info).toEqual({ page: 1, size: 10, total_count: list.length, total_page: 1 });
  for (const avatar of list) {
    expect(avatar).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: expect.any(String),
      gender: expect.stringMatching(/^(?:Female|Male|)$/),
      width: 0,
      height: 0,
      figures: expect.any(Array),
      audio_name: expect.any(String),
      audio_man_id: expect.any(String),
      audio_preview: expect.stringMatching(/\.wav$/),
      audio_lang: expect.any(String),
      tag_ids: expect.any(Array),
      tag_names: avatar.tag_ids.map(() => expect.stringMatching(/./)),
    });
    expect((await fetch(avatar.audio_preview)).status).toBe(200);
    for (const figure of avatar.figures) {
      expect(figure).toMatchObject({
        type: expect.stringMatching(/^(?:whole_body|sit_body|circle_view)$/),
        pic_path: figure.cover,
        bg_replace: true,
      });
      expect([figure.width % 2, figure.height % 2]).toEqual([0, 0]);
      const types = await Promise.all(
        [figure.cover, figure.preview_video_url].map(async (address) => (await fetch(address)).headers.get('content-type')),
      );
      expect(types).toEqual(['image/jpeg', 'video/mp4']);
    }
  }
});

test('11: every figure of every public avatar, with its own voice, is one that a film can be made of', async () => {
  await using bench = await startFilmBench({ limits: { set: 'none' } });
  for (const { id, audio_man_id: voice, figures } of (await avatarsOf(bench)).list) {
    for (const { type, width, height } of figures) {
      const body = filmRequest({ person: { id, figure_type: type, width, height }, audio: { tts: { text: ['你好'], audio_man: voice } } });
      expect(await bench.client.post('create_video', body)).toMatchObject({ code: 0 });
    }
  }
});

test.each([
  ['?page=2&size=1', 1, { page: 2, size: 1 }],
  ['?page=9&size=2', 0, { page: 9, size: 2 }],
  ['?page=1&page_size=1', 3, { page: 1, size: 10 }],
  ['?page=0&size=0', 3, { page: 1, size: 10 }],
])('11: %s pages by page and size', async (query, count, info) => {
  await using bench = await startFilmBench();
  const { list, page_info: told } = await avatarsOf(bench, query);
  expect([list.length, told]).toMatchObject([count, info]);
});

test.each([
  ['?tag_ids=11', ['知夏', 'Grace']],
  ['?tag_ids=11,21', ['知夏']],
  ['?tag_ids=11&tag_ids=21', ['知夏']],
  ['?tag_ids=11,12', []],
  ['?tag_ids=99', []],
  ['?tag_ids=', ['知夏', '承宇', 'Grace']],
])('11: %s asks for avatars that have all of the tags', async (query, names) => {
  await using bench = await startFilmBench();
  expect((await avatarsOf(bench, query)).list.map(({ name }) => name)).toEqual(names);
});

test('11: where only the first of repeated tags counts, commas still mean all', async () => {
  await using bench = await startFilmBench({ chanjing: { quirks: { repeatedTags: 'first' } } });
  expect((await avatarsOf(bench, '?tag_ids=11&tag_ids=21')).list.map(({ name }) => name)).toEqual(['知夏', 'Grace']);
  expect((await avatarsOf(bench, '?tag_ids=11,21')).list.map(({ name }) => name)).toEqual(['知夏']);
});

test.each([
  ['?sort=latest', ['Grace', '承宇', '知夏']],
  ['?sort=hottest', ['承宇', 'Grace', '知夏']],
  ['?source=0', ['知夏', '承宇', 'Grace']],
])('11: %s', async (query, names) => {
  await using bench = await startFilmBench();
  expect((await avatarsOf(bench, query)).list.map(({ name }) => name)).toEqual(names);
});

test('11: public voices can be heard, and paged by size', async () => {
  await using bench = await startFilmBench();
  const { data } = await bench.client.get<Page<{ readonly id: string; readonly audition: string }>>('list_common_audio', {
    page: '1',
    size: '3',
  });
  expect(data).toMatchObject({ list: { length: 3 }, page_info: { page: 1, size: 3, total_count: 4, total_page: 2 } });
  for (const voice of data.list) {
    expect(voice).toMatchObject({
      grade: 1,
      name: expect.any(String),
      gender: expect.any(String),
      lang: expect.any(String),
      desc: expect.any(String),
      speed: 1,
      pitch: 1,
    });
    expect((await fetch(voice.audition)).headers.get('content-type')).toBe('audio/x-wav');
  }
});

test.each([
  ['', ['性别', '场景', '语言']],
  ['?business_type=1', ['性别', '场景']],
  ['?business_type=2', ['语言']],
  ['?business_type=1&business_type=2', ['性别', '场景', '语言']],
  ['?business_type=3', []],
])('11: tags of %s', async (query, names) => {
  await using bench = await startFilmBench();
  const { data } = JSON.parse((await bench.client.raw('GET', `common/tag_list${query}`)).text) as {
    data: { list: { name: string; tag_list: object[] }[] };
  };
  expect(data.list.map(({ name }) => name)).toEqual(names);
  for (const { tag_list: tags } of data.list)
    expect(tags[0]).toMatchObject({ id: expect.any(Number), name: expect.any(String), category_id: expect.any(Number) });
});

test('11: fonts are a bare array, with a preview and a file that can be reached and used', async () => {
  await using bench = await startFilmBench();
  const { data } = await bench.client.get<{ id: string; name: string; preview: string; ttf_path: string }[]>('font_list');
  expect(Array.isArray(data)).toBe(true);
  for (const font of data) {
    const types = await Promise.all(
      [font.preview, font.ttf_path].map(async (address) => (await fetch(address)).headers.get('content-type')),
    );
    expect(types).toEqual(['image/jpeg', 'font/ttf']);
    const body = filmRequest({ subtitle_config: { show: true, width: 500, font_id: font.id } });
    expect(await bench.client.post('create_video', body)).toMatchObject({ code: 0 });
  }
});

test('every call needs a token', async () => {
  await using bench = await startFilmBench();
  bench.client.token = 'stale';
  for (const path of ['list_common_dp', 'common/tag_list', 'font_list', 'video', 'customised_person']) {
    expect(await bench.client.get(path)).toMatchObject({ code: 10400 });
  }
  for (const path of [
    'create_video',
    'video_list',
    'delete_video',
    'create_customised_person',
    'list_customised_person',
    'delete_customised_person',
    'consume_detail',
  ]) {
    expect(await bench.client.post(path, {})).toMatchObject({ code: 10400 });
  }
});
