import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Probe } from '../../media-studio.ts';
import { isVisible, lookAt } from '../../tasks/look.ts';
import { makeFiles } from '../../tasks/make-files.ts';
import type { Call, ChanjingWorld, Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { fetchRemote, RemoteProblem } from './fetch-remote.ts';
import { Fields, parameterOnly, queryFields, readPage } from './fields.ts';
import { extensionOf, usableFile } from './files.ts';
import { blankRefusal } from './film-fields.ts';
import { pageOf } from './paging.ts';
import { type PersonOrder, readPersonOrder, type VideoSource } from './person-order.ts';
import { createPerson, deletePerson, ownPerson, type PersonFootage, type PersonInput, personItem } from './person-record.ts';

const videoFormats = ['mp4', 'mov', 'webm'];
const maxBytes = 2 * 1024 * 1024 * 1024;
const maxDurationMs = 5 * 60_000;

const create: Endpoint = {
  method: 'POST',
  path: 'create_customised_person',
  creates: true,
  async handle(call) {
    const { world, owner } = call;
    const order = readPersonOrder(call.body, blankRefusal(world.quirks));
    assertCap(world, owner);
    const footage = await readFootage(call, order.video);
    const consent = order.consent && (await readConsent(call, order.consent));
    const task = world.transact((now) => {
      assertCap(world, owner);
      const input: PersonInput = { ...wishes(order), footage, ...(consent && { consent }), ...voiceFor(world, order) };
      return createPerson(world, { id: `C-${world.ids.hex()}`, owner, callback: order.callback, now, input });
    });
    world.keeper.attend(task);
    return task.id;
  },
};

function wishes({ video: _video, consent: _consent, callback: _callback, ...rest }: PersonOrder) {
  return rest;
}

function voiceFor(world: ChanjingWorld, { train }: PersonOrder): { readonly voiceId?: string } {
  return train === 'figure' ? {} : { voiceId: `C-Audio-${world.ids.hex()}` };
}

function assertCap(world: ChanjingWorld, owner: string): void {
  const cap = world.accounts.get(owner)?.avatarsLimit ?? 0;
  if (world.tasks.count(owner, 'clone-avatar') >= cap) throw new Refusal(codes.quota, '定制数字人数量到达上限');
}

/** The footage of an avatar, kept by its content so that it outlives the upload. @throws {Refusal} for what cannot be trained. */
async function readFootage(call: Call, source: VideoSource): Promise<PersonFootage> {
  const refuse = blankRefusal(call.world.quirks);
  const { key, sha256, format } = await fetchVideo(call, source);
  if (!videoFormats.includes(format)) throw refuse('不支持的视频格式,支持mp4,mov,webm格式视频');
  if (key === undefined) return { sha256, format, widthPx: 1080, heightPx: 1920, hasAudio: true };
  const probe = await probeKept(call.world, key);
  if (probe.kind !== 'video' || probe.durationMs <= 0) throw refuse('视频文件无法读取');
  if (probe.durationMs > maxDurationMs) throw refuse('视频时长不能超过5分钟');
  const { widthPx = 1080, heightPx = 1920, hasAudio } = probe;
  return { key, sha256, format, widthPx, heightPx, hasAudio };
}

/** A recording is looked at, nobody here hears what is said in it. */
async function readConsent(call: Call, { text, video }: NonNullable<PersonOrder['consent']>) {
  const { key, sha256 } = await fetchVideo(call, video);
  const probe = key === undefined ? undefined : await probeKept(call.world, key);
  return { text, sha256, usable: probe === undefined || (probe.kind === 'video' && probe.durationMs > 0) };
}

interface KeptVideo {
  readonly key?: string;
  readonly sha256: string;
  readonly format: string;
}

async function fetchVideo(call: Call, source: VideoSource): Promise<KeptVideo> {
  if ('fileId' in source) return keepUpload(call, source.fileId);
  try {
    const { key, sha256 } = await fetchRemote(call, source.url, maxBytes);
    return { sha256, format: extensionOf(new URL(source.url).pathname), ...(key !== undefined && { key }) };
  } catch (error) {
    if (error instanceof RemoteProblem) throw new Refusal(codes.format, '视频文件下载失败，请检查链接是否可以公开访问');
    throw error;
  }
}

async function keepUpload(call: Call, fileId: string): Promise<KeptVideo> {
  const { world } = call;
  const file = world.transact((now) => usableFile(call, fileId, undefined, now));
  const format = extensionOf(file.name);
  if (file.upload === undefined) return { sha256: `example ${file.id}`, format };
  const { sha256 } = file.upload;
  const key = `samples/${sha256}.${format}`;
  await makeFiles([join(world.mediaFolder, key)], async ([passing = key]) => copyFile(world.files.path(file), passing));
  return { key, sha256, format };
}

async function probeKept(world: ChanjingWorld, key: string): Promise<Probe> {
  const studio = await world.studio();
  return studio.probe(join(world.mediaFolder, key));
}

const detail: Endpoint = {
  method: 'GET',
  path: 'customised_person',
  handle: ({ world, owner, query }) => {
    const id = queryFields(query).text('id');
    return world.transact((now) => {
      const task = ownPerson(world, owner, id);
      return personItem(world, task, lookAt(world, task, now), now);
    });
  },
};

/** `source` 1 asks for avatars made on the website: there are none here. */
const list: Endpoint = {
  method: 'POST',
  path: 'list_customised_person',
  handle: ({ world, owner, body }) => {
    const fields = new Fields(body, parameterOnly);
    const { page, size } = readPage(fields, 'page_size');
    const id = fields.optionalText('id') || undefined;
    const web = fields.choice('source', [0, 1], 0) === 1;
    return world.transact((now) => {
      const all = web ? [] : world.tasks.page(owner, 'clone-avatar', 0, -1);
      const tasks = all.filter((task) => (id ?? task.id) === task.id && isVisible(world, task));
      const shown = tasks.slice((page - 1) * size, page * size);
      const items = shown.map((task) => personItem(world, task, lookAt(world, task, now), now));
      return pageOf(items, { page, size, total: tasks.length }, world.quirks);
    });
  },
};

const remove: Endpoint = {
  method: 'POST',
  path: 'delete_customised_person',
  handle: ({ world, owner, body }) => {
    const id = new Fields(body, parameterOnly).text('id');
    return world.transact(() => {
      if (ownPerson(world, owner, id).owner === owner) deletePerson(world, id);
      return id;
    });
  },
};

export const personEndpoints: readonly Endpoint[] = [create, detail, list, remove];
