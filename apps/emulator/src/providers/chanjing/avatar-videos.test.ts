import { expect, test } from 'vitest';
import { startCallbackSink } from '../../test-support/callback-sink.ts';
import { footage, silence } from '../../test-support/fake-studio.ts';
import { startFileHost } from '../../test-support/file-host.ts';
import {
  askFilm,
  type FilmDetail,
  filmDetail,
  filmRequest,
  madeFilm,
  madePerson,
  publicVoice,
  startFilmBench,
  uploaded,
  uploadedFace,
  uploadedSound,
} from '../../test-support/film-bench.ts';

/** As much of a PNG as tells that it is one. */
const pngStart = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

test('8: a film is 10 while it waits and is made, 30 when it is done, with an id of 19 digits and its length in seconds', async () => {
  await using bench = await startFilmBench();
  const id = await askFilm(bench);
  expect(id).toMatch(/^1\d{18}$/);
  const createTime = Math.floor(bench.clock.now() / 1000);
  const pending = {
    id,
    status: 10,
    msg: '',
    video_url: '',
    subtitle_data_url: '',
    preview_url: '',
    duration: 0,
    create_time: createTime,
    audio_urls: null,
  };
  expect(await filmDetail(bench, id)).toEqual({ ...pending, progress: 0, queue_status: 'queued', queue_desc: '排队中' });
  await bench.pass(15_000);
  const running = await filmDetail(bench, id);
  expect(running).toEqual({ ...pending, progress: expect.any(Number), queue_status: 'processing', queue_desc: '视频合成中' });
  expect(running.progress > 10 && running.progress < 100).toBe(true);
  await bench.pass(30_000);
  const done = await filmDetail(bench, id);
  expect(done).toMatchObject({
    id,
    status: 30,
    progress: 100,
    msg: '',
    duration: 2,
    queue_status: 'completed',
    queue_desc: '',
    subtitle_data_url: '',
  });
  const addresses = [done.video_url, done.preview_url, ...(done.audio_urls ?? [])];
  expect(await Promise.all(addresses.map(async (address) => (await fetch(address)).headers.get('content-type')))).toEqual([
    'video/mp4',
    'image/jpeg',
    'audio/x-wav',
  ]);
});

test('8: everything that can be wished for reaches the film', async () => {
  await using host = await startFileHost({ '/room.png': { type: 'image/png', bytes: pngStart } });
  await using bench = await startFilmBench();
  await madeFilm(bench, {
    person: { x: 10, y: -20, width: 300, height: 400, figure_type: 'whole_body', drive_mode: 'random', backway: 2 },
    audio: {
      tts: { text: ['Hello there. This is me.', ' And more.'], speed: 0.5, pitch: 1.5, audio_man: publicVoice },
      volume: 30,
      language: 'en',
    },
    bg_color: '#112233',
    bg: { src_url: `${host.origin}/room.png`, x: 1, y: 2, width: 100, height: 200 },
    subtitle_config: {
      show: true,
      x: 5,
      y: 700,
      width: 500,
      height: 150,
      font_size: 40,
      color: '#ffee00',
      stroke_color: '#00aa00',
      stroke_width: 3,
    },
    add_compliance_watermark: true,
    compliance_watermark_position: 3,
    model: 1,
  });
  expect(bench.studio.spoken).toMatchObject([
    { text: 'Hello there. This is me. And more.', speed: 0.5, pitch: 1.5, voice: { seed: publicVoice } },
  ]);
  expect(bench.studio.filmed).toEqual([
    expect.objectContaining({
      widthPx: 540,
      heightPx: 960,
      playback: 'reverse',
      frames: 'random',
      volume: 30,
      watermark: 'bottom-right',
      transparent: false,
      silent: false,
      label: 'EMULATED · Chanjing avatar video · high',
      scene: {
        figure: { leftPx: 10, topPx: -20, widthPx: 300, heightPx: 400, form: 'standing' },
        backgroundColor: '#112233',
        backgroundImage: { leftPx: 1, topPx: 2, widthPx: 100, heightPx: 200, path: expect.stringContaining('.png') },
      },
      captions: {
        cues: expect.arrayContaining([expect.objectContaining({ text: 'Hello there.', startMs: 0 })]),
        box: { leftPx: 5, topPx: 700, widthPx: 500, heightPx: 150 },
        fontSizePx: 40,
        color: '#ffee00',
        strokeColor: '#00aa00',
        strokePx: 3,
      },
    }),
  ]);
});

