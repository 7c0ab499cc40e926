import type { Catalogue, CataloguePage, CatalogueQuery, JobQuery, TaskInput, TaskRef } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { type EmulatedRig, end, footage, stage, startEmulated, wav } from './__testing__/emulated-chanjing.ts';
import { avatarVideo, lipSync, speech, voiceClone } from './__testing__/inputs.ts';

const label = 'f'.repeat(64);
const first = { page: 1, pageSize: 10 };
const publicVoice = 'C-f2429d07554749839849497589199916';
const publicAvatar = { avatar: '1421df93d7754ee19dcaa18e85b68f39', figure: 'sit_body' } as const;
const spoken = { kind: 'text', text: '你好，世界。这是一次测试。', voice: publicVoice, speed: 1, pitch: 1 } as const;

function catalogueOf({ chanjing }: EmulatedRig): Required<Catalogue> {
  return chanjing.catalogue as Required<Catalogue>; // this adapter's has every list
}

async function make(rig: EmulatedRig, input: TaskInput): Promise<TaskRef> {
  const { task } = await rig.chanjing.start(input, { label });
  expect(await end(rig, task)).toMatchObject({ state: 'succeeded' });
  return task;
}

async function makeOneOfEach(rig: EmulatedRig) {
  const sample = await stage(rig, 'voice-sample', 'wav', wav());
  const voice = await make(rig, { ...voiceClone, sample, name: 'Mei' });
  const video = await stage(rig, 'avatar-footage', 'mp4', footage);
  const avatar = await make(rig, { kind: 'clone-avatar', video, name: 'Mei at her desk', trainVoice: false });
  const face = await stage(rig, 'footage', 'mp4', footage, { widthPx: 540, heightPx: 960 });
  const synced = await make(rig, { ...lipSync, video: face, speech: spoken });
  const film = await make(rig, { ...avatarVideo, ...publicAvatar, speech: spoken });
  return { voice, avatar, synced, film };
}

/** Every entry of a list, page by page. */
async function all<Item>(
  list: (page: { readonly page: number; readonly pageSize: number }) => Promise<CataloguePage<Item>>,
  pageSize: number,
) {
  const items: Item[] = [];
  for (let page = 1; page < 100; page++) {
    const found = await list({ page, pageSize });
    items.push(...found.items);
    if (!found.hasMore) return items;
  }
  return expect.unreachable('the list never ended');
}

