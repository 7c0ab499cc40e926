import type { Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, formatOnly } from './fields.ts';

/** A new token at once ends the one before. `expire_in` is a point in time in unix seconds, whatever its name says. */
export const accessToken: Endpoint = {
  method: 'POST',
  path: 'access_token',
  open: true,
  handle({ world, body }) {
    const fields = new Fields(body, formatOnly);
    const appId = fields.text('app_id');
    const secretKey = fields.text('secret_key');
    return world.transact((now) => {
      if (world.accounts.get(appId)?.secretKey !== secretKey) throw new Refusal(codes.internal, '无效 APPID 和 SecretKey');
      const token = world.ids.word(64);
      const expiresAt = now + world.timings.tokenLifeMs;
      world.accounts.issueToken(appId, token, expiresAt);
      const until = world.quirks.expireIn === 'time' ? expiresAt : world.timings.tokenLifeMs;
      return { access_token: token, expire_in: Math.floor(until / 1000) };
    });
  },
};
