import { isVisible, lookAt } from '../../tasks/look.ts';
import type { TaskRecord } from '../../tasks/task.ts';
import type { Call, Endpoint } from './call.ts';
import { keepConsent, readConsent } from './consent.ts';
import { codes, Refusal } from './envelope.ts';
import { fetchVideo } from './fetch-media.ts';
import { Fields } from './fields.ts';
import { assertBalance, assertParallel, nextNumber } from './guiji-task.ts';
import { pageOf, readPage } from './paging.ts';
import {
  createTraining,
  ownTraining,
  sceneSubject,
  sceneTask,
  type TrainingInput,
  trainingInput,
  trainingItem,
} from './training-record.ts';

const create: Endpoint = {
  method: 'POST',
  path: 'video/v3/create/training',
  async handle(call) {
    const { world, owner, body } = call;
    const fields = new Fields(body);
    const wishes = readWishes(fields);
    fields.text('authorizeUrl');
    fields.text('authorizeText');
    assertBalance(world, owner, 'fastTrainingAmount', 1);
    const video = await fetchVideo(call, wishes.videoUrl);
    const consent = await readConsent(call, fields, 'video');
    const task = world.transact((now) => {
      assertParallel(world, owner);
      const { id, ...numbers } = numbersOf(call, fields.optionalInteger('id'));
      const input = { ...wishes, ...numbers, video, consent: { ...consent } };
      keepConsent(world, { owner, subject: sceneSubject(numbers.sceneId), at: now, usable: consent.usable });
      return createTraining(world, { id, owner, callback: fields.optionalText('callbackUrl'), now, input });
    });
    world.keeper.attend(task);
    return { trainingId: trainingInput(task).trainingId };
  },
};

function readWishes(fields: Fields): Pick<TrainingInput, 'title' | 'videoUrl' | 'level' | 'compress'> {
  const [title, videoUrl] = [fields.text('name'), fields.text('videoUrl')];
  fields.integer('level');
  return { title, videoUrl, level: fields.choice('level', [1]) ?? 1, compress: fields.flag('compress', false) };
}

/** New numbers, or those of a training that is handed in again once it is over. */
function numbersOf(
  { world, owner }: Call,
  again: number | undefined,
): Pick<TrainingInput, 'trainingId' | 'sceneId'> & { readonly id: string } {
  if (again === undefined) {
    const trainingId = nextNumber(world);
    return { id: String(trainingId), trainingId, sceneId: -nextNumber(world) };
  }
  const before = ownTraining(world, owner, String(again));
  if (before.owner !== owner || before.ended === undefined)
    throw new Refusal(codes.parameter, `The training ${again} cannot be handed in again now`);
  world.tasks.unlist(before.id);
  const { trainingId, sceneId } = trainingInput(before);
  return { id: `${trainingId}-${nextNumber(world)}`, trainingId, sceneId };
}

const detail: Endpoint = {
  method: 'GET',
  path: 'video/v2/training/get/{id}',
  handle: (call) => call.world.transact((now) => item(call, ownTraining(call.world, call.owner, call.id), now)),
};

const list: Endpoint = {
  method: 'POST',
  path: 'video/v2/training/pageList',
  handle: (call) => {
    const { world, owner, body } = call;
    const request = readPage(new Fields(body));
    return world.transact((now) => {
      const tasks = world.tasks.page(owner, 'clone-avatar', (request.page - 1) * request.size, request.size);
      const records = tasks.filter((task) => isVisible(world, task)).map((task) => item(call, task, now));
      return pageOf(records, request, world.tasks.count(owner, 'clone-avatar'));
    });
  },
};

function item({ world, owner }: Call, task: TaskRecord, now: number) {
  return trainingItem(world, task, lookAt(world, task, now), { viewer: owner, now });
}

/** For avatars from before consents were asked for. Says yes at once; whether it was accepted, detail tells later. */
const authorize: Endpoint = {
  method: 'POST',
  path: 'video/v3/authorize',
  async handle(call) {
    const { world, owner, body } = call;
    const fields = new Fields(body);
    const sceneId = fields.integer('sceneId');
    fields.text('authorizeUrl');
    fields.text('authorizeText');
    world.transact(() => sceneTask(world, owner, sceneId));
    const { usable } = await readConsent(call, fields, 'video');
    world.transact((at) => keepConsent(world, { owner, subject: sceneSubject(sceneId), at, usable, historical: true }));
    return true;
  },
};

export const trainingEndpoints: readonly Endpoint[] = [create, detail, list, authorize];
