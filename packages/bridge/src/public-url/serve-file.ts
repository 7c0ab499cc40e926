import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { stampOf } from '../local-file.ts';
import { parseRange } from './byte-range.ts';
import type { PublishedFile } from './published-files.ts';

/**
 * Answers a request for a file that is published: GET and HEAD, a part or all of it. The file is opened by the path it was
 * published with; when it is no longer the same, there is nothing to serve.
 */
export async function serveFile(request: IncomingMessage, response: ServerResponse, published: PublishedFile): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405);
  }
  const file = await open(published.path).catch(() => undefined);
  try {
    if (file === undefined || !(await isSame(file, published))) return refuse(response, 404);
    await send(request, response, file, published);
  } finally {
    await file?.close();
  }
}

async function isSame(file: FileHandle, { sizeBytes, modifiedMs }: PublishedFile): Promise<boolean> {
  const stamp = await stampOf(file);
  return stamp?.sizeBytes === sizeBytes && stamp.modifiedMs === modifiedMs;
}

async function send(request: IncomingMessage, response: ServerResponse, file: FileHandle, published: PublishedFile): Promise<void> {
  const { sizeBytes, contentType, sha256 } = published;
  const tag = `"${sha256}"`;
  const condition = request.headers['if-range'];
  const range = parseRange(condition === undefined || condition === tag ? request.headers.range : undefined, sizeBytes);
  response.setHeader('accept-ranges', 'bytes').setHeader('etag', tag);
  if (range.kind === 'none') {
    response.setHeader('content-range', `bytes */${sizeBytes}`);
    return refuse(response, 416);
  }
  const [first, last] = range.kind === 'part' ? [range.first, range.last] : [0, sizeBytes - 1];
  if (range.kind === 'part') response.setHeader('content-range', `bytes ${first}-${last}/${sizeBytes}`);
  response.writeHead(range.kind === 'part' ? 206 : 200, { 'content-type': contentType, 'content-length': last - first + 1 });
  if (request.method === 'HEAD' || last < first) return void response.end();
  await pipeline(bytesOf(file, first, last), response);
}

const chunkBytes = 128 * 1024;

/** A file that shrinks meanwhile must not look like a short one: what throws here breaks the connection. */
async function* bytesOf(file: FileHandle, first: number, last: number): AsyncGenerator<Buffer, void> {
  for (let at = first; at <= last; ) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, last - at + 1));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new Error('The file has become shorter.');
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Says no more than a status does. */
export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}
