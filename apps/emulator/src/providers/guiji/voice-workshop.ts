import { speakInto } from '../../tasks/make-media.ts';
import type { TaskWorkshop } from '../../tasks/task.ts';
import type { GuijiWorld } from './call.ts';
import { charge, noteAnswer } from './guiji-task.ts';
import { auditionKey, clonedVoice, voiceCallback, voiceInput } from './voice-record.ts';

const auditionText = 'Hello, this is my voice.';

/** Makes the audition of a cloned voice. A consent that cannot be heard fails it. */
export function voiceWorkshop(world: GuijiWorld): TaskWorkshop {
  return {
    unusable: 'The sample audio cannot be used',
    async render(task) {
      const input = voiceInput(task);
      if (input.consent?.usable === false) return { failure: { msg: 'The authorization audio was not accepted' } };
      const order = { text: auditionText, voice: clonedVoice(world, input, auditionText) };
      const { durationMs } = await speakInto(world, auditionKey(task), order);
      return { media: { durationMs } };
    },
    charge: (task) => charge(world, task.owner, 'voiceCloneAmount', 1),
    callbackBody: (task, now) => voiceCallback(world, task, now),
    answered: (task, answer) => noteAnswer(world, task, answer),
  };
}
