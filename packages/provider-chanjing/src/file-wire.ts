import type { Json, MediumPurpose, StagedStatus } from '@reelwright/provider';
import { filledTextOf, isJsonObject, type JsonObject, numberOf, type ProviderHttp, type Reply } from '@reelwright/provider-http';
import { failureTextOf, operations, timeOf } from './chanjing-wire.ts';
import { goneFailure } from './task-failure.ts';

/** What an upload is for, in the service's words. It stores each apart: a file id serves its own purpose only. */
export const serviceOf: Readonly<Record<MediumPurpose, string>> = {
  'voice-sample': 'prompt_audio',
  footage: 'lip_sync_video',
  'driving-audio': 'lip_sync_audio',
  'avatar-footage': 'customised_person',
  'avatar-audio': 'make_video_audio',
  background: 'make_video_background',
  // Nothing is said of where the recording of a consent goes; it is used by one call alone, which takes the footage from there, too.
  consent: 'customised_person',
};

/** Where a file goes, and what it is called afterwards. */
export interface UploadTicket {
  readonly signedUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fileId: string;
  readonly publicUrl: string | undefined;
  /** Its place in the storage. */
  readonly key: string | undefined;
}

/** Reads `data` of create_upload_url. The signature covers the content type: it is sent exactly as returned. */
export function decodeTicket(http: ProviderHttp, reply: Reply): UploadTicket {
  const data = isJsonObject(reply.data) ? reply.data : {};
  const need = (key: string): string => {
    const text = filledTextOf(data[key]);
    // The envelope holds the signed address: it is not shown.
    if (text === undefined) throw http.undecodable(operations.createUploadUrl, { ...reply, envelope: {} }, `data.${key}`);
    return text;
  };
  return {
    signedUrl: need('sign_url'),
    headers: { ...extraHeaders(data.headers), 'content-type': need('mime_type') },
    fileId: need('file_id'),
    publicUrl: filledTextOf(data.full_path),
    key: filledTextOf(data.key),
  };
}

/** Headers that the service signs besides, where it names any. Ours are ours. */
function extraHeaders(headers: Json | undefined): Record<string, string> {
  const entries = Object.entries(isJsonObject(headers) ? headers : {});
  const reserved = /^(content-type|content-length|host|access_token|transfer-encoding|connection|expect)$/i;
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !reserved.test(entry[0])));
}

/** 1 in the vendor's kit, 2 in its text: both are ready. */
const ready = [1, 2];

/** One uploaded file. */
export interface FileItem {
  readonly id: string | undefined;
  readonly service: string | undefined;
  readonly sizeBytes: number | undefined;
  /** Wall time in ms, by the provider's clock. */
  readonly createdAt: number | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly words: string | undefined;
}

export function readFile(data: JsonObject): FileItem {
  return {
    id: filledTextOf(data.id),
    service: filledTextOf(data.service),
    sizeBytes: numberOf(data.bytes),
    createdAt: timeOf(data.create_time),
    path: filledTextOf(data.file_path),
    status: numberOf(data.status),
    words: failureTextOf(data.msg),
  };
}

/** Where a file stands. Unknown states are not ready yet: the deadline of the wait ends them. */
export function decodeFile(http: ProviderHttp, reply: Reply, fileId: string): StagedStatus {
  const { status, words } = readFile(isJsonObject(reply.data) ? reply.data : {});
  if (status === undefined) throw http.undecodable(operations.fileDetail, reply, 'data.status');
  if (ready.includes(status)) return { state: 'ready' };
  if (status === 98) {
    const message = `The uploaded file ${fileId} did not pass the safety check of Chanjing${words === undefined ? '' : `: ${words}`}.`;
    return {
      state: 'failed',
      error: http.fail('rejected-content', message, { hint: 'Use another medium.', wire: words === undefined ? {} : { message: words } }),
    };
  }
  if (status === 99 || status === 100) {
    return { state: 'failed', error: goneFailure({ http, reply }, `The uploaded file ${fileId} was deleted at Chanjing.`) };
  }
  return { state: 'pending' };
}
