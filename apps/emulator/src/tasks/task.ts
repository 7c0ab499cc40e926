import type { TaskFault } from '../control/fault.ts';
import type { Cue } from '../media-studio.ts';
import type { Json } from '../state/json.ts';

/** What a task makes, in the words of recipes. */
export type TaskKind = 'clone-voice' | 'clone-avatar' | 'tts' | 'lip-sync' | 'avatar-video';

/** What was made: the facts that the status reply tells; the bytes lie in the media folder. */
export interface RenderedMedia {
  readonly durationMs: number;
  readonly cues?: readonly Cue[];
  /** Extensions of what was made beside the medium itself. */
  readonly files?: readonly string[];
}

/** Why there is nothing. */
export interface TaskFailure {
  readonly msg: string;
  readonly reason?: string;
  /** The status number to show, where it is not the usual one. */
  readonly status?: number;
  /** What the queue says of it, where there is one. */
  readonly queueStatus?: string;
}

export type Rendered = { readonly media: RenderedMedia } | { readonly failure: TaskFailure };

export interface TaskRecord {
  readonly id: string;
  readonly provider: string;
  readonly owner: string;
  readonly kind: TaskKind;
  /** The call that created it. */
  readonly endpoint: string;
  readonly createdAt: number;
  /** When it leaves the queue, and when it is done if its media are. */
  readonly startsAt: number;
  readonly dueAt: number;
  /** All that is needed to make it, again if need be; its shape is the provider's. */
  readonly input: Json;
  /** Equal for tasks that ask for the same thing; files count by content. */
  readonly inputDigest: string;
  readonly callback?: string;
  readonly faults: readonly TaskFault[];
  /** The process that makes it. */
  readonly claim?: { readonly instance: string; readonly processId: number };
  readonly rendered?: Rendered & { readonly at: number };
  readonly ended?: TaskEnd;
}

export interface TaskEnd {
  readonly at: number;
  /** From when on the status call says so. */
  readonly visibleAt: number;
  readonly failure?: TaskFailure;
  /** What the account paid, in the provider's unit. */
  readonly cost: number;
}

/** What came back to a callback: `text` is empty where nobody was there. */
export interface CallbackAnswer {
  readonly status: number | 'unreachable' | 'example-address';
  readonly text: string;
}

/** What a provider adds to the common life of tasks of one kind. */
export interface TaskWorkshop {
  /** What is said when the studio cannot use what was handed in. */
  readonly unusable: string;
  /** Makes the media. Wrong input is a failure that it returns; what else it throws is the emulator's own fault. */
  render(task: TaskRecord): Promise<Rendered>;
  /** Takes the price from the account. Runs inside the transaction that ends the task. */
  charge(task: TaskRecord, media: RenderedMedia): { readonly cost: number } | { readonly failure: TaskFailure };
  /** The body of the callback for a task that has ended. */
  callbackBody(task: TaskRecord, now: number): Json;
  /** Hears what was said to the callback, where the provider takes note of it. */
  answered?(task: TaskRecord, answer: CallbackAnswer): void;
}

/** How far a task is, as anyone who asks may know it. */
export type TaskPhase =
  | { readonly name: 'queued' }
  | { readonly name: 'running'; readonly progress: number }
  | { readonly name: 'succeeded'; readonly media: RenderedMedia }
  | { readonly name: 'failed'; readonly failure: TaskFailure };

/** The phase at a time. Progress counts up to 99; what is due but not yet made stays there. */
export function phaseOf(task: TaskRecord, now: number): TaskPhase {
  if (task.ended !== undefined && now >= task.ended.visibleAt) {
    if (task.ended.failure !== undefined) return { name: 'failed', failure: task.ended.failure };
    if (task.rendered !== undefined && 'media' in task.rendered) return { name: 'succeeded', media: task.rendered.media };
  }
  if (now < task.startsAt) return { name: 'queued' };
  const stuck = task.faults.find((fault) => fault.kind === 'stuck');
  const progress = Math.floor((100 * (now - task.startsAt)) / Math.max(1, task.dueAt - task.startsAt));
  return { name: 'running', progress: Math.min(99, progress, stuck?.progress ?? 99) };
}
