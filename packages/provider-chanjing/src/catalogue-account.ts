import type { AccountFacts, CallOptions, Quota } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, numberOf, type Operation, type ProviderHttp } from '@reelwright/provider-http';
import { misfitIn, type Shape } from './catalogue-shape.ts';
import { compact, tellerOf } from './catalogue-values.ts';
import { operations } from './chanjing-wire.ts';

const infoShape = {
  id: 'text',
  name: 'text',
  custom_person_nums: 'number',
  custom_person_limit: 'number',
  video_create_seconds: 'number',
  video_create_limit: 'number',
} as const satisfies Shape;

const durationShape = { resi_total_bean: 'number', bean_day30: 'number' } as const satisfies Shape;

/** Who the account is, and what it has left. Two calls, since the balance stands apart. */
export async function readAccount(http: ProviderHttp, options: CallOptions): Promise<AccountFacts> {
  const info = await ask(http, operations.userInfo, infoShape, options);
  const balance = await ask(http, operations.userDuration, durationShape, options);
  const quotas: readonly Quota[] = [
    compact({
      name: 'beans',
      unit: 'beans' as const,
      remaining: numberOf(balance.resi_total_bean),
      expiringSoon: numberOf(balance.bean_day30),
      // A bean a second, two in high quality. What speech takes is told differently in different places.
      prices: { videoSecond: 1 },
    }),
    compact({
      name: 'custom avatars',
      unit: 'clones' as const,
      used: numberOf(info.custom_person_nums),
      total: numberOf(info.custom_person_limit),
    }),
    compact({
      name: 'video',
      unit: 'seconds' as const,
      used: numberOf(info.video_create_seconds),
      total: numberOf(info.video_create_limit),
    }),
  ];
  const told = quotas.filter(({ remaining, used, total }) => [remaining, used, total].some((number) => number !== undefined));
  return compact({ id: filledTextOf(info.id), name: tellerOf(http)(info.name), quotas: told });
}

async function ask(http: ProviderHttp, operation: Operation, shape: Shape, options: CallOptions): Promise<JsonObject> {
  const reply = await http.call(operation, {}, options);
  const misfit = misfitIn(reply.data, shape, 'data');
  if (misfit !== undefined || !isJsonObject(reply.data)) throw http.undecodable(operation, reply, misfit ?? 'data');
  return reply.data;
}
