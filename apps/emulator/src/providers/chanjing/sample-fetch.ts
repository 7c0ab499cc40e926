import type { Call } from './call.ts';
import { codes, Refusal } from './envelope.ts';
import { fetchRemote, type RemoteMedium, RemoteProblem } from './fetch-remote.ts';

/** The reference audio of a voice as the service has fetched it. */
export type FetchedSample = Pick<RemoteMedium, 'key' | 'sha256'> & {
  /** Whether extension or type is one of those that the pages allow. */
  readonly formatAllowed: boolean;
};

const maxBytes = 100 * 1024 * 1024;
const allowedExtension = /\.(?:mp3|wav|m4a|mp4)$/i;
const allowedType = /^(?:audio\/(?:x-wav|wav|mpeg|m4a|x-m4a|mp4)|video\/mp4)\b/;

/**
 * Fetches a recording from where its author says it is: a public address, or the `full_path` of an upload.
 *
 * @throws {RemoteProblem} when the address cannot be read.
 */
export async function fetchRecording(call: Pick<Call, 'world' | 'owner'>, address: string): Promise<FetchedSample> {
  const { type, ...medium } = await fetchRemote(call, address, maxBytes);
  return { ...medium, formatAllowed: allowedExtension.test(new URL(address).pathname) || allowedType.test(type) };
}

/** @throws {Refusal} 400 when the address cannot be read. */
export async function fetchSample(call: Pick<Call, 'world' | 'owner'>, address: string): Promise<FetchedSample> {
  try {
    return await fetchRecording(call, address);
  } catch (error) {
    if (error instanceof RemoteProblem) throw new Refusal(codes.format, sentence(error));
    throw error;
  }
}

function sentence({ kind, message }: RemoteProblem): string {
  switch (kind) {
    case 'address':
      return '音频链接格式不正确';
    case 'status':
      return `音频文件下载失败 (${message})`;
    case 'too-large':
      return '音频文件大小不能超过100MB';
    case 'unreachable':
      return '音频文件下载失败，请检查链接是否可以公开访问';
  }
}
