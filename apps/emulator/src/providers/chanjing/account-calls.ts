import type { Endpoint } from './call.ts';
import { Fields, parameterOnly, readPage } from './fields.ts';
import type { Payment } from './ledger.ts';
import { pageOf } from './paging.ts';

const userInfo: Endpoint = {
  method: 'GET',
  path: 'user_info',
  handle: ({ world, owner }) => {
    const account = world.accounts.get(owner);
    return {
      id: owner,
      name: account?.name ?? '',
      custom_person_nums: world.tasks.count(owner, 'clone-avatar'),
      custom_person_limit: account?.avatarsLimit ?? 0,
      video_create_seconds: account?.videoSeconds ?? 0,
      video_create_limit: account?.videoSecondsLimit ?? 0,
    };
  },
};

/** The balance, and the part of it that ends within 30 days: beans last 31 days, so here none of it. */
const userDuration: Endpoint = {
  method: 'GET',
  path: 'user_duration',
  handle: ({ world, owner }) => ({ resi_total_bean: world.accounts.get(owner)?.beans ?? 0, bean_day30: 0 }),
};

/** What was paid for what, by Beijing's clock; both ends belong to it. */
const consumeDetail: Endpoint = {
  method: 'POST',
  path: 'consume_detail',
  handle: ({ world, owner, body }) => {
    const fields = new Fields(body, parameterOnly);
    const { page, size } = readPage(fields, 'page_size');
    const [from, to] = [readTime(fields, 'start_time', Number.NEGATIVE_INFINITY), readTime(fields, 'end_time', Number.POSITIVE_INFINITY)];
    const payments = world.ledger.of(owner).filter(({ at }) => at >= from && at < to + 1_000);
    const items = payments.slice((page - 1) * size, page * size).map(paymentItem);
    return pageOf(items, { page, size, total: payments.length }, world.quirks);
  },
};

/** `yyyy-MM-dd HH:mm:ss`, eight hours before Greenwich. */
function readTime(fields: Fields, name: string, fallback: number): number {
  const text = fields.optionalText(name);
  if (text === undefined || text === '') return fallback;
  const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN;
  if (Number.isNaN(time)) throw fields.outOfRange(name, '格式应为 yyyy-MM-dd HH:mm:ss');
  return time;
}

function paymentItem({ taskId, beans, kind }: Payment) {
  const types: Partial<Record<Payment['kind'], string>> = {
    tts: 'create_audio_task',
    'lip-sync': 'video_lip_sync',
    'avatar-video': 'create_video',
  };
  return { task_id: taskId, bean_amount: beans, consume_type: types[kind] ?? kind };
}

export const accountEndpoints: readonly Endpoint[] = [userInfo, userDuration, consumeDetail];
