import { optionalNumber, recordAt, ShapeError, type WireRecord } from './wire-fields.ts';

/** One page of a list, as the service answers it. */
export interface GuijiPage<Item> {
  readonly items: readonly Item[];
  readonly page?: number;
  /** May be smaller than the size asked for. */
  readonly pageSize?: number;
  readonly total?: number;
}

/** A decoder of `{ pageSize, pageNo, totalRecord, records }`. Absent or null `data` and `records` are an empty page. */
export function pageOf<Item>(decode: (record: WireRecord, path: string) => Item): (data: unknown) => GuijiPage<Item> {
  return (data) => {
    if (data === undefined || data === null) return { items: [] };
    const root = recordAt(data, 'data');
    const records = root.records ?? [];
    if (!Array.isArray(records)) throw new ShapeError('data.records', 'a list');
    const items = records.map((record, index) => decode(recordAt(record, `data.records[${index}]`), `data.records[${index}]`));
    const [page, pageSize, total] = ['pageNo', 'pageSize', 'totalRecord'].map((key) => optionalNumber(root, key));
    return {
      items,
      ...(page === undefined ? {} : { page }),
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(total === undefined ? {} : { total }),
    };
  };
}
