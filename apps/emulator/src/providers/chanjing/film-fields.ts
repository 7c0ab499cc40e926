import type { Box } from '../../media-studio.ts';
import { codes, Refusal } from './envelope.ts';
import type { Fields } from './fields.ts';
import type { Quirks } from './quirks.ts';

/** Nobody documents how large things may be; 4K in either direction is the largest that any sample names. */
export const sidePx = { min: 2, max: 4096 };
const placePx = { min: -8192, max: 8192 };

/** A refusal that the page lists without a code of its own. */
export type BlankRefusal = (msg: string) => Refusal;

export function blankRefusal({ blankCodes }: Pick<Quirks, 'blankCodes'>): BlankRefusal {
  return (msg) => new Refusal(blankCodes === 'token' ? codes.token : codes.format, msg);
}

/** A colour, or `undefined` where there is none or an empty one. @throws what is given when it is none. */
export function readColor(fields: Fields, name: string, refuse: () => Refusal): string | undefined {
  const color = fields.optionalText(name) || undefined;
  if (color !== undefined && !/^#[0-9a-f]{6}$/i.test(color)) throw refuse();
  return color;
}

export function readBox(fields: Fields, size: { readonly widthPx: number; readonly heightPx: number }): Box {
  return {
    leftPx: fields.integer('x', { ...placePx, fallback: 0 }),
    topPx: fields.integer('y', { ...placePx, fallback: 0 }),
    widthPx: fields.integer('width', { ...sidePx, fallback: size.widthPx }),
    heightPx: fields.integer('height', { ...sidePx, fallback: size.heightPx }),
  };
}

export function readCallback(fields: Fields): string | undefined {
  const callback = fields.optionalText('callback') || undefined;
  if (callback !== undefined && !/^https?:\/\//i.test(callback)) throw fields.outOfRange('callback', '需为 http(s) 地址');
  return callback;
}
