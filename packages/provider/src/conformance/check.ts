import type { TaskKind } from '../task.ts';
import type { ConformanceRig } from './rig.ts';

/** One promise of the contract, with the deed that proves it. */
export interface Check {
  readonly title: string;
  /** The kinds for which it is run, one by one; absent: once, whatever the kinds. */
  readonly kinds?: 'native' | 'paid' | 'absent';
  /** @throws ConformanceError, or what the adapter threw, when the promise is not kept. */
  readonly prove: (rig: ConformanceRig, kind: TaskKind) => Promise<void> | void;
}

export const allKinds: readonly TaskKind[] = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video', 'authorize'];
