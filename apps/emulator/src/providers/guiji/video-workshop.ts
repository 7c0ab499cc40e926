import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cue } from '../../media-studio.ts';
import { filmInto, speakInto } from '../../tasks/make-media.ts';
import { recallSpeech } from '../../tasks/spoken-book.ts';
import type { Rendered, TaskRecord, TaskWorkshop } from '../../tasks/task.ts';
import type { GuijiWorld } from './call.ts';
import { charge, noteAnswer } from './guiji-task.ts';
import { presenterOf } from './public-avatars.ts';
import { resultKey } from './speech.ts';
import { writeSrt } from './srt.ts';
import { videoCallback, videoInput } from './video-record.ts';

/** Films an avatar: a cloned one from its training video, a public one as a drawn presenter. */
export function videoWorkshop(world: GuijiWorld): TaskWorkshop {
  return {
    unusable: 'The audio or the avatar cannot be used',
    render: (task) => renderVideo(world, task),
    charge: (task, { durationMs }) => charge(world, task.owner, 'fastDuration', Math.round(durationMs)),
    callbackBody: (task, now) => videoCallback(world, task, now),
    answered: (task, answer) => noteAnswer(world, task, answer),
  };
}

async function renderVideo(world: GuijiWorld, task: TaskRecord): Promise<Rendered> {
  const { scene, playback } = videoInput(task);
  const { widthPx, heightPx, footage } = scene;
  const sound = await prepareSound(world, task);
  try {
    const picture = {
      widthPx,
      heightPx,
      presenter: presenterOf(scene.sceneId),
      ...(footage?.key && { footagePath: join(world.mediaFolder, footage.key) }),
    };
    const plan = { ...picture, audioPath: sound.path, playback, label: `EMULATED · Guiji avatar video · ${scene.sceneId}` };
    const { durationMs } = await filmInto(world, `results/${task.kind}/${task.id}`, plan);
    const cues = sound.cues ?? [{ startMs: 0, endMs: durationMs, text: '…' }];
    await writeFile(join(world.mediaFolder, resultKey(task, 'srt')), writeSrt(cues));
    return { media: { durationMs } };
  } finally {
    if (sound.temporary) await rm(sound.path, { force: true });
  }
}

interface Sound {
  readonly path: string;
  /** Absent for a recording that was not spoken here: nobody here can hear its words. */
  readonly cues?: readonly Cue[];
  readonly temporary: boolean;
}

/** The recording that drives the film: the one that was handed in, or the text spoken. */
async function prepareSound(world: GuijiWorld, task: TaskRecord): Promise<Sound> {
  const { audio, speech } = videoInput(task);
  if (audio?.key !== undefined) {
    const cues = recallSpeech(world, audio.sha256);
    return { path: join(world.mediaFolder, audio.key), temporary: false, ...(cues && { cues }) };
  }
  const { text, voice } = speech ?? {
    text: 'Hello, nice to meet you.',
    voice: { seed: 'example', sex: 'female', language: 'en' } as const,
  };
  const key = resultKey(task, 'speech.wav');
  const { cues } = await speakInto(world, key, { text, voice });
  return { path: join(world.mediaFolder, key), cues, temporary: true };
}
