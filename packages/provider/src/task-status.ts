import type { ProviderError } from './provider-error.ts';
import type { TaskOutputs } from './task.ts';

/** One look at a task. Unknown states of the wire are `running` with the word in `detail`. */
export type TaskStatus =
  | {
      readonly state: 'running';
      /** 0 to 1. Absent where the provider tells none. */
      readonly progress?: number;
      /** Queued, not yet worked on. */
      readonly queued?: boolean;
      /** The provider's own word for it, for people. */
      readonly detail?: string;
    }
  | {
      readonly state: 'succeeded';
      readonly outputs: TaskOutputs;
      /**
       * Outputs that this kind of task should have and that have not appeared yet (a success without an address,
       * captions that lag behind). The runner looks again a few times before it takes the answer as final.
       */
      readonly missing: readonly ('audio' | 'video' | 'cover' | 'captions')[];
    }
  | { readonly state: 'failed'; readonly error: ProviderError }
  /** The provider does not know the task (any more). Never a reason to start it again unasked. */
  | { readonly state: 'vanished'; readonly error: ProviderError };

/** One look at a staged medium. */
export type StagedStatus =
  | { readonly state: 'pending' }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly error: ProviderError };