test.each(['as-documented', 'page_info', 'pageInfo', 'PageInfo'] as const)(
  'C24: what was made stands in its lists, spelt %s',
  async (lists) => {
    await using rig = await startEmulated({ chanjing: { quirks: { lists } } });
    const catalogue = catalogueOf(rig);
    const { voice, avatar, synced, film } = await makeOneOfEach(rig);
    const own = { ...first, own: true };
    expect(await catalogue.voices({ ...own, detailed: true, name: 'mei' }, {})).toMatchObject({
      items: [{ id: voice.id, own: true, state: 'ready', name: expect.stringContaining('Mei') }],
      hasMore: false,
    });
    expect(await catalogue.avatars({ ...own, id: avatar.id }, {})).toMatchObject({
      items: [{ id: avatar.id, own: true, state: 'ready', figures: [{ widthPx: 720, heightPx: 1280 }] }],
      hasMore: false,
    });
    const made = { 'clone-voice': voice, 'clone-avatar': avatar, 'lip-sync': synced, 'avatar-video': film } as const;
    for (const kind of ['clone-voice', 'clone-avatar', 'lip-sync', 'avatar-video'] as const) {
      expect(await catalogue.jobs({ ...first, kind }, {})).toMatchObject({
        items: [{ id: made[kind].id, kind }],
        total: 1,
        hasMore: false,
      });
    }
    const [job] = (await catalogue.jobs({ ...first, kind: 'avatar-video' }, {})).items;
    expect(job).toMatchObject({ state: 'ready', progress: 1, resultUrl: expect.stringMatching(/^http/), createdAt: expect.any(Number) });
    expect((await fetch(job?.resultUrl ?? '')).headers.get('content-type')).toMatch(/^video\//);
    expect(rig.emulator.report()).toMatchObject({ tokensLeaked: 0, defects: [] });
  },
);

test('every list of what all can use is the same at every size of its pages', async () => {
  await using rig = await startEmulated({ limits: { set: 'none' } });
  const { voices, avatars, fonts } = catalogueOf(rig);
  for (const list of [voices, avatars, fonts] as const) {
    const idsAt = async (pageSize: number) => (await all<{ readonly id: string }>((page) => list(page, {}), pageSize)).map(({ id }) => id);
    const whole = await idsAt(100);
    expect(whole.length).toBeGreaterThan(1);
    expect(new Set(whole).size).toBe(whole.length);
    expect(await idsAt(1)).toEqual(whole);
  }
});

test('public voices and avatars tell what a recipe needs of them, and it works', async () => {
  await using rig = await startEmulated();
  const catalogue = catalogueOf(rig);
  const [voice] = (await catalogue.voices({ ...first, sex: 'female' }, {})).items;
  expect(voice).toMatchObject({ own: false, sex: 'female', languages: [expect.stringMatching(/./)] });
  expect((await fetch(voice?.previewUrl ?? '')).ok).toBe(true);
  const [avatar] = (await catalogue.avatars(first, {})).items;
  const [figure] = avatar?.figures ?? [];
  expect(figure).toMatchObject({ type: expect.stringMatching(/_/), widthPx: expect.any(Number), heightPx: expect.any(Number) });
  expect((await fetch(figure?.coverUrl ?? '')).ok).toBe(true);
  const [font] = (await catalogue.fonts(first, {})).items;
  await make(rig, {
    ...avatarVideo,
    ...{ avatar: avatar?.id ?? '', figure: figure?.type ?? '', captions: true },
    speech: { ...spoken, voice: avatar?.voice ?? voice?.id ?? '' },
    vendor: { subtitle_config: { font_id: font?.id ?? '' } },
  });
});

test.each(['all', 'first'] as const)('tags narrow the avatars, all of them, even where repeated ones count as %s', async (repeatedTags) => {
  await using rig = await startEmulated({ chanjing: { quirks: { repeatedTags } } });
  const catalogue = catalogueOf(rig);
  const whole = await all((page) => catalogue.avatars(page, {}), 100);
  const tags = await catalogue.tags('avatars', {});
  expect(tags.length).toBeGreaterThan(1);
  expect(tags[0]).toMatchObject({
    id: expect.stringMatching(/^\d+$/),
    name: expect.stringMatching(/./),
    group: expect.stringMatching(/./),
  });
  expect((await catalogue.tags('voices', {})).map(({ id }) => id)).not.toContain(tags[0]?.id);
  const idsOf = (avatar: (typeof whole)[number]) => avatar.details?.tagIds as readonly string[];
  const pair =
    whole
      .map(idsOf)
      .find((ids) => ids.length > 1)
      ?.slice(0, 2) ?? expect.unreachable('no avatar has two tags');
  const fitting = whole.filter((avatar) => pair.every((tag) => idsOf(avatar).includes(tag)));
  const found = await catalogue.avatars({ page: 1, pageSize: 100, tags: pair }, {});
  expect(found.items.map(({ id }) => id)).toEqual(fitting.map(({ id }) => id));
  expect(fitting.length).toBeLessThan(whole.length);
  expect(tags.map(({ id }) => id)).toEqual(expect.arrayContaining([...pair]));
});

test('12: the balance goes down by what a film has cost', async () => {
  await using rig = await startEmulated();
  const catalogue = catalogueOf(rig);
  const beans = async () => (await catalogue.account({})).quotas.find(({ unit }) => unit === 'beans')?.remaining ?? 0;
  const used = async () => (await catalogue.account({})).quotas.find(({ unit }) => unit === 'seconds')?.used ?? 0;
  const [before, usedBefore] = [await beans(), await used()];
  await make(rig, { ...avatarVideo, ...publicAvatar, speech: spoken });
  expect(await beans()).toBeLessThan(before);
  expect(await used()).toBeGreaterThan(usedBefore);
});

test('an upload is listed with its purpose, found by it, and gone when it was removed', async () => {
  await using rig = await startEmulated();
  const catalogue = catalogueOf(rig);
  await stage(rig, 'voice-sample', 'wav', wav());
  await stage(rig, 'footage', 'mp4', footage);
  const [file] = (await catalogue.files({ ...first, purpose: 'prompt_audio' }, {})).items;
  expect(file).toMatchObject({ purpose: 'prompt_audio', name: expect.stringMatching(/\.wav$/), state: 'ready', sizeBytes: wav().length });
  expect((file?.expiresAt ?? 0) - rig.clock.now()).toBeGreaterThan(29 * 24 * 3_600_000);
  expect((await catalogue.files({ ...first, id: file?.id ?? '' }, {})).items).toHaveLength(1);
  await catalogue.remove('file', file?.id ?? '', {});
  const left = (await catalogue.files(first, {})).items.filter(({ state }) => state !== 'deleted');
  expect(left.map(({ purpose }) => purpose)).toEqual(['lip_sync_video']);
});

test('what was removed is in no list any more, and what nobody made cannot be removed', async () => {
  await using rig = await startEmulated();
  const catalogue = catalogueOf(rig);
  const { voice, avatar, film } = await makeOneOfEach(rig);
  const lists: readonly (readonly ['voice' | 'avatar' | 'video', string, JobQuery['kind']])[] = [
    ['voice', voice.id, 'clone-voice'],
    ['avatar', avatar.id, 'clone-avatar'],
    ['video', film.id, 'avatar-video'],
  ];
  for (const [what, id, kind] of lists) {
    await catalogue.remove(what, id, {});
    const left = (await catalogue.jobs({ ...first, kind }, {})).items.filter(({ state }) => state !== 'deleted');
    expect([what, left]).toEqual([what, []]);
  }
  for (const what of catalogue.removable) {
    expect(await failureOf(catalogue.remove(what, 'C-nobody', {}))).toMatchObject({ errorClass: 'missing-resource' });
  }
  // A voice that is gone speaks no more.
  const refused = await failureOf(rig.chanjing.start({ ...speech, voice: voice.id }, { label }));
  expect(refused).toMatchObject({ errorClass: 'missing-resource' });
});

test('the list of own voices may be asked for ten times a minute; the eleventh is told to wait', async () => {
  await using rig = await startEmulated();
  const { voices } = catalogueOf(rig);
  const query: CatalogueQuery = { ...first, own: true };
  for (let asked = 0; asked < 10; asked++) await voices(query, {});
  expect(await failureOf(voices(query, {}))).toMatchObject({ errorClass: 'rate-limit', wire: { code: '40001' } });
  await rig.clock.advance(60_000);
  expect(await voices(query, {})).toMatchObject({ items: [] });
});

test.each([
  ['a gateway page', { kind: 'html-502' }, 'transient'],
  ['a broken connection', { kind: 'drop-after' }, 'transient'],
  ['a cut answer', { kind: 'malformed-json' }, 'transient'],
  ['an internal error', { kind: 'envelope', code: 50000, msg: '系统内部错误' }, 'transient'],
  ['a limit', { kind: 'envelope', code: 40001, msg: 'QPS' }, 'rate-limit'],
] as const)('14: %s in place of a list is told, and the next look is as good as any', async (_what, fault, errorClass) => {
  await using rig = await startEmulated();
  const catalogue = catalogueOf(rig);
  const lists = {
    list_common_audio: () => catalogue.voices(first, {}),
    list_common_dp: () => catalogue.avatars(first, {}),
    font_list: () => catalogue.fonts(first, {}),
    user_duration: () => catalogue.account({}),
    'common/file_list': () => catalogue.files(first, {}),
    video_list: () => catalogue.jobs({ ...first, kind: 'avatar-video' }, {}),
  };
  for (const [call, ask] of Object.entries(lists)) {
    rig.emulator.faults.failNext(call, fault);
    expect(await failureOf(ask())).toMatchObject({ errorClass, wire: { call: expect.stringContaining(call) } });
    expect(await ask()).toBeDefined();
  }
});
