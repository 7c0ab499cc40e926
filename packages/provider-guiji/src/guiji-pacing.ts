import type { Capabilities, Pacing, PollPacing, RateLimit } from '@reelwright/provider';
import { largestPage } from './guiji-client.ts';
import { startPatienceMs } from './guiji-endpoints.ts';

export const guijiCapabilities: Capabilities = {
  'clone-voice': { support: 'native' },
  'clone-avatar': { support: 'native' },
  tts: { support: 'native' },
  'avatar-video': { support: 'native' },
  authorize: { support: 'native' },
  'lip-sync': {
    support: 'compiled',
    to: ['clone-avatar', 'avatar-video'],
    note: 'Guiji has no lip-sync call: the footage becomes an avatar first (with the consent of the person), and the avatar then speaks.',
  },
};

const minuteMs = 60_000;

/**
 * Guiji documents no rate at all, only a cap on parallel work (40019, which makes the runner wait). These are cautious numbers of our own:
 * creates as the stricter services have them, reads a few in a second.
 */
export const guijiLimits: readonly RateLimit[] = [
  { id: 'clone', scopes: ['start:clone-voice', 'start:clone-avatar', 'start:authorize'], count: 10, windowMs: minuteMs },
  { id: 'video', scopes: ['start:avatar-video'], count: 20, windowMs: minuteMs },
  { id: 'tts', scopes: ['start:tts'], count: 60, windowMs: minuteMs },
  {
    id: 'read',
    scopes: [
      'poll:clone-voice',
      'poll:clone-avatar',
      'poll:tts',
      'poll:avatar-video',
      'poll:authorize',
      'find:clone-voice',
      'find:clone-avatar',
      'find:tts',
      'find:avatar-video',
      'find:authorize',
    ],
    count: 5,
    windowMs: 1000,
  },
];

const hourMs = 3_600_000;

/**
 * The provider's samples show a clone of an avatar done after 34 s and a film of 7 s after 104 s; the rest is guessed, and the runner
 * learns. Deadlines stay under the 24 hours after which results are gone.
 */
const tasks: Readonly<Record<'clone-voice' | 'clone-avatar' | 'tts' | 'avatar-video' | 'authorize', PollPacing>> = {
  'clone-voice': pace(10_000, 5_000, 30_000, 6 * hourMs),
  'clone-avatar': pace(15_000, 5_000, 60_000, 12 * hourMs),
  tts: pace(1_000, 1_500, 10_000, hourMs),
  'avatar-video': pace(10_000, 4_000, 20_000, 6 * hourMs),
  authorize: pace(5_000, 5_000, 60_000, 12 * hourMs),
};

export const guijiPacing: Pacing = {
  tasks,
  // An address is ready when it exists.
  staged: { firstAfterMs: 0, intervalMs: 1_000, maxIntervalMs: 5_000, growth: 1.6, deadlineMs: minuteMs, batchSize: largestPage },
  startTimeoutMs: startPatienceMs + 15_000,
};

function pace(firstAfterMs: number, intervalMs: number, maxIntervalMs: number, deadlineMs: number): PollPacing {
  return { firstAfterMs, intervalMs, maxIntervalMs, growth: 1.4, deadlineMs, batchSize: largestPage };
}
