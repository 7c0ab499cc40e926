import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilmOrder } from '../../media-studio.ts';
import { truthAbout } from '../../tasks/look.ts';
import { makeFiles } from '../../tasks/make-files.ts';
import type { Rendered, TaskRecord, TaskWorkshop } from '../../tasks/task.ts';
import type { ChanjingWorld } from './call.ts';
import { envelope } from './envelope.ts';
import { chargeFilm, filmKey, type LipSyncInput, lipSyncItem } from './lip-sync-record.ts';
import { spokenText } from './spoken-text.ts';
import { badAudio, hasSound } from './voice-workshop.ts';

const badVideo = '不支持的视频格式,请阅读接口文档';
const exampleSpeech = '君不见黄河之水天上来,奔流到海不复回。';

/** Makes the film of a lip-sync task. Its callback is the detail reply in an envelope. */
export function lipSyncWorkshop(world: ChanjingWorld): TaskWorkshop {
  return {
    unusable: badAudio,
    render: (task) => renderFilm(world, task),
    charge: (task, media) => chargeFilm(world, task, media),
    callbackBody: (task, now) => envelope(lipSyncItem(world, task, truthAbout(task, now), now)),
  };
}

async function renderFilm(world: ChanjingWorld, task: TaskRecord): Promise<Rendered> {
  const input = task.input as LipSyncInput; // written by createLipSync
  const footagePath = input.footage.key === undefined ? undefined : join(world.mediaFolder, input.footage.key);
  if (footagePath !== undefined && !(await isVideo(world, footagePath))) return { failure: { msg: badVideo } };
  const sound = await prepareSound(world, task, input);
  if (sound === undefined) return { failure: { msg: badAudio } };
  try {
    const { widthPx, heightPx, playback, frames, volume } = input;
    const order = { widthPx, heightPx, playback, frames, volume, audioPath: sound.path, label: labelOf(input) };
    return { media: await makeFilm(world, task, { ...order, ...(footagePath && { footagePath }) }) };
  } finally {
    if (sound.temporary) await rm(sound.path, { force: true });
  }
}

async function makeFilm(world: ChanjingWorld, task: TaskRecord, order: Omit<FilmOrder, 'outPath' | 'coverPath'>) {
  const studio = await world.studio();
  const film = join(world.mediaFolder, filmKey(task, 'mp4'));
  const cover = join(world.mediaFolder, filmKey(task, 'jpg'));
  return makeFiles([film, cover], async ([outPath = film, coverPath = cover]) => studio.film({ ...order, outPath, coverPath }));
}

async function isVideo(world: ChanjingWorld, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const studio = await world.studio();
  const { kind, durationMs } = await studio.probe(path);
  return kind === 'video' && durationMs > 0;
}

interface Sound {
  readonly path: string;
  readonly temporary: boolean;
}

/** The recording that drives the film: the uploaded one, or the text spoken. `undefined` when it cannot be heard. */
async function prepareSound(world: ChanjingWorld, task: TaskRecord, { audio, speech }: LipSyncInput): Promise<Sound | undefined> {
  if (audio?.key !== undefined) {
    const path = join(world.mediaFolder, audio.key);
    return (await hasSound(world, path)) ? { path, temporary: false } : undefined;
  }
  const voice = speech?.voice ?? { seed: 'example', sex: 'female', language: 'cn' };
  const order = { text: spokenText(speech?.text ?? exampleSpeech), voice, speed: speech?.speed ?? 1, pitch: speech?.pitch ?? 1 };
  const path = join(world.mediaFolder, filmKey(task, 'speech.wav'));
  const studio = await world.studio();
  await makeFiles([path], async ([outPath = path]) => studio.speak({ ...order, outPath }));
  return { path, temporary: true };
}

/** Stands in the frame: nobody shall take it for the real thing. */
function labelOf({ quality }: LipSyncInput): string {
  return `EMULATED · Chanjing lip-sync · ${quality}`;
}
