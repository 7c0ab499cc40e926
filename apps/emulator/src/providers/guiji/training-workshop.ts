import { join } from 'node:path';
import { portraitInto } from '../../tasks/make-media.ts';
import type { TaskWorkshop } from '../../tasks/task.ts';
import type { GuijiWorld } from './call.ts';
import { charge, noteAnswer } from './guiji-task.ts';
import { coverKey, trainingCallback, trainingInput } from './training-record.ts';

const rejected = 4;

/** Makes the cover of a cloned avatar. A consent that cannot be watched gets the training rejected. */
export function trainingWorkshop(world: GuijiWorld): TaskWorkshop {
  return {
    unusable: 'The training video cannot be used',
    async render(task) {
      const { video, consent } = trainingInput(task);
      if (consent?.usable === false) return { failure: { msg: 'The authorization video was not accepted', status: rejected } };
      const { widthPx = 1080, heightPx = 1920, key } = video;
      const footage = key === undefined ? {} : { footagePath: join(world.mediaFolder, key) };
      await portraitInto(world, coverKey(task), { widthPx, heightPx, ...footage, label: 'EMULATED · Guiji avatar' });
      return { media: { durationMs: video.durationMs } };
    },
    charge: (task) => charge(world, task.owner, 'fastTrainingAmount', 1),
    callbackBody: (task, now) => trainingCallback(world, task, now),
    answered: (task, answer) => noteAnswer(world, task, answer),
  };
}
