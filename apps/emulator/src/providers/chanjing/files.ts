import type { FileFault } from '../../control/fault.ts';
import type { Json } from '../../state/json.ts';
import type { StoredFile } from '../../storage/file-book.ts';
import type { Call, ChanjingWorld, Endpoint } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { Fields, parameterOnly, queryFields, readPage, strictFormat } from './fields.ts';
import { pageOf } from './paging.ts';

const services = [
  'lip_sync_video',
  'lip_sync_audio',
  'customised_person',
  'prompt_audio',
  'make_video_audio',
  'make_video_background',
  'ai_creation',
];

const mimeTypes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  m4a: 'audio/m4a',
  wav: 'audio/x-wav',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

/** All calls about files share one rate window. */
const limit = 'files';

const createUploadUrl: Endpoint = {
  method: 'GET',
  path: 'common/create_upload_url',
  limit,
  handle({ world, owner, query }) {
    const fields = queryFields(query);
    const service = fields.text('service');
    if (!services.includes(service)) throw fields.outOfRange('service', `可选值 ${services.join(' / ')}`);
    const name = fields.text('name');
    const extension = extensionOf(name);
    if (extension === '') throw fields.outOfRange('name', '需包含文件后缀');
    return world.transact((now) => {
      const id = world.ids.hex();
      const key = `uploads/${service}/${id}.${extension}`;
      const mimeType = mimeTypes[extension] ?? 'application/octet-stream';
      const faults = world.faults.takeAll('file') as FileFault[]; // only file faults wait there
      world.files.add({ id, owner, service, name, key, mimeType, createdAt: now, faults });
      const signUrl = world.links.upload(key, mimeType, now + world.timings.uploadUrlLifeMs);
      return { sign_url: signUrl, mime_type: mimeType, file_id: id, full_path: world.links.public(key), key };
    });
  },
};

const fileDetail: Endpoint = {
  method: 'GET',
  path: 'common/file_detail',
  limit,
  handle: ({ world, owner, query }) => {
    const id = queryFields(query).text('id');
    return world.transact((now) => fileItem(world, ownFile(world, owner, id), now));
  },
};

const fileList: Endpoint = {
  method: 'POST',
  path: 'common/file_list',
  limit,
  handle: ({ world, owner, body }) => {
    const fields = new Fields(body, strictFormat);
    const { page, size } = readPage(fields, 'page_size');
    const [id, service] = [fields.optionalText('id') || undefined, fields.optionalText('service') || undefined];
    return world.transact((now) => {
      const files = inOrder(world.files.of(owner), fields.optionalText('order') ?? '').filter(
        (file) => (id ?? file.id) === file.id && (service ?? file.service) === file.service,
      );
      const items = files.slice((page - 1) * size, page * size).map((file) => fileItem(world, file, now));
      return pageOf(items, { page, size, total: files.length }, world.quirks);
    });
  },
};

/** Newest first, unless the order says `asc` somewhere: no page tells what it may say. */
function inOrder(newestFirst: readonly StoredFile[], order: string): readonly StoredFile[] {
  return /\basc\b/i.test(order) ? newestFirst.toReversed() : newestFirst;
}

const deleteFile: Endpoint = {
  method: 'POST',
  path: 'common/delete_file',
  limit,
  handle: ({ world, owner, body }) => {
    const id = new Fields(body, parameterOnly).text('id');
    return world.transact((now) => {
      world.files.delete(ownFile(world, owner, id).id, now);
      return id;
    });
  },
};

export const fileEndpoints: readonly Endpoint[] = [createUploadUrl, fileDetail, fileList, deleteFile];

/** A file that may be used for a task now. @throws {Refusal} when it is not there (for this app), not ready, or of a wrong format. */
export function usableFile(
  { world, owner }: Pick<Call, 'world' | 'owner'>,
  id: string,
  formats: readonly string[] | undefined,
  now: number,
): StoredFile {
  const file = ownFile(world, owner, id);
  const status = world.files.status(file, now);
  if (status === 0) throw new Refusal(codes.internal, '文件还未完成上传');
  if (status === 98) throw new Refusal(codes.internal, '文件安全检测未通过');
  if (status !== 1) throw new Refusal(codes.internal, '文件不存在/您无权使用该文件');
  if (formats !== undefined && !formats.includes(extensionOf(file.name))) {
    throw new Refusal(codes.parameter, `参数错误: 文件格式不支持，仅支持 ${formats.join('、')}`);
  }
  return file;
}

function ownFile(world: ChanjingWorld, owner: string, id: string): StoredFile {
  const file = world.files.get(id);
  if (file === undefined || (file.owner !== owner && !file.example)) throw new Refusal(codes.internal, '文件不存在/您无权使用该文件');
  return file;
}

function fileItem(world: ChanjingWorld, file: StoredFile, now: number): Json {
  const status = world.files.status(file, now);
  return {
    id: file.id,
    service: file.service,
    bytes: file.upload?.sizeBytes ?? 0,
    create_time: Math.floor(file.createdAt / 1000),
    file_path: world.links.public(file.key),
    status: status === 1 ? world.quirks.fileReady : status,
    msg: { 0: '', 1: 'success', 98: '内容安全检测未通过', 99: '文件已删除', 100: '文件已清除' }[status],
  };
}

export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
