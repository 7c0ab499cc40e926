import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpBindings } from '@hono/node-server';
import type { BytesFault } from '../control/fault.ts';
import { type ByteRange, parseByteRange } from './byte-range.ts';

export interface FileToSend {
  readonly path: string;
  readonly contentType: string;
  readonly fault?: BytesFault | undefined;
}

/** What is about to be sent: which bytes of which length, under which headers. */
interface Shipment {
  readonly status: 200 | 206;
  readonly headers: OutgoingHttpHeaders;
  readonly range: ByteRange;
}

/** Sends a file with validators, conditional and range requests, as object stores do; and with a fault if asked. */
export async function sendFile({ incoming, outgoing }: HttpBindings, file: FileToSend): Promise<void> {
  const { size, mtimeMs, mtime } = await stat(file.path);
  const etag = `"${size.toString(16)}-${Math.round(mtimeMs).toString(16)}"`;
  const headers = { 'accept-ranges': 'bytes', etag, 'last-modified': mtime.toUTCString(), 'content-type': file.contentType };
  if (incoming.headers['if-none-match'] === etag) return void outgoing.writeHead(304, headers).end();
  const range = file.fault?.kind === 'ignore-range' ? undefined : askedRange(incoming, size, [etag, mtime.toUTCString()]);
  if (range === 'unsatisfiable') return void outgoing.writeHead(416, { ...headers, 'content-range': `bytes */${size}` }).end();
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const lengths = { 'content-length': end - start + 1, ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }) };
  await ship(incoming, outgoing, file, { status: range ? 206 : 200, headers: { ...headers, ...lengths }, range: { start, end } });
}

function askedRange(incoming: IncomingMessage, size: number, validators: readonly string[]): ByteRange | 'unsatisfiable' | undefined {
  const condition = incoming.headers['if-range'];
  if (typeof condition === 'string' && !validators.includes(condition)) return undefined;
  return parseByteRange(incoming.headers.range, size);
}

async function ship(incoming: IncomingMessage, outgoing: ServerResponse, file: FileToSend, shipment: Shipment): Promise<void> {
  const { status, headers, range } = shipment;
  if (incoming.method === 'HEAD') return void outgoing.writeHead(status, headers).end();
  const length = range.end - range.start + 1;
  switch (file.fault?.kind) {
    case 'truncate':
      outgoing.writeHead(status, headers);
      return cut(outgoing, file.path, range, Math.min(file.fault.afterBytes, length));
    case 'wrong-length':
      outgoing.writeHead(status, { ...headers, 'content-length': length + file.fault.byBytes, connection: 'close' });
      return cut(outgoing, file.path, range, length);
    case 'endless':
      return endless(outgoing.writeHead(200, { 'content-type': file.contentType }));
    case 'wrong-type': {
      const { contentType = 'text/html', body } = file.fault;
      if (body !== undefined) return void outgoing.writeHead(200, { 'content-type': contentType }).end(body);
      return stream(outgoing.writeHead(status, { ...headers, 'content-type': contentType }), file.path, range);
    }
    default:
      return stream(outgoing.writeHead(status, headers), file.path, range);
  }
}

async function stream(outgoing: ServerResponse, path: string, range: ByteRange): Promise<void> {
  if (range.end < range.start) return void outgoing.end();
  // A client that goes away in the middle is its own business.
  await pipeline(createReadStream(path, range), outgoing).catch(() => outgoing.destroy());
}

/** Sends the first bytes, then ends the connection whatever was announced. */
async function cut(outgoing: ServerResponse, path: string, range: ByteRange, bytes: number): Promise<void> {
  outgoing.flushHeaders();
  if (bytes > 0) {
    for await (const chunk of createReadStream(path, { start: range.start, end: range.start + bytes - 1 })) {
      await new Promise<void>((resolve) => outgoing.write(chunk, () => resolve()));
    }
  }
  outgoing.socket?.destroySoon();
}

async function endless(outgoing: ServerResponse): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024);
  const zeros = new Readable({
    read() {
      this.push(chunk);
    },
  });
  await pipeline(zeros, outgoing).catch(() => outgoing.destroy());
}
