import type { Catalogue, Json } from '@reelwright/provider';
import { failureOf } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { createRig, createTestChanjing } from './__testing__/chanjing-rig.ts';

const { answer } = createRig();
const catalogue = createTestChanjing().catalogue as Required<Catalogue>; // this adapter's has every list
const ids = (...numbers: readonly number[]) => numbers.map((id) => ({ id: String(id) }));
const info = { page: 1, size: 2, total_count: 5, total_page: 3 };

test.each([
  { spelling: 'list and page_info', data: { list: ids(1, 2), page_info: info } },
  { spelling: 'List and PageInfo', data: { List: ids(1, 2), PageInfo: info } },
  { spelling: 'list and pageInfo', data: { list: ids(1, 2), pageInfo: info } },
])('C24: a page is read under $spelling', async ({ data }) => {
  answer('video_list', data);
  expect(await catalogue.jobs({ kind: 'avatar-video', page: 1, pageSize: 2 }, {})).toMatchObject({
    items: ids(1, 2),
    total: 5,
    hasMore: true,
  });
});

test.each<{ name: string; page: number; data: Json; seen: object }>([
  { name: 'the last page by pages', page: 3, data: { list: ids(5), page_info: { ...info, page: 3 } }, seen: { total: 5, hasMore: false } },
  { name: 'more by the count alone', page: 2, data: { list: ids(3, 4), page_info: { total_count: 5 } }, seen: { total: 5, hasMore: true } },
  {
    name: 'the last by the count alone',
    page: 3,
    data: { list: ids(5), page_info: { total_count: '5' } },
    seen: { total: 5, hasMore: false },
  },
  {
    name: 'pages that are smaller than asked for',
    page: 2,
    data: { list: ids(2), page_info: { size: 1, total_count: 3 } },
    seen: { total: 3, hasMore: true },
  },
  { name: 'no totals at all: there may be more', page: 1, data: { list: ids(1) }, seen: { hasMore: true } },
  { name: 'no totals, and nothing more', page: 2, data: { list: [] }, seen: { items: [], hasMore: false } },
  {
    name: 'totals of 0 beside items',
    page: 1,
    data: { list: ids(1), page_info: { total_count: 0, total_page: 0 } },
    seen: { hasMore: true },
  },
  { name: 'null in place of an empty list', page: 1, data: { list: null, page_info: null }, seen: { items: [], hasMore: false } },
  {
    name: 'the last page again, beyond the end',
    page: 4,
    data: { list: ids(5), page_info: { ...info, page: 3 } },
    seen: { items: [], hasMore: false },
  },
  { name: 'a bare list, which is all there is', page: 2, data: ids(1, 2, 3), seen: { items: ids(3), total: 3, hasMore: false } },
  { name: 'fields that nobody knows', page: 1, data: { list: [{ id: '1', mood: {} }], more: [] }, seen: { items: ids(1) } },
])('a list is read: $name', async ({ page, data, seen }) => {
  answer('video_list', data as object);
  expect(await catalogue.jobs({ kind: 'avatar-video', page, pageSize: 2 }, {})).toMatchObject(seen);
});

test('a total that cannot be true is not told', async () => {
  answer('video_list', { list: ids(1, 2), page_info: { total_count: 1 } });
  expect(await catalogue.jobs({ kind: 'avatar-video', page: 1, pageSize: 2 }, {})).not.toHaveProperty('total');
});

test('trap 12: ids of 19 digits keep every digit, as text and as numbers', async () => {
  answer('video_list', () => new Response('{"code":0,"data":{"list":[{"id":1914661228878233601},{"id":"1914661228878233602"}]}}'));
  const { items } = await catalogue.jobs({ kind: 'avatar-video', page: 1, pageSize: 2 }, {});
  expect(items.map(({ id }) => id)).toEqual(['1914661228878233601', '1914661228878233602']);
});

const lists: Readonly<Record<string, () => Promise<unknown>>> = {
  list_common_audio: () => catalogue.voices({ page: 1, pageSize: 2 }, {}),
  list_common_dp: () => catalogue.avatars({ page: 1, pageSize: 2 }, {}),
  list_customised_audio: () => catalogue.voices({ page: 1, pageSize: 2, own: true }, {}),
  list_customised_person: () => catalogue.avatars({ page: 1, pageSize: 2, own: true }, {}),
  video_list: () => catalogue.jobs({ kind: 'avatar-video', page: 1, pageSize: 2 }, {}),
  'video_lip_sync/list': () => catalogue.jobs({ kind: 'lip-sync', page: 1, pageSize: 2 }, {}),
  'common/file_list': () => catalogue.files({ page: 1, pageSize: 2 }, {}),
  'common/tag_list': () => catalogue.tags('avatars', {}),
  font_list: () => catalogue.fonts({ page: 1, pageSize: 2 }, {}),
  user_info: () => catalogue.account({}),
};

test.each<{ path: string; data: Json; at: string }>([
  ...Object.keys(lists)
    .filter((path) => path !== 'user_info')
    .flatMap((path) => [
      { path, data: { list: 'x' }, at: 'data.list' },
      { path, data: 'x', at: 'data.list' },
      { path, data: {}, at: 'data.list' },
      { path, data: { list: [7] }, at: 'data.list[0]' },
      { path, data: { list: [{ id: 'good' }, { name: 'no id' }] }, at: 'data.list[1].id' },
      { path, data: { list: [{ id: ' ' }] }, at: 'data.list[0].id' },
    ]),
  { path: 'list_common_audio', data: { list: [{ id: 'x', name: {} }] }, at: 'data.list[0].name' },
  { path: 'list_common_dp', data: { list: [{ id: 'x', figures: {} }] }, at: 'data.list[0].figures' },
  { path: 'list_common_dp', data: { list: [{ id: 'x', figures: [{ width: 'wide' }] }] }, at: 'data.list[0].figures[0].width' },
  { path: 'list_common_dp', data: { list: [{ id: 'x', tag_ids: '1,2' }] }, at: 'data.list[0].tag_ids' },
  { path: 'list_customised_person', data: { list: [{ id: 'x', is_open: 'perhaps' }] }, at: 'data.list[0].is_open' },
  { path: 'list_customised_audio', data: { list: [{ id: 'x', status: true }] }, at: 'data.list[0].status' },
  { path: 'video_list', data: { list: [{ id: 'x', status: [] }] }, at: 'data.list[0].status' },
  { path: 'video_lip_sync/list', data: { list: [{ id: 'x', duration: {} }] }, at: 'data.list[0].duration' },
  { path: 'common/file_list', data: { list: [{ id: 'x', bytes: 'many' }] }, at: 'data.list[0].bytes' },
  { path: 'common/tag_list', data: { list: [{ id: 'x', tag_list: [{ name: 'no id' }] }] }, at: 'data.list[0].tag_list[0].id' },
  { path: 'font_list', data: [{ id: 'x', preview: 7 }, { id: [] }], at: 'data[1].id' },
  { path: 'user_info', data: [], at: 'data' },
  { path: 'user_info', data: { custom_person_nums: 'two' }, at: 'data.custom_person_nums' },
])('$path: $data is unreadable at $at, and told with the call', async ({ path, data, at }) => {
  answer(path, data as object);
  const error = await failureOf((lists[path] ?? expect.unreachable())());
  expect(error).toMatchObject({
    code: 'PROVIDER_UNREADABLE',
    errorClass: 'transient',
    message: expect.stringContaining(`"${at}"`),
    wire: { call: expect.stringContaining(`/open/v1/${path}`) },
  });
});
