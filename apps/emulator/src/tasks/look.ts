import { faultOf, type StatusOverride } from '../control/fault.ts';
import type { World } from '../world.ts';
import { phaseOf, type TaskPhase, type TaskRecord } from './task.ts';

/** What one look at a task shows: the truth, and what is bent about it. */
export interface Look {
  readonly phase: TaskPhase;
  /** Numbers to tell instead of the true ones. */
  readonly override: StatusOverride | undefined;
  readonly withoutUrl: boolean;
  readonly withoutSubtitles: boolean;
}

/** Looks at a task and counts the look. */
export function lookAt(world: World, task: TaskRecord, now: number): Look {
  const before = world.tasks.look(task);
  const phase = phaseOf(task, now);
  const withoutUrl = faultOf(task.faults, 'success-without-url');
  const lateSubtitles = faultOf(task.faults, 'late-subtitles');
  return {
    phase,
    override: overrideAt(task, before),
    withoutUrl: withoutUrl !== undefined && phase.name === 'succeeded' && urlWithheld(world, task, withoutUrl.polls),
    withoutSubtitles: lateSubtitles !== undefined && now < (task.ended?.at ?? now) + lateSubtitles.ms,
  };
}

/** What is true of a task: nothing bent, nothing counted. Callbacks tell this. */
export function truthAbout(task: TaskRecord, now: number): Look {
  return { phase: phaseOf(task, now), override: undefined, withoutUrl: false, withoutSubtitles: false };
}

/** Whether a task can be seen at all. One that is to vanish is gone after so many looks. */
export function isVisible(world: World, task: TaskRecord): boolean {
  const vanish = faultOf(task.faults, 'vanish');
  return vanish === undefined || (world.tasks.looks().get(task.id) ?? 0) < vanish.afterPolls;
}

function overrideAt(task: TaskRecord, before: number): StatusOverride | undefined {
  const sequence = faultOf(task.faults, 'status-sequence');
  if (sequence === undefined) return undefined;
  return sequence.states[before] ?? (sequence.stay ? sequence.states.at(-1) : undefined);
}

/** Only looks that see the success count. */
function urlWithheld(world: World, task: TaskRecord, polls: number | undefined): boolean {
  return polls === undefined || world.store.add(`without-url:${task.id}`) <= polls;
}
