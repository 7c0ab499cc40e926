import { join } from 'node:path';
import type { FigureForm, FilmOrder } from '../../media-studio.ts';
import type { AvatarVideoOrder } from './avatar-video-order.ts';
import type { Call, ChanjingWorld } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import type { BlankRefusal } from './film-fields.ts';
import { findPerson } from './person-record.ts';
import { formOf } from './public-avatars.ts';

/** Who is filmed, as a task keeps it. */
export type KeptFigure = {
  /** Who is drawn where there is no footage. */
  readonly presenter: string;
  readonly form: FigureForm;
  /** Custom avatars have the footage they were made from; the pages' own example has none. */
  readonly footage?: { readonly key: string; readonly sha256: string };
};

/**
 * The figure behind the id of an avatar, public or custom.
 *
 * @throws {Refusal} when there is none, or none that can be filmed in the way that was asked for.
 */
export function findFigure(call: Pick<Call, 'world' | 'owner'>, order: AvatarVideoOrder, refuse: BlankRefusal, now: number): KeptFigure {
  const { id, figureType, transparent, source } = order.person;
  const open = call.world.publicAvatars.get(id);
  if (open === undefined) return customFigure(call, order, refuse, now);
  if (source === 'web') throw new Refusal(codes.internal, '定制数字人不存在');
  const optional = call.world.quirks.figureType === 'optional';
  if (figureType === '' && !optional) throw new Refusal(codes.internal, '该数字人需制定形态参数 figure_type');
  const figure = figureType === '' ? open.figures[0] : open.figures.find(({ type }) => type === figureType);
  if (figure === undefined) throw new Refusal(codes.internal, '该公共数字人没有选择正确的形象');
  if (transparent) throw refuse(notTransparent);
  if (order.resolution === '4k') throw refuse(not4k);
  return { presenter: open.presenter, form: formOf(figure.type) };
}

const notTransparent = '该数字人不是 webm 类型,无法生成四通道视频';
const not4k = '该数字人不支持4K';

/** A custom avatar has one figure: what `figure_type` says does not count. */
function customFigure(
  call: Pick<Call, 'world' | 'owner'>,
  { person, resolution }: AvatarVideoOrder,
  refuse: BlankRefusal,
  now: number,
): KeptFigure {
  const { footage, supports4k } = findPerson(call, person.id, person.source, now);
  if (person.transparent && footage.format !== 'webm') throw refuse(notTransparent);
  if (resolution === '4k' && !supports4k) throw refuse(not4k);
  const kept = footage.key === undefined ? {} : { footage: { key: footage.key, sha256: footage.sha256 } };
  return { presenter: `chanjing ${person.id}`, form: 'sitting', ...kept };
}

/** What the studio is told of a figure. */
export function figurePlan(world: ChanjingWorld, { presenter, footage }: KeptFigure): Pick<FilmOrder, 'presenter' | 'footagePath'> {
  return { presenter, ...(footage && { footagePath: join(world.mediaFolder, footage.key) }) };
}
