import type { Started, TaskInput } from '@reelwright/provider';

/** The films of this process that were started without captions: nobody waits for those. */
export interface FilmsStarted {
  /** Takes note of a start. @returns it unchanged. */
  note(input: TaskInput, started: Started): Started;
  /** Whether a film may have captions. Of one that another process started nothing is known, so it may. */
  mayHaveCaptions(id: string): boolean;
}

export function createFilmsStarted(): FilmsStarted {
  const withoutCaptions = new Set<string>();
  return {
    note(input, started) {
      if (input.kind === 'avatar-video' && !input.captions) withoutCaptions.add(started.task.id);
      return started;
    },
    mayHaveCaptions: (id) => !withoutCaptions.has(id),
  };
}
