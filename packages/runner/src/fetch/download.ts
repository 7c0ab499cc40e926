import { open } from 'node:fs/promises';
import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import { diskError, downloadError, LinkExpired, PassingFault, sortTransferError } from './download-error.ts';
import type { HttpGetter, HttpReply } from './http-get.ts';
import { PartialFile } from './partial-file.ts';

export interface DownloadRequest {
  readonly url: string;
  /** A file that does not exist yet. It is left behind when the download fails. */
  readonly path: string;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (receivedBytes: number, totalBytes: number | undefined) => void;
}

export interface DownloadTools {
  readonly http: HttpGetter;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Downloaded {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
}

/** In a row, without one new byte. */
const mostFruitlessAttempts = 5;
/** In all: a peer that hands out byte by byte must end, too. */
const mostAttempts = 500;
const backoffMs = { first: 500, longest: 20_000 };

/**
 * Streams one address into a file, hashing on the way. A cut transfer goes on by range where the server can prove that the
 * content is still the same, else it begins anew. On return the bytes are on the disk.
 *
 * @throws {LinkExpired} for 403, 404 and 410.
 * @throws {ReelwrightError} `RUN_DOWNLOAD`, `RUN_FENCE`, `RUN_DISK`; the signal's reason when aborted.
 */
export async function download(request: DownloadRequest, tools: DownloadTools): Promise<Downloaded> {
  const url = URL.parse(request.url);
  if (url === null) throw downloadError('the provider', 'what it gave as the address of the result is none');
  await using file = await open(request.path, 'wx', 0o666).catch((error: unknown) => {
    throw diskError(error, 'The store cannot take a result');
  });
  const transfer: Transfer = { file: new PartialFile(file), validator: undefined, contentType: undefined };
  let highest = 0;
  for (let attempt = 1, fruitless = 0; ; attempt += 1) {
    const fault = await attemptOnce(url, transfer, request, tools);
    if (fault === undefined) break;
    fruitless = transfer.file.sizeBytes > highest ? 0 : fruitless + 1;
    highest = Math.max(highest, transfer.file.sizeBytes);
    if (fruitless >= mostFruitlessAttempts || attempt >= mostAttempts) throw downloadError(url.host, fault.message, fault);
    const rest = tools.random() * Math.min(backoffMs.longest, backoffMs.first * 2 ** fruitless);
    await tools.clock.sleep(Math.max(rest, fault.retryAfterMs ?? 0), request.signal);
  }
  const done = await transfer.file.finish().catch((error: unknown) => {
    throw diskError(error, 'The store cannot take a result');
  });
  return { ...done, contentType: transfer.contentType };
}

interface Transfer {
  readonly file: PartialFile;
  /** What the server calls this version of the content; undefined when it cannot say. */
  validator: string | undefined;
  contentType: string | undefined;
}

/** @returns `undefined` when the whole body has come, else the fault after which it is worth going on. */
async function attemptOnce(
  url: URL,
  transfer: Transfer,
  request: DownloadRequest,
  { http, clock }: DownloadTools,
): Promise<PassingFault | undefined> {
  const release = clock.hold();
  try {
    const reply = await http.get(url, await rangeHeaders(transfer), request.signal);
    try {
      const totalBytes = await prepare(reply, transfer, request);
      await takeIn(reply, transfer, request, totalBytes);
    } finally {
      reply.discard();
    }
    return undefined;
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    const sorted = sortTransferError(error, url);
    if (sorted instanceof PassingFault) return sorted;
    throw sorted;
  } finally {
    release();
  }
}

async function rangeHeaders({ file, validator }: Transfer): Promise<Record<string, string>> {
  if (file.sizeBytes === 0) return {};
  if (validator !== undefined) return { range: `bytes=${file.sizeBytes}-`, 'if-range': validator };
  await file.reset();
  return {};
}

/** Judges the head of the answer. @returns the size of the whole content, where it is told. */
async function prepare(reply: HttpReply, transfer: Transfer, { maxBytes }: DownloadRequest): Promise<number | undefined> {
  // The range that we asked for does not exist: the content is not what it was.
  if (reply.status === 416) await transfer.file.reset();
  refuseBadStatus(reply);
  const encoding = reply.header('content-encoding');
  if (encoding !== undefined && encoding !== 'identity')
    throw downloadError(reply.url.host, `it came packed as "${encoding}", which was not asked for`);
  const validator = validatorOf(reply);
  if (reply.status === 206 && !continues(reply, transfer, validator)) {
    await transfer.file.reset();
    transfer.validator = undefined;
    throw new PassingFault('the rest that came belongs to other content');
  }
  if (reply.status !== 206) await transfer.file.reset();
  transfer.validator = validator;
  transfer.contentType = reply.header('content-type');
  const length = reply.header('content-length');
  const totalBytes = length === undefined || !/^\d+$/.test(length) ? undefined : transfer.file.sizeBytes + Number(length);
  if (totalBytes !== undefined && totalBytes > maxBytes) throw tooLarge(reply.url, maxBytes);
  return totalBytes;
}

function refuseBadStatus({ status, url, header }: HttpReply): void {
  if (status === 200 || status === 206) return;
  if (status === 403 || status === 404 || status === 410) throw new LinkExpired(url.host, status);
  if (status === 408 || status === 416 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(header('retry-after'));
    throw new PassingFault(`HTTP ${status}`, Number.isFinite(seconds) ? Math.min(seconds * 1000, 120_000) : undefined);
  }
  throw downloadError(url.host, `HTTP ${status}`);
}

/** A strong entity tag, else a date: what `If-Range` takes. */
function validatorOf({ header }: HttpReply): string | undefined {
  const tag = header('etag');
  return tag !== undefined && !tag.startsWith('W/') ? tag : header('last-modified');
}

function continues(reply: HttpReply, { file, validator }: Transfer, fresh: string | undefined): boolean {
  const start = /^bytes (\d+)-/.exec(reply.header('content-range') ?? '')?.[1];
  return Number(start) === file.sizeBytes && file.sizeBytes > 0 && (fresh === undefined || fresh === validator);
}

async function takeIn(reply: HttpReply, { file }: Transfer, request: DownloadRequest, totalBytes: number | undefined): Promise<void> {
  for await (const chunk of reply.body) {
    if (file.sizeBytes + chunk.length > request.maxBytes) throw tooLarge(reply.url, request.maxBytes);
    await file.append(chunk).catch((error: unknown) => {
      throw diskError(error, 'The store cannot take a result');
    });
    request.onProgress?.(file.sizeBytes, totalBytes);
  }
  if (totalBytes !== undefined && file.sizeBytes !== totalBytes) throw new PassingFault('the connection ended early');
}

function tooLarge(url: URL, maxBytes: number): ReelwrightError {
  return new ReelwrightError(
    'RUN_DOWNLOAD',
    `The result at ${url.host} is larger than the ${Math.round(maxBytes / 2 ** 20)} MB that are taken in.`,
    {
      hint: 'Run again: the finished task is not made anew. If it stays so, show its id to the provider.',
    },
  );
}
