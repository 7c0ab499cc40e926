import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ReelwrightError } from '@reelwright/errors';
import type { ProviderError } from '@reelwright/provider';
import type { Agent } from 'undici';
import type { Failures } from './failures.ts';
import type { Fence } from './fence.ts';
import { reasonOf } from './network-failure.ts';

/** A local file on its way to an address that a service has handed out. */
export interface FileUpload {
  readonly url: string;
  readonly path: string;
  /** What is known of the file. An upload of anything else is an error: the file has changed since it was looked at. */
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Sent as they are, the content type first of all: signatures cover it. Never a token. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploaderSettings {
  readonly name: string;
  readonly fence: Fence;
  readonly failures: Failures;
}

const chunkBytes = 512 * 1024;
/** Longest silence of the other side, while it takes the body or thinks about the answer. */
const idleMs = 120_000;

/**
 * Streams a file from disk in one PUT: length known, no faster than the other side takes it, memory flat, the bytes hashed
 * as they leave. It follows no redirect.
 *
 * @throws {ProviderError} `transient` where a fresh address may help (403 of an expired one) or the network failed.
 * @throws {ReelwrightError} `RUN_DISK` when the file cannot be read or is not the one that was looked at.
 */
export function createUploader({ name, fence, failures }: UploaderSettings): (upload: FileUpload, signal?: AbortSignal) => Promise<void> {
  let agent: Promise<Agent> | undefined;
  return async (upload, signal) => {
    const refusal = fence.refusal(upload.url);
    if (refusal !== undefined) {
      throw failures.fail('provider', `${name} gave an upload address that is not followed: ${refusal}.`, { code: 'RUN_FENCE' });
    }
    agent ??= createAgent(fence);
    await using file = await openFile(upload);
    await put(await agent, file, upload, { name, failures, signal });
  };
}

async function createAgent({ lookup }: Fence): Promise<Agent> {
  const { Agent: UndiciAgent } = await import('./undici.ts');
  return new UndiciAgent({ connect: { lookup, timeout: 10_000 }, headersTimeout: idleMs, bodyTimeout: 30_000 });
}

async function openFile({ path, sizeBytes }: FileUpload): Promise<FileHandle> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const { size } = await file.stat();
  if (size === sizeBytes) return file;
  await file.close();
  throw changed(path);
}

interface PutContext {
  readonly name: string;
  readonly failures: Failures;
  readonly signal: AbortSignal | undefined;
}

async function put(agent: Agent, file: FileHandle, upload: FileUpload, { name, failures, signal }: PutContext): Promise<void> {
  const { request } = await import('./undici.ts');
  const body = new HashedFile(file, upload);
  const answer = await request(upload.url, {
    dispatcher: agent,
    method: 'PUT',
    headers: { ...upload.headers, 'content-length': String(upload.sizeBytes) },
    body: Readable.from(body.chunks(), { objectMode: false }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (body.failure !== undefined) throw body.failure;
    throw failures.fail('transient', `The upload to ${name} broke off: ${reasonOf(error)}.`, {
      cause: error,
      wire: { call: `PUT ${hostOf(upload.url)}` },
    });
  });
  const text = await readSome(answer.body);
  if (answer.statusCode < 200 || answer.statusCode >= 300) throw refused(answer.statusCode, text, upload, { name, failures });
}

/** The bytes of a file as they leave, watched: they must be the ones that were hashed before. */
class HashedFile {
  readonly #file: FileHandle;
  readonly #upload: FileUpload;
  /** Why the file could not be sent, where that is the file's fault. */
  failure: ReelwrightError | undefined;

  constructor(file: FileHandle, upload: FileUpload) {
    this.#file = file;
    this.#upload = upload;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    const { sizeBytes, sha256, path } = this.#upload;
    const hash = createHash('sha256');
    let held: Buffer | undefined;
    let readBytes = 0;
    let next = this.#read(0);
    for (let chunk = await next; chunk.length > 0; chunk = await next) {
      readBytes += chunk.length;
      // The disk reads on while this thread hashes and sends.
      next = this.#read(readBytes);
      next.catch(() => undefined); // seen when it is awaited, unless the upload has ended by then
      hash.update(chunk);
      if (held !== undefined) yield held;
      held = chunk;
    }
    // The last piece is held back until the hash is known, so that other bytes never make a whole upload.
    if (readBytes !== sizeBytes || hash.digest('hex') !== sha256) this.#fail(changed(path));
    if (held !== undefined) yield held;
  }

  async #read(position: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, this.#upload.sizeBytes - position));
    const { bytesRead } = await this.#file
      .read(buffer, 0, buffer.length, position)
      .catch((error) => this.#fail(unreadable(this.#upload.path, error)));
    return buffer.subarray(0, bytesRead);
  }

  #fail(failure: ReelwrightError): never {
    this.failure = failure;
    throw failure;
  }
}

/** The beginning of an answer's body. The status has said what counts, so a body that breaks off is no failure. */
async function readSome(body: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  try {
    for await (const chunk of body) {
      text += chunk.toString();
      if (text.length > 4000) break;
    }
  } catch {
    return text;
  }
  return text;
}

/** Storage services answer in XML. Of it only code and request id are kept: the rest repeats the signature. */
function refused(status: number, text: string, { url }: FileUpload, { name, failures }: Omit<PutContext, 'signal'>): ProviderError {
  const code = /<Code>([^<]{1,100})<\/Code>/.exec(text)?.[1];
  const traceId = /<RequestId>([^<]{1,100})<\/RequestId>/.exec(text)?.[1];
  const mayPass = status === 403 || status === 408 || status === 429 || status >= 500;
  return failures.fail(
    mayPass ? 'transient' : 'provider',
    `The storage of ${name} refused the upload (HTTP ${status}${code ? `, ${code}` : ''}).`,
    {
      hint: status === 403 ? 'The upload address may have expired: the next attempt asks for a fresh one.' : undefined,
      wire: { httpStatus: status, call: `PUT ${hostOf(url)}`, ...(code ? { code } : {}), ...(traceId ? { traceId } : {}) },
    },
  );
}

function unreadable(path: string, cause: unknown): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `The file ${path} cannot be read for its upload.`, {
    cause,
    hint: 'Check that it exists and may be read.',
  });
}

function changed(path: string): ReelwrightError {
  return new ReelwrightError('RUN_DISK', `The file ${path} has changed since this run looked at it.`, {
    hint: 'Run again when nothing writes to it any more.',
  });
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an unreadable address';
}
