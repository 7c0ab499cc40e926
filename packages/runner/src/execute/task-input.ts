import { InternalError } from '@reelwright/errors';
import type { Json, MediumInput, SpeechInput, TaskInput } from '@reelwright/provider';
import type { StepWith } from '@reelwright/recipe';
import type { PlanNode } from '../plan/plan.ts';
import { voiceIdOf } from './resolve-output.ts';
import type { RunContext } from './run-context.ts';

/** Everything that one start needs, with upstream results and staged media filled in. */
export function taskInputOf(node: PlanNode, media: ReadonlyMap<string, MediumInput>, context: Pick<RunContext, 'results'>): TaskInput {
  const vendor = node.step.vendor[node.provider];
  // The recipe has checked it against the provider's own schema, so it is JSON.
  const common = vendor === undefined ? {} : { vendor: vendor as Json };
  const step = node.step.with;
  switch (step.uses) {
    case 'clone-voice':
      return {
        kind: 'clone-voice',
        sample: medium(media, 'sample'),
        name: step.name,
        ...(step.language === undefined ? {} : { language: step.language }),
        ...(step.sex === undefined ? {} : { sex: step.sex }),
        ...common,
      };
    case 'tts': {
      const { text, speed, pitch, watermark } = step;
      return { kind: 'tts', voice: voiceIdOf(node, step.voice, context), text: text.text, speed, pitch, watermark, ...common };
    }
    case 'lip-sync': {
      const { quality, playback, frames, volume, size } = step;
      const speech = speechOf(node, step.speech, media, context);
      const frame = size === undefined ? {} : { size };
      return { kind: 'lip-sync', video: medium(media, 'video'), speech, ...frame, quality, playback, frames, volume, ...common };
    }
    case 'captions':
      throw new InternalError('Captions are made on this machine.');
  }
}

function speechOf(
  node: PlanNode,
  speech: Extract<StepWith, { uses: 'lip-sync' }>['speech'],
  media: ReadonlyMap<string, MediumInput>,
  context: Pick<RunContext, 'results'>,
): SpeechInput {
  if (speech.type === 'audio') return { kind: 'audio', audio: medium(media, 'audio') };
  const { text, speed, pitch } = speech;
  return { kind: 'text', text: text.text, voice: voiceIdOf(node, speech.voice, context), speed, pitch };
}

function medium(media: ReadonlyMap<string, MediumInput>, field: string): MediumInput {
  const input = media.get(field);
  if (input === undefined) throw new InternalError(`The medium "${field}" was not brought to the provider.`);
  return input;
}
