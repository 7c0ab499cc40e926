import type { CallOptions, FindQuery, FindResult, FoundTask } from '@reelwright/provider';
import { type GuijiClient, mostPages } from './guiji-client.ts';
import { endpoints } from './guiji-endpoints.ts';
import type { GuijiSpeech } from './speech-wire.ts';

/** Noted before a start where the list was empty. */
const emptyMark = 'empty';

/** Speech that is newer than what was noted before the start. Without a note nothing can be known: speech has neither name nor time. */
export async function findNewerSpeech(client: GuijiClient, { highWaterMark }: FindQuery, options: CallOptions): Promise<FindResult> {
  if (highWaterMark === undefined) return { kind: 'unknowable' };
  const newer: GuijiSpeech[] = [];
  let isWhole = false;
  for await (const { items, isLast } of client.pages(endpoints.speeches, { ...options, pages: mostPages })) {
    const ids = items.map(({ id }) => id);
    newer.push(...items.filter(({ id }) => isNewer(id, highWaterMark)));
    isWhole = isLast || (!isAscending(ids) && highWaterMark.split(',').some((mark) => ids.includes(mark)));
    if (isWhole) break;
  }
  if (newer.length > 0) return { kind: 'candidates', tasks: newer.map(foundSpeech) };
  return { kind: isWhole ? 'none' : 'unknowable' };
}

function foundSpeech({ id, state, durationMs }: GuijiSpeech): FoundTask {
  const length = durationMs === undefined ? '' : `, ${(durationMs / 1000).toFixed(1)} s`;
  return { task: { provider: 'guiji', kind: 'tts', id }, description: `speech ${id}, ${state}${length}` };
}

/**
 * The newest speech by id, to be compared with later. Ids count upwards, or downwards below zero: the newest is the one farthest from
 * zero, and both directions are noted.
 */
export async function newestSpeech(client: GuijiClient, options: CallOptions): Promise<string | undefined> {
  const pageSize = 20;
  const ids: string[] = [];
  for await (const { items, isLast, total } of client.pages(endpoints.speeches, { ...options, size: pageSize, pages: 1 })) {
    ids.push(...items.map(({ id }) => id));
    if (!isLast && isAscending(ids)) ids.push(...(await lastIds(client, total ?? 0, pageSize, options)));
  }
  return farthest(ids).join(',') || emptyMark;
}

/** A list that runs from old to new shows its newest on the last page. */
async function lastIds(client: GuijiClient, total: number, size: number, options: CallOptions): Promise<readonly string[]> {
  const ids: string[] = [];
  const first = Math.max(1, Math.ceil(total / size));
  for await (const { items } of client.pages(endpoints.speeches, { ...options, size, first, pages: 1 }))
    ids.push(...items.map(({ id }) => id));
  return ids;
}

function isAscending(ids: readonly string[]): boolean {
  const [first, last] = [magnitude(ids[0]), magnitude(ids.at(-1))];
  return first !== undefined && last !== undefined && first < last;
}

/** The id farthest from zero on each side. */
function farthest(ids: readonly string[]): readonly string[] {
  return [false, true].flatMap((isNegative) => {
    const side = ids.filter((id) => magnitude(id) !== undefined && id.startsWith('-') === isNegative);
    const best = side.reduce<string | undefined>(
      (far, id) => (far === undefined || (magnitude(id) ?? 0n) > (magnitude(far) ?? 0n) ? id : far),
      undefined,
    );
    return best === undefined ? [] : [best];
  });
}

function isNewer(id: string, mark: string): boolean {
  const own = magnitude(id);
  if (own === undefined) return true; // an id of another form than all before it
  const side = mark.split(',').find((one) => one !== emptyMark && one.startsWith('-') === id.startsWith('-'));
  return own > (magnitude(side) ?? -1n);
}

function magnitude(id: string | undefined): bigint | undefined {
  return id !== undefined && /^-?\d+$/.test(id) ? BigInt(id.replace('-', '')) : undefined;
}