test('8: what is not said has the documented defaults', async () => {
  await using bench = await startFilmBench();
  const { person, audio } = filmRequest({
    person: { x: undefined, y: undefined, width: undefined, height: undefined },
    audio: { type: undefined, volume: undefined, language: undefined },
  });
  const { data: id } = await bench.client.post<string>('create_video', { person, audio });
  await bench.pass(120_000);
  expect(await filmDetail(bench, id)).toMatchObject({ status: 30 });
  const [order] = bench.studio.filmed;
  expect(order).toMatchObject({ widthPx: 1080, heightPx: 1920, playback: 'forward', frames: 'sequential', volume: 100 });
  expect(order?.scene).toEqual({ figure: { leftPx: 0, topPx: 0, widthPx: 1080, heightPx: 1920, form: 'sitting' } });
  expect([order?.captions, order?.watermark]).toEqual([undefined, undefined]);
});

const config = { show: true, x: 0, y: 0, width: 500, height: 100, font_size: 40 };

test.each<[string, Record<string, unknown>, number, string]>([
  ['no person', { person: { id: undefined } }, 40000, 'person.id'],
  ['an id that is a number', { person: { id: 7 } }, 400, 'person.id'],
  ['an avatar that is not there', { person: { id: 'C-none' } }, 50000, '定制数字人不存在'],
  ['a public avatar without a figure', { person: { figure_type: undefined } }, 50000, '该数字人需制定形态参数 figure_type'],
  ['a figure that the avatar does not have', { person: { figure_type: 'half_body' } }, 50000, '该公共数字人没有选择正确的形象'],
  ['a public avatar as one from the website', { source: 1 }, 50000, '定制数字人不存在'],
  ['an odd height', { person: { height: 959 } }, 50000, '数字人高不允许为奇数'],
  ['a width that is a text', { person: { width: '540' } }, 400, 'person.width'],
  ['a place that is no whole number', { person: { x: 1.5 } }, 400, 'person.x'],
  ['a drive mode that is unknown', { person: { drive_mode: 'shuffle' } }, 40000, 'person.drive_mode'],
  ['a playback that is unknown', { person: { backway: 3 } }, 40000, 'person.backway'],
  ['a transparent film of a public avatar', { person: { is_rgba_mode: true } }, 400, '该数字人不是 webm 类型,无法生成四通道视频'],
  ['transparency that is no bool', { person: { is_rgba_mode: 'yes' } }, 400, 'is_rgba_mode'],
  ['no audio', { audio: undefined }, 40000, 'audio'],
  ['audio of an unknown type', { audio: { type: 'song' } }, 40000, 'audio.type'],
  ['no tts', { audio: { tts: undefined } }, 400, '缺少 tts 文本'],
  ['no text', { audio: { tts: { audio_man: publicVoice } } }, 400, '缺少 tts 文本'],
  ['an empty text', { audio: { tts: { text: [' '], audio_man: publicVoice } } }, 400, '缺少 tts 文本'],
  ['a text that is an object', { audio: { tts: { text: { text: 'Hello' }, audio_man: publicVoice } } }, 400, 'audio.tts.text'],
  ['an emoji', { audio: { tts: { text: ['Hello 😀'], audio_man: publicVoice } } }, 400, '输入文本不可以包含 emoji'],
  ['an emoji of several parts', { audio: { tts: { text: ['👩‍🚀 Hello'], audio_man: publicVoice } } }, 400, 'emoji'],
  ['too long a text', { audio: { tts: { text: ['长'.repeat(4_001)], audio_man: publicVoice } } }, 40000, '4000'],
  [
    'words that are not allowed',
    { audio: { tts: { text: ['这里有违禁词。'], audio_man: publicVoice } } },
    50011,
    '作品存在不合法规文字内容',
  ],
  ['no voice', { audio: { tts: { text: ['Hello'] } } }, 40000, 'audio.tts.audio_man'],
  ['a voice that nobody has', { audio: { tts: { text: ['Hello'], audio_man: 'C-none' } } }, 50000, '没有找到对应的声ID'],
  ['too fast', { audio: { tts: { text: ['Hello'], audio_man: publicVoice, speed: 2.1 } } }, 40000, 'audio.tts.speed'],
  ['too high', { audio: { tts: { text: ['Hello'], audio_man: publicVoice, pitch: 3.1 } } }, 40000, 'audio.tts.pitch'],
  ['no volume at all', { audio: { volume: 0 } }, 40000, '音量不能小于1'],
  ['too loud', { audio: { volume: 101 } }, 40000, 'audio.volume'],
  [
    'a recording without a volume',
    { audio: { type: 'audio', wav_url: 'https://example.com/a.wav', volume: undefined } },
    40000,
    '音量不能小于1',
  ],
  ['no recording', { audio: { type: 'audio' } }, 400, '缺少音频文件'],
  ['a recording whose address has no extension', { audio: { type: 'audio', wav_url: 'https://example.com/sound' } }, 40000, 'wav_url'],
  ['a recording that is no address', { audio: { type: 'audio', wav_url: 'sound.wav' } }, 40000, 'wav_url'],
  ['a recording that was never uploaded', { audio: { type: 'audio', file_id: 'none' } }, 50000, '文件不存在/您无权使用该文件'],
  ['a background colour by name', { bg_color: 'red' }, 400, '背景颜色格式不正确,正确格式为 #RRGGBB'],
  ['a background of another kind', { bg: { src_url: 'https://example.com/bg.gif' } }, 400, '不支持的图片格式,支持png,jpeg,jpg格式图片'],
  ['a background that is no address', { bg: { src_url: 'bg.png' } }, 40000, 'bg.src_url'],
  ['a background that is a list', { bg: [] }, 400, 'bg'],
  ['a screen too wide', { screen_width: 5_000 }, 400, '参数 screen_width 或者 screen_height 不合法'],
  ['a screen of nothing', { screen_height: 0 }, 400, '参数 screen_width 或者 screen_height 不合法'],
  ['captions wider than the screen', { subtitle_config: { ...config, width: 541 } }, 400, '字幕宽度不能超过屏幕宽度'],
  ['captions higher than the screen', { subtitle_config: { ...config, height: 961 } }, 400, '字幕高度不能超过屏幕高度'],
  ['captions of the recommended size on a small screen', { subtitle_config: { show: true } }, 400, '字幕宽度不能超过屏幕宽度'],
  ['a caption colour of three digits', { subtitle_config: { ...config, color: '#fff' } }, 400, '字幕颜色格式不正确,正确格式为 #RRGGBB'],
  ['a rim colour without a hash', { subtitle_config: { ...config, stroke_color: '000000' } }, 400, '字幕颜色格式不正确'],
  ['a font that is not there', { subtitle_config: { ...config, font_id: 'comic' } }, 40000, 'font_id'],
  ['own captions that are missing', { subtitle_config: { ...config, asr_type: 1 } }, 40000, 'subtitles'],
  [
    'own captions that end before they begin',
    { subtitle_config: { ...config, asr_type: 1, subtitles: [{ begin_time: 5, end_time: 1, text: 'x' }] } },
    40000,
    'subtitles[0].end_time',
  ],
  ['a model that is unknown', { model: 2 }, 40000, 'model'],
  ['4K of an avatar that has none', { resolution_rate: 1 }, 400, '该数字人不支持4K'],
  ['a watermark in no corner', { compliance_watermark_position: 4 }, 40000, 'compliance_watermark_position'],
  ['a callback that is no address', { callback: 'callback' }, 40000, 'callback'],
])('8: refuses %s', async (_name, more, code, msg) => {
  await using bench = await startFilmBench();
  const body = more.audio === undefined && 'audio' in more ? { ...filmRequest(), audio: undefined } : filmRequest(more);
  const reply = await bench.client.post('create_video', body);
  expect(reply).toMatchObject({ code, msg: expect.stringContaining(msg), data: null });
  expect(bench.emulator.report()).toMatchObject({ tasks: [], calls: { create_video: { count: 1, failed: 1 } }, defects: [] });
});

