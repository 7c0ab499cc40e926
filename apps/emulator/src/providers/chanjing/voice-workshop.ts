import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { truthAbout } from '../../tasks/look.ts';
import { makeFiles } from '../../tasks/make-files.ts';
import type { TaskWorkshop } from '../../tasks/task.ts';
import type { ChanjingWorld } from './call.ts';
import { auditionKey, clonedVoice, type VoiceInput, voiceItem } from './voice-record.ts';

export const badAudio = '不支持的音频格式,请阅读接口文档';

/** Makes the audition of a cloned voice. A clone is free; its callback is the bare status reply. */
export function voiceWorkshop(world: ChanjingWorld): TaskWorkshop {
  return {
    unusable: badAudio,
    async render(task) {
      const input = task.input as VoiceInput; // written by createVoice
      if (!(await isUsable(world, input.sample))) return { failure: { msg: badAudio } };
      const studio = await world.studio();
      const order = { text: input.text, voice: clonedVoice(world, input), speed: 1, pitch: 1 };
      const path = join(world.mediaFolder, auditionKey(task));
      const { durationMs } = await makeFiles([path], async ([outPath = path]) => studio.speak({ ...order, outPath }));
      return { media: { durationMs } };
    },
    charge: () => ({ cost: 0 }),
    callbackBody: (task, now) => voiceItem(world, task, truthAbout(task, now), now),
  };
}

async function isUsable(world: ChanjingWorld, { key, formatAllowed }: VoiceInput['sample']): Promise<boolean> {
  if (!formatAllowed) return false;
  return key === undefined || hasSound(world, join(world.mediaFolder, key));
}

/** Whether a file is a medium that can be heard. */
export async function hasSound(world: ChanjingWorld, path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const studio = await world.studio();
  const { kind, hasAudio, durationMs } = await studio.probe(path);
  return durationMs > 0 && (kind === 'audio' || hasAudio);
}
