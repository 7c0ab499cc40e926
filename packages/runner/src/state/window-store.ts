import type { RateLimit } from '@reelwright/provider';
import type { Database } from './database.ts';

/**
 * Calls under rate limits, as all processes of the project make them. Times are wall times of the clock that the caller
 * runs on, since no other is shared between processes.
 */
export interface WindowStore {
  /** Takes a place in every limit at once, or says how long to wait before it is worth asking again. */
  reserve(account: string, limits: readonly RateLimit[], callId: string, now: number): { readonly waitMs: number };
  /** The answer has come: the window is counted from here. */
  answered(callId: string, now: number): void;
  /** The call was never made, or was refused without counting. */
  release(callId: string): void;
  /** The provider found it too much, although our count allowed it. */
  refused(account: string, limits: readonly RateLimit[], now: number, retryAfterMs: number | undefined): void;
}

/** Timers and clocks of both sides are not exact to the millisecond. */
const marginMs = 100;
/** A call of which no answer was noted (its process died): it has been answered by then, whatever became of it. */
const longestCallMs = 120_000;
/** How often to look again while only calls in flight stand in the way. */
const recheckMs = 200;
/** How long a limit stays spaced after its last refusal. */
const spacedForMs = 86_400_000;

export function createWindowStore(database: Database): WindowStore {
  return {
    reserve: (account, limits, callId, now) =>
      database.transaction(() => {
        const waitMs = Math.max(0, ...limits.map((limit) => waitOf(database, account, limit, now)));
        if (waitMs === 0) {
          for (const { id } of limits) {
            const sql = 'INSERT INTO window_calls (call_id, account, limit_id, sent_at, answered_at) VALUES (?, ?, ?, ?, NULL)';
            database.run(sql, callId, account, id, now);
          }
        }
        return { waitMs };
      }),
    answered: (callId, now) => void database.run('UPDATE window_calls SET answered_at = ? WHERE call_id = ?', now, callId),
    release: (callId) => void database.run('DELETE FROM window_calls WHERE call_id = ?', callId),
    refused: (account, limits, now, retryAfterMs) =>
      database.transaction(() => {
        for (const limit of limits) noteRefusal(database, account, limit, now, retryAfterMs);
      }),
  };
}

function waitOf(database: Database, account: string, limit: RateLimit, now: number): number {
  const openMs = limit.windowMs + marginMs;
  database.run('DELETE FROM window_calls WHERE account = ? AND limit_id = ? AND answered_at <= ?', account, limit.id, now - openMs);
  database.run(
    'DELETE FROM window_calls WHERE account = ? AND limit_id = ? AND answered_at IS NULL AND sent_at <= ?',
    ...[account, limit.id, now - longestCallMs - openMs],
  );
  const calls = database.all(
    'SELECT answered_at FROM window_calls WHERE account = ? AND limit_id = ? ORDER BY answered_at',
    account,
    limit.id,
  );
  const inFlight = calls.filter((call) => call.answered_at === null).length;
  // A clock that was set back would leave answers in the future: they count from now.
  const answered = calls.flatMap((call) => (call.answered_at === null ? [] : [Math.min(Number(call.answered_at), now)]));
  return Math.max(waitForPlace(answered, inFlight, limit, now), waitForMode(database, account, limit, answered, inFlight, now));
}

function waitForPlace(answered: readonly number[], inFlight: number, limit: RateLimit, now: number): number {
  const tooMany = answered.length + inFlight - limit.count;
  if (tooMany < 0) return 0;
  const frees = answered[tooMany];
  return frees === undefined ? recheckMs : Math.max(1, frees + limit.windowMs + marginMs - now);
}

/** After a refusal inside the allowance, calls go one by one, evenly spaced: some services count that way. */
function waitForMode(
  database: Database,
  account: string,
  limit: RateLimit,
  answered: readonly number[],
  inFlight: number,
  now: number,
): number {
  const mode = database.get('SELECT paused_until, spaced_until FROM window_modes WHERE account = ? AND limit_id = ?', account, limit.id);
  if (mode === undefined) return 0;
  const paused = Math.max(0, Math.min(Number(mode.paused_until) - now, longestPauseMs(limit)));
  if (Number(mode.spaced_until) <= now) return paused;
  if (inFlight > 0) return Math.max(paused, recheckMs);
  const last = answered.at(-1);
  return Math.max(paused, last === undefined ? 0 : last + limit.windowMs / limit.count + marginMs - now);
}

/** Each refusal in a row doubles the pause; the first one in a calm time switches to spacing. */
function noteRefusal(database: Database, account: string, limit: RateLimit, now: number, retryAfterMs: number | undefined): void {
  const mode = database.get('SELECT refusals, paused_until FROM window_modes WHERE account = ? AND limit_id = ?', account, limit.id);
  // Refusals of calls that were sent side by side are one lesson: the pause is running already.
  if (mode !== undefined && Number(mode.paused_until) > now && retryAfterMs === undefined) return;
  const calm = mode === undefined || now - Number(mode.paused_until) > limit.windowMs;
  const refusals = calm ? 1 : Number(mode.refusals) + 1;
  const spacingMs = limit.windowMs / limit.count;
  const pauseMs = Math.min(retryAfterMs ?? spacingMs * 2 ** (refusals - 1), longestPauseMs(limit));
  database.run(
    `INSERT INTO window_modes (account, limit_id, paused_until, refusals, spaced_until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account, limit_id) DO UPDATE SET paused_until = excluded.paused_until, refusals = excluded.refusals,
       spaced_until = excluded.spaced_until`,
    ...[account, limit.id, Math.ceil(now + pauseMs), refusals, now + spacedForMs],
  );
}

function longestPauseMs({ windowMs }: RateLimit): number {
  return Math.max(windowMs, 60_000) * 5;
}