test('8: captions go by what is said, in the picture and in a file of milliseconds', async () => {
  await using bench = await startFilmBench();
  const film = await madeFilm(bench, { subtitle_config: config });
  expect(await (await fetch(film.subtitle_data_url)).json()).toEqual([
    {
      min_time: 0,
      max_time: 1_200,
      subtitles: 'Hello there.',
      start_frame: 0,
      end_frame: 30,
      fps: 25,
      key: expect.stringMatching(/^[0-9a-f]{40}$/),
    },
    { min_time: 1_200, max_time: 2_300, subtitles: 'This is me.', start_frame: 30, end_frame: 58, fps: 25, key: expect.any(String) },
  ]);
});

test.each<[string, Record<string, unknown>, { readonly drawn: string | undefined; readonly file: boolean }]>([
  ['not asked for', {}, { drawn: undefined, file: false }],
  ['not to be shown', { subtitle_config: { ...config, show: false } }, { drawn: undefined, file: false }],
  ['hidden', { subtitle_config: config, hide_subtitle: true }, { drawn: undefined, file: false }],
  ['for the file alone', { subtitle_config: { ...config, disableTrack: true } }, { drawn: undefined, file: true }],
  [
    "the client's own",
    { subtitle_config: { ...config, asr_type: 1, subtitles: [{ begin_time: 0, end_time: 900, text: 'Mine.' }] } },
    { drawn: 'Mine.', file: true },
  ],
])('8: captions that are %s', async (_name, more, { drawn, file }) => {
  await using bench = await startFilmBench();
  const film = await madeFilm(bench, more);
  expect(bench.studio.filmed[0]?.captions?.cues[0]?.text).toBe(drawn);
  expect(film.subtitle_data_url !== '').toBe(file);
});

