import type { Pacing, RateLimit } from '@reelwright/provider';
import { startPatienceMs } from './chanjing-wire.ts';

const second = 1000;
const minute = 60 * second;

/** What is documented, else the spacing of the vendor's own kit. See WIRE.md, "Limits". */
export const chanjingLimits: readonly RateLimit[] = [
  { id: 'lip-sync-create', scopes: ['start:lip-sync'], count: 10, windowMs: minute },
  { id: 'lip-sync-read', scopes: ['poll:lip-sync', 'find:lip-sync'], count: 10, windowMs: second },
  { id: 'file-management', scopes: ['stage', 'poll-staged'], count: 30, windowMs: minute },
  { id: 'voice-clone', scopes: ['start:clone-voice', 'poll:clone-voice'], count: 10, windowMs: minute },
  { id: 'voice-list', scopes: ['find:clone-voice'], count: 10, windowMs: minute },
  { id: 'speech', scopes: ['start:tts', 'poll:tts'], count: 2, windowMs: second },
  { id: 'avatar-create', scopes: ['start:clone-avatar'], count: 10, windowMs: minute },
  { id: 'avatar-read', scopes: ['poll:clone-avatar', 'find:clone-avatar'], count: 1, windowMs: second },
  { id: 'avatar-video-create', scopes: ['start:avatar-video'], count: 10, windowMs: minute },
  { id: 'avatar-video-read', scopes: ['poll:avatar-video', 'find:avatar-video'], count: 1, windowMs: second },
];

/** How many tasks one look at a list answers: the page that the list call is asked for. */
export const taskPageSize = 50;

export const chanjingPacing: Pacing = {
  tasks: {
    // Seen: 2 to 17 s.
    tts: {
      firstAfterMs: 2 * second,
      intervalMs: 1.5 * second,
      maxIntervalMs: 5 * second,
      growth: 1.25,
      deadlineMs: 10 * minute,
      batchSize: 1,
    },
    // "A few minutes"; ten looks a minute are shared with the starts.
    'clone-voice': {
      firstAfterMs: 10 * second,
      intervalMs: 6 * second,
      maxIntervalMs: 15 * second,
      growth: 1.6,
      deadlineMs: 60 * minute,
      batchSize: 1,
    },
    // Seen: half a minute for four seconds of film; one look answers for all.
    'lip-sync': {
      firstAfterMs: 10 * second,
      intervalMs: 5 * second,
      maxIntervalMs: 15 * second,
      growth: 1.2,
      deadlineMs: 120 * minute,
      batchSize: taskPageSize,
    },
    // The vendor's own skill looks every ten seconds.
    'clone-avatar': {
      firstAfterMs: 20 * second,
      intervalMs: 10 * second,
      maxIntervalMs: 15 * second,
      growth: 1.2,
      deadlineMs: 120 * minute,
      batchSize: taskPageSize,
    },
    // Seen: 31 to 43 s for four seconds of film.
    'avatar-video': {
      firstAfterMs: 10 * second,
      intervalMs: 5 * second,
      maxIntervalMs: 15 * second,
      growth: 1.2,
      deadlineMs: 120 * minute,
      batchSize: taskPageSize,
    },
  },
  // Up to about a minute; shares thirty calls a minute with asking for upload addresses.
  staged: {
    firstAfterMs: 2 * second,
    intervalMs: 3 * second,
    maxIntervalMs: 15 * second,
    growth: 1.6,
    deadlineMs: 10 * minute,
    batchSize: taskPageSize,
  },
  startTimeoutMs: startPatienceMs + 15 * second,
};
