/** The part of a file that a request asks for, both ends included; `all` where it asks for no part that is understood here. */
export type ByteRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'none' };

/**
 * Reads a `Range` header by RFC 9110, section 14. What is not one range of bytes is passed over, as the RFC allows; a range
 * that lies behind the end is `none`.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return { kind: 'all' };
  if (from === '') return part(Math.max(0, sizeBytes - Number(to)), sizeBytes - 1);
  if (to !== '' && Number(to) < Number(from)) return { kind: 'all' };
  return part(Number(from), to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1));
}

function part(first: number, last: number): ByteRange {
  return first <= last ? { kind: 'part', first, last } : { kind: 'none' };
}