test('8: a recording by address or file id drives the film, and only that', async () => {
  await using host = await startFileHost({ '/words.wav': { type: 'audio/x-wav', bytes: silence(5_000) } });
  await using bench = await startFilmBench();
  const byAddress = await madeFilm(bench, { audio: { type: 'audio', wav_url: `${host.origin}/words.wav` }, subtitle_config: config });
  const byFile = await madeFilm(bench, { audio: { type: 'audio', file_id: await uploadedSound(bench) } });
  expect([byAddress, byFile]).toMatchObject([
    { status: 30, duration: 5, audio_urls: [expect.any(String)] },
    { status: 30, duration: 4, audio_urls: [expect.any(String)] },
  ]);
  expect(bench.studio.spoken).toEqual([]);
  expect(await (await fetch(byAddress.subtitle_data_url)).json()).toMatchObject([{ min_time: 0, max_time: 5_000, subtitles: '…' }]);
  const bytes = await (await fetch(byAddress.audio_urls?.[0] ?? '')).arrayBuffer();
  expect(Buffer.from(bytes).equals(silence(5_000))).toBe(true);
});

test('8: sound in an MP4 does not get in the way of the film', async () => {
  await using host = await startFileHost({ '/words.mp4': { type: 'video/mp4', bytes: silence(3_000) } });
  await using bench = await startFilmBench();
  const film = await madeFilm(bench, { audio: { type: 'audio', wav_url: `${host.origin}/words.mp4` } });
  expect(new URL(film.audio_urls?.[0] ?? '').pathname).not.toBe(new URL(film.video_url).pathname);
  const bytes = await (await fetch(film.audio_urls?.[0] ?? '')).arrayBuffer();
  expect(Buffer.from(bytes).equals(silence(3_000))).toBe(true);
});

test('8: a film of a speech made here has its words as captions', async () => {
  await using bench = await startFilmBench();
  const order = { audio_man: publicVoice, speed: 1, pitch: 1, text: { text: 'Hello there. This is me.' } };
  const { data: speech } = await bench.client.post<{ task_id: string }>('create_audio_task', order);
  await bench.pass(60_000);
  const { data } = await bench.client.post<{ full: { url: string } }>('audio_task_state', speech);
  const film = await madeFilm(bench, { audio: { type: 'audio', wav_url: data.full.url }, subtitle_config: config });
  expect(await (await fetch(film.subtitle_data_url)).json()).toMatchObject([{ subtitles: 'Hello there.' }, { subtitles: 'This is me.' }]);
});

test('8: the branch that is not driven by is not even looked at', async () => {
  await using bench = await startFilmBench();
  const film = await madeFilm(bench, { audio: { wav_url: 'no address', file_id: 'none' } });
  expect(film).toMatchObject({ status: 30 });
});

test.each<[string, Record<string, unknown>, string]>([
  ['less than a second to say', { audio: { tts: { text: ['Hi.'], audio_man: publicVoice } } }, '输入内容时长不能小于1秒'],
  ['digits alone', { audio: { tts: { text: ['2026, 11, 21'], audio_man: publicVoice } } }, '文本内容不能为纯数字'],
  ['a language that nobody speaks here', { audio: { language: 'xx' } }, '不支持的语言类型'],
  ['a recording that cannot be fetched', { audio: { type: 'audio', wav_url: 'http://127.0.0.1:9/a.wav' } }, '音频上传失败'],
  ['a background that cannot be fetched', { bg: { src_url: 'http://127.0.0.1:9/a.png' } }, '背景上传失败'],
])('8: %s fails the task, not the create, and costs nothing', async (_name, more, msg) => {
  await using bench = await startFilmBench();
  const film = await madeFilm(bench, more);
  expect(film).toMatchObject({ status: 40, progress: 0, msg, video_url: '', audio_urls: null, queue_status: 'failed' });
  expect(await bench.client.get<object>('user_duration')).toMatchObject({ data: { resi_total_bean: 100_000 } });
});

