import { isVisible, lookAt, truthAbout } from '../../tasks/look.ts';
import type { TaskRecord } from '../../tasks/task.ts';
import type { Call, Endpoint } from './call.ts';
import { keepConsent, readConsent } from './consent.ts';
import { codes, Refusal } from './envelope.ts';
import { fetchAudio } from './fetch-media.ts';
import { Fields } from './fields.ts';
import { assertBalance, assertParallel, nextNumber } from './guiji-task.ts';
import { pageOfAll, readPage } from './paging.ts';
import { parseWallTime, wallTime } from './times.ts';
import { createVoice, ownVoice, voiceItem, voiceSubject } from './voice-record.ts';

/** Samples are WAV alone. Answers with the voice as it is now. */
const create: Endpoint = {
  method: 'POST',
  path: 'speaker/v3/clone',
  async handle(call) {
    const { world, owner, body } = call;
    const fields = new Fields(body);
    const [name, audioUrl, sex] = [fields.text('name'), fields.text('audioUrl'), fields.choice('sex', [1, 2]) ?? null];
    fields.text('authorizeUrl');
    fields.text('authorizeText');
    assertBalance(world, owner, 'voiceCloneAmount', 1);
    const audio = await fetchAudio(call, audioUrl);
    if (!audio.isWav) throw new Refusal(codes.audioUrl, 'The sample audio must be a WAV file');
    const consent = await readConsent(call, fields, 'audio');
    const { task, now } = world.transact((at) => {
      assertParallel(world, owner);
      const id = `C_${nextNumber(world)}`;
      keepConsent(world, { owner, subject: voiceSubject(id), at, usable: consent.usable });
      const input = { name, audioUrl, audio, sex, consent: { ...consent } };
      return { now: at, task: createVoice(world, { id, owner, callback: fields.optionalText('callbackUrl'), now: at, input }) };
    });
    world.keeper.attend(task);
    return voiceItem(world, task, truthAbout(task, now), { viewer: owner, now });
  },
};

const detail: Endpoint = {
  method: 'GET',
  path: 'speaker/v2/clone/{speakerId}',
  handle: (call) => call.world.transact((now) => item(call, ownVoice(call.world, call.owner, call.id), now)),
};

const list: Endpoint = {
  method: 'POST',
  path: 'speaker/v2/clonePageList',
  handle: (call) => {
    const { world, owner, body } = call;
    const fields = new Fields(body);
    const request = readPage(fields);
    const wanted = readFilter(fields);
    return world.transact((now) => {
      const visible = world.tasks.page(owner, 'clone-voice', 0, Number.MAX_SAFE_INTEGER).filter((task) => isVisible(world, task));
      const matching = visible.filter((task) => wanted(voiceItem(world, task, truthAbout(task, now), { viewer: owner, now })));
      return pageOfAll(matching, request, (task) => item(call, task, now));
    });
  },
};

function readFilter(fields: Fields): (voice: ReturnType<typeof voiceItem>) => boolean {
  const sex = fields.choice('sex', [1, 2]);
  const status = fields.choice('status', [0, 1, 2, 3, 4]);
  const [from, to] = [readTime(fields, 'expireStartTime'), readTime(fields, 'expireEndTime')];
  return (voice) => {
    if ((sex !== undefined && voice.sex !== sex) || (status !== undefined && voice.status !== status)) return false;
    if (from === undefined && to === undefined) return true;
    // Such times sort as text.
    return voice.expireTime !== null && (from ?? '') <= voice.expireTime && voice.expireTime <= (to ?? '9');
  };
}

function readTime(fields: Fields, name: string): string | undefined {
  const text = fields.optionalText(name);
  if (text === undefined) return undefined;
  const time = parseWallTime(text);
  if (time === undefined) throw new Refusal(codes.parameter, `Parameter ${name} must be of the format yyyy-MM-dd HH:mm:ss`);
  return wallTime(time);
}

function item({ world, owner }: Call, task: TaskRecord, now: number) {
  return voiceItem(world, task, lookAt(world, task, now), { viewer: owner, now });
}

/** For voices from before consents were asked for. Says yes at once; whether it was accepted, detail tells later. */
const authorize: Endpoint = {
  method: 'POST',
  path: 'speaker/v3/authorize',
  async handle(call) {
    const { world, owner, body } = call;
    const fields = new Fields(body);
    const speakerId = fields.text('speakerId');
    fields.text('authorizeUrl');
    fields.text('authorizeText');
    world.transact(() => ownVoice(world, owner, speakerId));
    const { usable } = await readConsent(call, fields, 'audio');
    world.transact((at) => keepConsent(world, { owner, subject: voiceSubject(speakerId), at, usable, historical: true }));
    return true;
  },
};

export const voiceEndpoints: readonly Endpoint[] = [create, detail, list, authorize];
