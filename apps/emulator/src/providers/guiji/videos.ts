import { isVisible, lookAt } from '../../tasks/look.ts';
import type { Call, Endpoint, GuijiWorld } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { fetchAudio } from './fetch-media.ts';
import { Fields } from './fields.ts';
import { assertBalance, assertParallel, nextNumber, ownTask } from './guiji-task.ts';
import { pageOf, readPage } from './paging.ts';
import { findScene } from './training-record.ts';
import { createVideo, type VideoInput, videoItem } from './video-record.ts';
import { findVoice } from './voice-record.ts';

/** Driven by a recording where there is one, whatever else is said; else by a text and a voice. */
const create: Endpoint = {
  method: 'POST',
  path: 'video/v3/simpleCreate',
  async handle(call) {
    const { world, owner, body } = call;
    const fields = new Fields(body);
    const sceneId = fields.integer('sceneId');
    const name = fields.optionalText('videoName') ?? '';
    const playback = fields.choice('pn', [0, 1]) === 1 ? 'reverse' : 'forward';
    const callback = fields.optionalText('callbackUrl');
    world.transact((now) => findScene(world, owner, sceneId, now));
    const drive = await readDrive(call, fields);
    assertBalance(world, owner, 'fastDuration', Math.max(1, Math.round(drive.audio?.durationMs ?? 0)));
    const task = world.transact((now) => {
      assertParallel(world, owner);
      const input = { name, scene: findScene(world, owner, sceneId, now), playback, ...drive } as const;
      return createVideo(world, { id: String(-videoNumber(world)), owner, callback, now, input });
    });
    world.keeper.attend(task);
    return { videoId: Number(task.id) };
  },
};

/** The first public avatar is -292, and so is a film in the samples of the page. */
const firstScene = 292;

function videoNumber(world: GuijiWorld): number {
  return world.quirks.videoIds === 'apart' ? nextNumber(world) : firstScene - 1 + world.store.add('guiji-videos');
}

async function readDrive(call: Call, fields: Fields): Promise<Pick<VideoInput, 'audio' | 'speech'>> {
  const { world, owner } = call;
  const audioUrl = fields.optionalText('audioUrl');
  if (audioUrl !== undefined) return { audio: await fetchAudio(call, audioUrl) };
  const [text, speakerId] = [fields.optionalText('text'), fields.optionalText('speakerId')];
  if (text === undefined) throw new Refusal(codes.parameter, 'Either audioUrl, or text and speakerId, are needed');
  if (speakerId === undefined) throw new Refusal(codes.parameter, 'Required parameter speakerId is missing: text is used');
  return { speech: { text, speakerId, voice: world.transact((now) => findVoice(world, owner, { speakerId, text }, now)) } };
}

const detail: Endpoint = {
  method: 'GET',
  path: 'video/v2/get/{id}',
  handle: ({ world, owner, id }) =>
    world.transact((now) => {
      const task = ownTask(world, { owner, kind: 'avatar-video', id, code: codes.fileMissing });
      return videoItem(world, task, lookAt(world, task, now), now);
    }),
};

const list: Endpoint = {
  method: 'POST',
  path: 'video/v2/pageList',
  handle: ({ world, owner, body }) => {
    const request = readPage(new Fields(body));
    return world.transact((now) => {
      const tasks = world.tasks.page(owner, 'avatar-video', (request.page - 1) * request.size, request.size);
      const records = tasks.filter((task) => isVisible(world, task)).map((task) => videoItem(world, task, lookAt(world, task, now), now));
      return pageOf(records, request, world.tasks.count(owner, 'avatar-video'));
    });
  },
};

export const videoEndpoints: readonly Endpoint[] = [create, detail, list];