test.each<[string, Uint8Array, string]>([
  ['is no sound', new Uint8Array(100), '不支持的音频格式'],
  ['is a film without sound', footage(4_000, 10, 10), '音频中没有人声'],
  ['is too short', silence(900), '1秒'],
])('8: a recording that %s fails the task', async (_name, bytes, msg) => {
  await using bench = await startFilmBench();
  const id = await uploaded(bench, 'make_video_audio', 'words.wav', bytes);
  expect(await madeFilm(bench, { audio: { type: 'audio', file_id: id } })).toMatchObject({ status: 40, msg: expect.stringContaining(msg) });
});

test('8: a background by file id, of a kind that is allowed', async () => {
  await using bench = await startFilmBench();
  const [png, gif] = [
    await uploaded(bench, 'make_video_background', 'a.png', pngStart),
    await uploaded(bench, 'make_video_background', 'a.gif', new Uint8Array(9)),
  ];
  await madeFilm(bench, { bg: { file_id: png, width: 20, height: 10 } });
  expect(bench.studio.filmed[0]?.scene?.backgroundImage).toMatchObject({ widthPx: 20, heightPx: 10, path: expect.stringContaining(png) });
  expect(await bench.client.post('create_video', filmRequest({ bg: { file_id: gif } }))).toMatchObject({
    code: 400,
    msg: expect.stringContaining('不支持的图片格式'),
  });
});

test('8: a background that only its name calls a picture fails the task', async () => {
  await using bench = await startFilmBench();
  const junk = await uploaded(bench, 'make_video_background', 'a.png', new Uint8Array(9));
  expect(await madeFilm(bench, { bg: { file_id: junk } })).toMatchObject({ status: 40, msg: '不支持的图片格式,支持png,jpeg,jpg格式图片' });
});

test('8: a custom avatar is filmed from its footage, whatever figure is named; a webm one also transparent', async () => {
  await using bench = await startFilmBench();
  const person = await madePerson(bench);
  bench.studio.filmed.length = 0;
  await madeFilm(bench, { person: { id: person, figure_type: '' } });
  expect(bench.studio.filmed[0]?.footagePath).toContain('samples/');
  const body = filmRequest({ person: { id: person, is_rgba_mode: true } });
  expect(await bench.client.post('create_video', body)).toMatchObject({ code: 400, msg: expect.stringContaining('webm') });
  const webm = await madePerson(bench, { file_id: await uploadedFace(bench, { name: 'face.webm' }) });
  const film = await madeFilm(bench, { person: { id: webm, is_rgba_mode: true }, bg_color: '#ffffff', subtitle_config: config });
  expect(new URL(film.video_url).pathname).toMatch(/\.webm$/);
  expect((await fetch(film.video_url)).headers.get('content-type')).toBe('video/webm');
  expect([film.subtitle_data_url, bench.studio.filmed.at(-1)]).toMatchObject(['', { transparent: true }]);
});

test('8: the list is spelt with capitals and pages; a film that is deleted is in neither list nor detail', async () => {
  await using bench = await startFilmBench();
  const ids = [await askFilm(bench), await askFilm(bench), await askFilm(bench)];
  await bench.pass(120_000);
  const list = async (body: object) => (await bench.client.post<{ List: FilmDetail[]; PageInfo: object }>('video_list', body)).data;
  expect((await list({ page: 2, page_size: 2 })).List).toMatchObject([{ id: ids[0], status: 30, queue_status: 'completed' }]);
  expect(await bench.client.post('delete_video', { id: ids[1] })).toMatchObject({ code: 0, data: ids[1] });
  const { List: left, PageInfo: info } = await list({});
  expect([left.map(({ id }) => id), info]).toEqual([[ids[2], ids[0]], { page: 1, size: 10, total_count: 2, total_page: 1 }]);
  expect(await bench.client.get('video', { id: ids[1] ?? '' })).toMatchObject({ code: 50000, msg: '视频不存在', data: null });
  expect(await bench.client.post('delete_video', { id: ids[1] })).toMatchObject({ code: 50000 });
  expect(await bench.client.post('delete_video', {})).toMatchObject({ code: 40000 });
});

