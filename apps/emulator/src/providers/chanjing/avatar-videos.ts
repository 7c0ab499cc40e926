import { join } from 'node:path';
import type { StoredFile } from '../../storage/file-book.ts';
import { isVisible, lookAt } from '../../tasks/look.ts';
import type { TaskRecord } from '../../tasks/task.ts';
import { type AvatarVideoOrder, badImage, readAvatarVideoOrder } from './avatar-video-order.ts';
import { type AvatarVideoInput, avatarVideoItem, createAvatarVideo, type HandedIn } from './avatar-video-record.ts';
import type { Call, ChanjingWorld, Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { fetchRemote, RemoteProblem } from './fetch-remote.ts';
import { Fields, parameterOnly, queryFields, readPage } from './fields.ts';
import { findFigure } from './figures.ts';
import { extensionOf, usableFile } from './files.ts';
import { blankRefusal } from './film-fields.ts';
import { assertFont } from './fonts.ts';
import { assertVideoQuota } from './lip-sync.ts';
import { pageOf } from './paging.ts';
import { fetchRecording } from './sample-fetch.ts';
import { estimateSpeechMs } from './spoken-text.ts';
import { findVoice } from './voice-record.ts';

const audioFormats = ['mp3', 'm4a', 'wav'];
const imageFormats = ['png', 'jpg', 'jpeg'];
const maxImageBytes = 50 * 1024 * 1024;

const create: Endpoint = {
  method: 'POST',
  path: 'create_video',
  creates: true,
  async handle(call) {
    const { world, owner } = call;
    const order = readAvatarVideoOrder(call.body, world.quirks);
    world.transact((now) => {
      assertVideoQuota(world, owner);
      resolve(call, order, now);
    });
    const media = await handedIn(call, order);
    const audioMs = order.drive.by === 'text' ? estimateSpeechMs(order.drive.text, order.drive.speed) : await lengthOf(world, media.audio);
    const task = world.transact((now) => {
      const id = world.quirks.filmIds === 'hex' ? world.ids.hex() : world.ids.digits(19);
      const input = { ...resolve(call, order, now), ...media };
      return createAvatarVideo(world, { id, owner, callback: order.callback, now, input, audioMs });
    });
    world.keeper.attend(task);
    return task.id;
  },
};

/** Looks up whom and whose voice an order names. @throws {Refusal} when they cannot be used (yet, any more). */
function resolve(call: Call, order: AvatarVideoOrder, now: number): AvatarVideoInput {
  const { person, drive, volume, language, widthPx, heightPx, quality, resolution, captions, watermark, backgroundColor } = order;
  const figure = findFigure(call, order, blankRefusal(call.world.quirks), now);
  if (captions?.fontId !== undefined) assertFont(captions.fontId);
  const spoken = drive.by === 'text' ? drive : undefined;
  const { frames, playback, transparent, box, id: personId } = person;
  return {
    ...{ volume, language, widthPx, heightPx, quality, resolution, figure, frames, playback, transparent, box, personId },
    ...(spoken && { speech: { ...withoutBy(spoken), voice: findVoice(call, spoken.voiceId, now) } }),
    ...(captions && { captions }),
    ...(watermark && { watermark }),
    ...(backgroundColor !== undefined && { backgroundColor }),
  };
}

function withoutBy<T extends { readonly by: string }>({ by: _, ...rest }: T): Omit<T, 'by'> {
  return rest;
}

/** Gets hold of the recording and the image that an order names. What cannot be fetched fails the task, not the create. */
async function handedIn(call: Call, { drive, background }: AvatarVideoOrder): Promise<Pick<AvatarVideoInput, 'audio' | 'background'>> {
  const audio = drive.by === 'text' ? undefined : 'url' in drive ? await fetchSound(call, drive.url) : uploadedSound(call, drive.fileId);
  if (background === undefined) return { ...(audio && { audio }) };
  const { leftPx, topPx, widthPx, heightPx } = background;
  const image = 'url' in background ? await fetchImage(call, background.url) : uploadedImage(call, background.fileId);
  return { ...(audio && { audio }), background: { leftPx, topPx, widthPx, heightPx, ...image } };
}

async function fetchSound(call: Call, address: string): Promise<NonNullable<AvatarVideoInput['audio']>> {
  try {
    const { formatAllowed, ...medium } = await fetchRecording(call, address);
    return { ...medium, uploaded: false, ...(!formatAllowed && { problem: '不支持的音频类型' }) };
  } catch (error) {
    if (error instanceof RemoteProblem) return { sha256: `unreachable ${address}`, uploaded: false, problem: '音频上传失败' };
    throw error;
  }
}

function uploadedSound(call: Call, fileId: string): NonNullable<AvatarVideoInput['audio']> {
  return { ...uploaded(call.world.transact((now) => usableFile(call, fileId, audioFormats, now))), uploaded: true };
}

async function fetchImage(call: Call, address: string): Promise<HandedIn> {
  try {
    const { key, sha256 } = await fetchRemote(call, address, maxImageBytes);
    return { sha256, ...(key !== undefined && { key }) };
  } catch (error) {
    if (error instanceof RemoteProblem) return { sha256: `unreachable ${address}`, problem: '背景上传失败' };
    throw error;
  }
}

function uploadedImage(call: Call, fileId: string): HandedIn {
  const { world } = call;
  return world.transact((now) => {
    const file = usableFile(call, fileId, undefined, now);
    if (!imageFormats.includes(extensionOf(file.name))) throw blankRefusal(world.quirks)(badImage);
    return uploaded(file);
  });
}

function uploaded(file: StoredFile): HandedIn {
  return file.upload === undefined ? { sha256: `example ${file.id}` } : { sha256: file.upload.sha256, key: file.key };
}

/** How long a recording is. Unknown counts as nothing: the task will fail with what is wrong with it. */
async function lengthOf(world: ChanjingWorld, audio: HandedIn | undefined): Promise<number> {
  if (audio?.key === undefined) return audio?.problem === undefined ? 5_000 : 0;
  const studio = await world.studio();
  return (await studio.probe(join(world.mediaFolder, audio.key))).durationMs;
}

const detail: Endpoint = {
  method: 'GET',
  path: 'video',
  handle: ({ world, owner, query }) => {
    const id = queryFields(query).text('id');
    return world.transact((now) => {
      const task = ownFilm(world, owner, id);
      return avatarVideoItem(world, task, lookAt(world, task, now), now);
    });
  },
};

/** Its page spells what other lists call `list` and `page_info` with capitals. */
const list: Endpoint = {
  method: 'POST',
  path: 'video_list',
  handle: ({ world, owner, body }) => {
    const { page, size } = readPage(new Fields(body, parameterOnly), 'page_size');
    return world.transact((now) => {
      const tasks = world.tasks.page(owner, 'avatar-video', (page - 1) * size, size).filter((task) => isVisible(world, task));
      const items = tasks.map((task) => avatarVideoItem(world, task, lookAt(world, task, now), now));
      return pageOf(items, { page, size, total: world.tasks.count(owner, 'avatar-video') }, world.quirks, 'PageInfo');
    });
  },
};

/** What is paid stays paid. */
const remove: Endpoint = {
  method: 'POST',
  path: 'delete_video',
  handle: ({ world, owner, body }) => {
    const id = new Fields(body, parameterOnly).text('id');
    return world.transact(() => {
      if (ownFilm(world, owner, id).owner === owner) {
        deletedFilms(world).put(id, true);
        world.tasks.unlist(id);
      }
      return id;
    });
  },
};

export const avatarVideoEndpoints: readonly Endpoint[] = [create, detail, list, remove];

function ownFilm(world: ChanjingWorld, owner: string, id: string): TaskRecord {
  const task = world.tasks.get(id);
  const theirs = task?.provider === 'chanjing' && task.kind === 'avatar-video' && (task.owner === owner || task.owner === '');
  if (!theirs || deletedFilms(world).get(id) === true || !isVisible(world, task)) throw new Refusal(codes.internal, '视频不存在');
  return task;
}

function deletedFilms(world: ChanjingWorld) {
  return world.store.collection<true>('chanjing-deleted-film');
}
