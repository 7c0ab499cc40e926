import { join } from 'node:path';
import { truthAbout } from '../../tasks/look.ts';
import { previewInto } from '../../tasks/make-media.ts';
import type { Rendered, TaskRecord, TaskWorkshop } from '../../tasks/task.ts';
import type { ChanjingWorld } from './call.ts';
import { personInput, personItem, personKey } from './person-record.ts';
import { personVoice } from './voice-record.ts';

/** Makes picture and preview of a custom avatar. It is free; its callback is the bare detail. */
export function personWorkshop(world: ChanjingWorld): TaskWorkshop {
  return {
    unusable: '训练视频无法使用',
    render: (task) => renderPerson(world, task),
    charge: () => ({ cost: 0 }),
    callbackBody: (task, now) => personItem(world, task, truthAbout(task, now), now),
  };
}

async function renderPerson(world: ChanjingWorld, task: TaskRecord): Promise<Rendered> {
  const input = personInput(task);
  const { footage, consent, train, skipsErrors } = input;
  if (consent?.usable === false) return { failure: { msg: '授权视频审核未通过', reason: '授权视频无法播放' } };
  if (train !== 'figure' && !footage.hasAudio && !skipsErrors) return { failure: { msg: '声音克隆失败', reason: '训练视频中没有声音' } };
  const { widthPx, heightPx, key } = footage;
  const footagePath = key === undefined ? {} : { footagePath: join(world.mediaFolder, key) };
  const plan = { widthPx, heightPx, presenter: `chanjing ${task.id}`, ...footagePath, label: 'EMULATED · Chanjing avatar' };
  const text = input.language === 'cn' ? '你好，这是我的数字人。' : 'Hello, this is my avatar.';
  await previewInto(world, personKey(task), plan, { text, voice: personVoice(input) });
  return { media: { durationMs: 0, files: ['mp4', 'jpg'] } };
}
