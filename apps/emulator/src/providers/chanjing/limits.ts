import type { RateLimit } from '../../state/rate-windows.ts';

export type Limits = Readonly<Record<string, RateLimit>>;

const minute = 60_000;
const second = 1_000;

/** What the provider's pages state, and for the clone what its sister page states. File calls share one window. */
const documentedLimits: Limits = {
  'video_lip_sync/create': { calls: 10, windowMs: minute },
  'video_lip_sync/detail': { calls: 10, windowMs: second },
  'video_lip_sync/list': { calls: 10, windowMs: second },
  create_video: { calls: 10, windowMs: minute },
  create_customised_person: { calls: 10, windowMs: minute },
  create_customised_audio: { calls: 10, windowMs: minute },
  list_customised_audio: { calls: 10, windowMs: minute },
  files: { calls: 30, windowMs: minute },
};

/** Also what only the spacing of the vendor's own client hints at. */
const strictLimits: Limits = {
  ...documentedLimits,
  customised_audio: { calls: 10, windowMs: minute },
  create_audio_task: { calls: 120, windowMs: minute },
  audio_task_state: { calls: 120, windowMs: minute },
  delete_customised_audio: { calls: 60, windowMs: minute },
  list_common_audio: { calls: 60, windowMs: minute },
  video: { calls: 60, windowMs: minute },
  video_list: { calls: 60, windowMs: minute },
  customised_person: { calls: 60, windowMs: minute },
  list_customised_person: { calls: 60, windowMs: minute },
  list_common_dp: { calls: 60, windowMs: minute },
  user_info: { calls: 60, windowMs: minute },
  user_duration: { calls: 60, windowMs: minute },
};

export interface LimitSettings {
  /** Default: `documented`. */
  readonly set?: 'documented' | 'strict' | 'none';
  /** How every window counts; `sliding` unless told otherwise. */
  readonly mode?: NonNullable<RateLimit['mode']>;
  /** Single limits by name; `null` lifts one. */
  readonly override?: Readonly<Record<string, RateLimit | null>>;
}

export function resolveLimits({ set = 'documented', mode, override = {} }: LimitSettings = {}): Limits {
  const base = { documented: documentedLimits, strict: strictLimits, none: {} }[set];
  const merged = Object.entries<RateLimit | null>({ ...base, ...override });
  const kept = merged.filter((entry): entry is [string, RateLimit] => entry[1] !== null);
  return Object.fromEntries(kept.map(([name, limit]) => [name, mode === undefined ? limit : { ...limit, mode: limit.mode ?? mode }]));
}
