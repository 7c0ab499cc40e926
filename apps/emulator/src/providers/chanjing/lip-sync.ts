import type { StoredFile } from '../../storage/file-book.ts';
import { isVisible, lookAt } from '../../tasks/look.ts';
import type { TaskRecord } from '../../tasks/task.ts';
import type { Call, ChanjingWorld, Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, parameterOnly, queryFields, readPage } from './fields.ts';
import { usableFile } from './files.ts';
import { type LipSyncOrder, readLipSyncOrder } from './lip-sync-order.ts';
import { createLipSync, type LipSyncInput, lipSyncItem } from './lip-sync-record.ts';
import { pageOf } from './paging.ts';
import { estimateSpeechMs } from './spoken-text.ts';
import { findVoice } from './voice-record.ts';

const videoFormats = ['mp4', 'mov', 'webm'];
const audioFormats = ['mp3', 'm4a', 'wav'];

const create: Endpoint = {
  method: 'POST',
  path: 'video_lip_sync/create',
  creates: true,
  async handle(call) {
    const { world, owner } = call;
    const order = readLipSyncOrder(call.body, world.quirks);
    const { input, audioFile } = world.transact((now) => {
      assertVideoQuota(world, owner);
      return resolveOrder(call, order, now);
    });
    const audioMs = audioFile === undefined ? spokenMs(input) : await audioLength(world, audioFile);
    const task = world.transact((now) =>
      createLipSync(world, { id: world.ids.hex(), owner, callback: order.callback, now, input, audioMs }),
    );
    world.keeper.attend(task);
    return task.id;
  },
};

/** @throws {Refusal} 40002 when no more seconds of film may be made. */
export function assertVideoQuota(world: ChanjingWorld, owner: string): void {
  const account = world.accounts.get(owner);
  if (account !== undefined && account.videoSeconds >= account.videoSecondsLimit) throw new Refusal(codes.quota, '制作视频时长到达上限');
}

/** Looks up the files and the voice that an order names. */
function resolveOrder(call: Call, order: LipSyncOrder, now: number): { readonly input: LipSyncInput; readonly audioFile?: StoredFile } {
  const { videoFileId, drive, callback: _, ...picture } = order;
  const footage = mediumOf(usableFile(call, videoFileId, videoFormats, now));
  if (drive.by === 'text') {
    const { by: _by, ...words } = drive;
    return { input: { ...picture, footage, speech: { ...words, voice: findVoice(call, drive.voiceId, now) } } };
  }
  const audioFile = usableFile(call, drive.audioFileId, audioFormats, now);
  return { input: { ...picture, footage, audio: mediumOf(audioFile) }, audioFile };
}

/** A file by its content; one of the pages' own examples has none. */
function mediumOf(file: StoredFile): LipSyncInput['footage'] {
  return file.upload === undefined ? { sha256: `example ${file.id}` } : { sha256: file.upload.sha256, key: file.key };
}

/** How long an uploaded recording is. Unknown counts as nothing: the task will fail with what is wrong with it. */
async function audioLength(world: ChanjingWorld, file: StoredFile): Promise<number> {
  if (file.upload === undefined) return 5_000;
  if (file.probe !== undefined) return file.probe.durationMs;
  const studio = await world.studio();
  const probe = await studio.probe(world.files.path(file));
  world.transact(() => world.files.probed(file.id, probe));
  return probe.durationMs;
}

function spokenMs({ speech }: LipSyncInput): number {
  return speech === undefined ? 0 : estimateSpeechMs(speech.text, speech.speed);
}

const detail: Endpoint = {
  method: 'GET',
  path: 'video_lip_sync/detail',
  handle: ({ world, owner, query }) => {
    const id = queryFields(query).text('id');
    return world.transact((now) => {
      const task = ownTask(world, owner, id);
      return lipSyncItem(world, task, lookAt(world, task, now), now);
    });
  },
};

const list: Endpoint = {
  method: 'POST',
  path: 'video_lip_sync/list',
  handle: ({ world, owner, body }) => {
    const { page, size } = readPage(new Fields(body, parameterOnly), 'page_size');
    return world.transact((now) => {
      const tasks = world.tasks.page(owner, 'lip-sync', (page - 1) * size, size).filter((task) => isVisible(world, task));
      const items = tasks.map((task) => lipSyncItem(world, task, lookAt(world, task, now), now));
      return pageOf(items, { page, size, total: world.tasks.count(owner, 'lip-sync') }, world.quirks);
    });
  },
};

export const lipSyncEndpoints: readonly Endpoint[] = [create, detail, list];

function ownTask(world: ChanjingWorld, owner: string, id: string): TaskRecord {
  const task = world.tasks.get(id);
  const theirs = task?.kind === 'lip-sync' && (task.owner === owner || task.owner === '');
  if (!theirs || !isVisible(world, task)) throw new Refusal(codes.internal, '任务不存在');
  return task;
}
