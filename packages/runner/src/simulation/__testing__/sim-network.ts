// Takes the place of fetch/http-get.ts in a simulation (see hooks.ts): results lie in the world, and come over a line that is not to be
// trusted.
import { createHash } from 'node:crypto';
import type { HttpGetter, HttpReply } from '../../fetch/http-get.ts';
import { currentProcess } from './sim-process.ts';

const odds = { refused: 0.05, broken: 0.05, page: 0.03, cut: 0.08, otherFile: 0.02 };

export function createHttpGetter(): HttpGetter {
  return { get, close: async () => {} };
}

async function get(url: URL, headers: Readonly<Record<string, string>>): Promise<HttpReply> {
  const process = currentProcess.getStore();
  if (process === undefined) throw new Error('Nobody lives who could fetch this.');
  const { world } = process;
  await process.pass('before fetch');
  const nth = world.count(`fetch ${url.pathname}`);
  const strikes = (what: keyof typeof odds) => world.misfortune.strikes(`fetch ${url.pathname} (${nth}): ${what}`, odds[what]);
  if (strikes('broken')) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  if (strikes('refused')) return replyOf(url, 503, Buffer.from('busy'));
  if (strikes('page')) return replyOf(url, 200, Buffer.from('<html>Sign in to this network.</html>'), { 'content-type': 'text/html' });
  const content = world.files.get(url.pathname);
  const isFresh = Number(url.searchParams.get('until')) > world.clock.nowMs;
  if (content === undefined || !isFresh) return replyOf(url, 403, Buffer.from('gone'));
  const bytes = strikes('otherFile') ? Buffer.from('another file altogether') : Buffer.from(content);
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}"`;
  const from = headers['if-range'] === etag ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
  const told = { etag, ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}) };
  return replyOf(url, from > 0 ? 206 : 200, bytes.subarray(from), told, strikes('cut') ? Math.floor((bytes.length - from) / 2) : undefined);
}

/** @param cutAfter Bytes after which the line breaks. */
function replyOf(url: URL, status: number, body: Buffer, headers: Record<string, string> = {}, cutAfter?: number): HttpReply {
  const all: Record<string, string> = { 'content-length': String(body.length), ...headers };
  return { url, status, header: (name) => all[name], body: chunksOf(body, cutAfter), discard: () => {} };
}

async function* chunksOf(body: Buffer, cutAfter: number | undefined): AsyncIterable<Uint8Array> {
  const process = currentProcess.getStore();
  const end = cutAfter ?? body.length;
  for (let at = 0; at < end; at += chunkBytes) {
    yield body.subarray(at, Math.min(end, at + chunkBytes));
    await process?.pass('in the midst of a fetch');
  }
  if (cutAfter !== undefined) throw Object.assign(new Error('terminated'), { code: 'ECONNRESET' });
}

const chunkBytes = 64;
