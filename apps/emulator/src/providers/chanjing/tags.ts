/** A group of tags as the tag call tells it: 1 for avatars, 2 for voices. */
export type TagCategory = {
  readonly id: number;
  readonly name: string;
  readonly business_type: 1 | 2;
  readonly weight: number;
  readonly update_time: string;
  readonly tag_child_count: number;
  readonly tag_list: readonly Tag[];
};

type Tag = {
  readonly id: number;
  readonly name: string;
  readonly category_id: number;
  readonly parent_id: number;
  readonly level: number;
  readonly status: number;
  readonly weight: number;
  readonly update_time: string;
};

const updateTime = '2026-01-01 00:00:00';

export const tagCategories: readonly TagCategory[] = [
  category(1, '性别', 1, [
    [11, '女'],
    [12, '男'],
  ]),
  category(2, '场景', 1, [
    [21, '口播'],
    [22, '新闻'],
    [23, '培训'],
  ]),
  category(3, '语言', 2, [
    [31, '中文'],
    [32, '英文'],
  ]),
];

/** Their names in the same order; empty for a tag that is unknown. */
export function tagNames(ids: readonly number[]): string[] {
  const tags = tagCategories.flatMap(({ tag_list: list }) => list);
  return ids.map((id) => tags.find((tag) => tag.id === id)?.name ?? '');
}

function category(id: number, name: string, type: 1 | 2, tags: readonly (readonly [id: number, name: string])[]): TagCategory {
  const list = tags.map(([tagId, tagName], index) => ({
    id: tagId,
    name: tagName,
    category_id: id,
    parent_id: 0,
    level: 1,
    status: 1,
    weight: tags.length - index,
    update_time: updateTime,
  }));
  return { id, name, business_type: type, weight: 10 - id, update_time: updateTime, tag_child_count: list.length, tag_list: list };
}
