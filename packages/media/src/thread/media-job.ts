import type { ErrorCode } from '@reelwright/errors';
import type { MediaFacts } from '../probe-media.ts';

/** What a thread is asked to do. Paths are absolute or relative to the process's folder. */
export type MediaJob =
  | { readonly kind: 'probe'; readonly path: string }
  /** `target` is made by the thread and must not exist. */
  | { readonly kind: 'join'; readonly sources: readonly string[]; readonly target: string };

export type ThreadMessage =
  /** The file that is being read from now on: whatever happens next is about it. Comes before anything else of a job. */
  | { readonly type: 'reading'; readonly path: string }
  | { readonly type: 'done'; readonly facts: MediaFacts }
  /** Without a code it is nothing that was foreseen. */
  | {
      readonly type: 'failed';
      readonly code?: ErrorCode;
      readonly message: string;
      readonly hint?: string | undefined;
      readonly cause?: string;
    };
