import type { StepUses } from '@reelwright/recipe';

/** The provider id of steps that run on this machine. */
export const localProvider = 'local';

/** A kind of step that runs on this machine. */
export type LocalUses = Exclude<StepUses, 'clone-voice' | 'clone-avatar' | 'tts' | 'lip-sync' | 'avatar-video' | 'authorize'>;

export function isLocal(uses: StepUses): uses is LocalUses {
  return uses === 'captions' || uses === 'join';
}
