import type { Capability, TaskKind } from '@reelwright/provider';
import type { StepInstance, StepOutput } from '@reelwright/recipe';
import { outputsReadBy } from './needed-outputs.ts';

type Compiled = Extract<Capability, { support: 'compiled' }>;

/**
 * The steps that do what a provider has no call of its own for, in the order in which they run; the last one keeps the id of the author's.
 *
 * @returns `undefined` where nobody knows how to make one of the other.
 */
export function compileStep(step: StepInstance, { to }: Compiled): readonly StepInstance[] | undefined {
  const uses = step.with.uses as TaskKind; // only kinds that live at providers have capabilities
  return compilers[`${uses} to ${to.join(' and ')}`]?.(step);
}

const compilers: Readonly<Record<string, (step: StepInstance) => readonly StepInstance[] | undefined>> = {
  'lip-sync to clone-avatar and avatar-video': lipSyncByAvatar,
};

/** The footage becomes an avatar, with the consent of the person in it; the avatar then follows the speech in the frame of its footage. */
function lipSyncByAvatar(step: StepInstance): readonly StepInstance[] | undefined {
  const { with: fields, granted, ...own } = step;
  // Options are for calls; this one is not made.
  const rest = { ...own, vendor: {} };
  if (fields.uses !== 'lip-sync') return undefined;
  const { video, consent, speech, quality, volume, playback, frames } = fields;
  const origin = { type: 'compiled', step: step.id, uses: 'lip-sync' } as const;
  const read = outputsReadBy(fields).map((output) => output.step);
  const footage = video.type === 'step-output' ? [video.step] : [];
  const clone: StepInstance = {
    ...rest,
    id: `${step.id}.avatar`,
    with: { uses: 'clone-avatar', video, name: step.id, language: undefined, trainVoice: false, consent },
    // What the author wants done first, and the footage; the speech may be made meanwhile.
    needs: [...new Set([...step.needs.filter((need) => !read.includes(need)), ...footage])],
    ...(granted === undefined ? {} : { granted }),
    origin,
  };
  const avatar: StepOutput = { type: 'step-output', step: clone.id, output: 'avatar', kind: 'avatar', location: step.location };
  const film: StepInstance = {
    ...rest,
    with: {
      ...{ uses: 'avatar-video', avatar, speech, quality, volume, playback, frames },
      // The provider has vouched that a size that was asked for is the footage's own.
      size: undefined,
      ...{ position: undefined, background: undefined, language: undefined },
      ...{ captions: false, transparent: false, watermark: false },
    },
    needs: [...new Set([...step.needs, clone.id])],
    origin,
  };
  return [clone, film];
}