test("8: another app's film is unknown", async () => {
  const accounts = [
    { appId: 'test-app', secretKey: 'test-secret' },
    { appId: 'other-app', secretKey: 'other-secret' },
  ] as const;
  await using bench = await startFilmBench({ accounts });
  const id = await askFilm(bench);
  await bench.client.login(accounts[1]);
  expect(await bench.client.get('video', { id })).toMatchObject({ code: 50000 });
});

test('8: 4X and 5X are failures, and the queue may call one completed', async () => {
  await using bench = await startFilmBench();
  const { faults } = bench.emulator;
  faults.failTask('avatar-video', { msg: '任务失败，请重试' });
  faults.failTask('avatar-video', { msg: '参数错误', status: 41, queueStatus: 'completed' });
  faults.failTask('avatar-video', { msg: '服务错误', status: 52, queueStatus: 'other' });
  const films = [await madeFilm(bench), await madeFilm(bench), await madeFilm(bench)];
  expect(films).toMatchObject([
    { status: 40, msg: '任务失败，请重试', queue_status: 'failed', progress: 0, video_url: '' },
    { status: 41, msg: '参数错误', queue_status: 'completed' },
    { status: 52, msg: '服务错误', queue_status: 'other' },
  ]);
});

test('14: a film can be without sound, without an address, late with its captions, or gone', async () => {
  await using bench = await startFilmBench();
  const { faults } = bench.emulator;
  faults.bendTask('avatar-video', { kind: 'silent' });
  const silent = await madeFilm(bench, { audio: { type: 'audio', file_id: await uploadedSound(bench) } });
  expect([silent, bench.studio.filmed[0]]).toMatchObject([
    { status: 30, audio_urls: null, video_url: expect.stringMatching(/^http/) },
    { silent: true },
  ]);
  faults.bendTask('avatar-video', { kind: 'success-without-url', polls: 1 });
  const late = await madeFilm(bench);
  expect(late).toMatchObject({ status: 30, video_url: '', preview_url: '', audio_urls: null });
  expect((await filmDetail(bench, late.id)).video_url).not.toBe('');
  faults.bendTask('avatar-video', { kind: 'late-subtitles', ms: 200_000 });
  const captioned = await madeFilm(bench, { subtitle_config: config });
  expect(captioned.subtitle_data_url).toBe('');
  await bench.pass(200_000);
  expect((await filmDetail(bench, captioned.id)).subtitle_data_url).not.toBe('');
  faults.bendTask('avatar-video', { kind: 'vanish', afterPolls: 1 });
  const vanished = await madeFilm(bench);
  expect(await bench.client.get('video', { id: vanished.id })).toMatchObject({ code: 50000 });
});

test('8: the callback of a failure is the bare detail too', async () => {
  await using sink = await startCallbackSink();
  await using bench = await startFilmBench();
  bench.emulator.faults.failTask('avatar-video', { msg: '任务失败，请重试' });
  const film = await madeFilm(bench, { callback: sink.url });
  expect(sink.bodies).toEqual([film]);
});

test('12: a film costs a bean a second, two in high quality; too few beans fail it when it is done', async () => {
  await using bench = await startFilmBench({ accounts: [{ appId: 'test-app', secretKey: 'test-secret', beans: 10 }] });
  expect([(await madeFilm(bench)).status, (await madeFilm(bench, { model: 1 })).status]).toEqual([30, 30]);
  expect(await madeFilm(bench)).toMatchObject({ status: 40, msg: '蝉豆不足扣费失败', video_url: '', queue_status: 'failed' });
  expect(bench.emulator.report().tasks.map(({ kind, cost }) => [kind, cost])).toEqual([
    ['avatar-video', 3],
    ['avatar-video', 6],
    ['avatar-video', 0],
  ]);
});

test('12: no film is begun when the cap of seconds is reached', async () => {
  await using bench = await startFilmBench();
  bench.emulator.faults.setCaps({ videoSecondsLimit: 0 });
  expect(await bench.client.post('create_video', filmRequest())).toMatchObject({ code: 40002, msg: '制作视频时长到达上限' });
});

test('13: the eleventh film within a minute is refused', async () => {
  await using bench = await startFilmBench();
  for (let i = 0; i < 10; i++) await askFilm(bench);
  expect(await bench.client.post('create_video', filmRequest())).toMatchObject({ code: 40001 });
  await bench.pass(60_000);
  expect(await bench.client.post('create_video', filmRequest())).toMatchObject({ code: 0 });
});
