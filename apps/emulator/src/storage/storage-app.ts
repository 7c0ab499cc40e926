import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import type { App } from '../server/listener.ts';
import { receiveFile } from '../server/receive-file.ts';
import { type Reply, textReply, toResponse } from '../server/reply.ts';
import type { World } from '../world.ts';
import { type Finding, type StorageContext, storageExchange, storageRefusal } from './storage-exchange.ts';

/** Files that are made when they are first asked for, such as auditions of voices. */
export interface PublicMaker {
  /** Makes sure that the file behind a key is there. @returns its path, or `undefined` when there is no such file. */
  make(key: string): Promise<string | undefined>;
}

const contentTypes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  jpg: 'image/jpeg',
  wav: 'audio/x-wav',
  mp3: 'audio/mpeg',
  m4a: 'audio/m4a',
  json: 'application/json; charset=utf-8',
  ttf: 'font/ttf',
  srt: 'application/x-subrip; charset=utf-8',
};

/**
 * The other origin: an object store for uploads and the host of results. It knows nothing of tokens; one that is sent
 * here anyway has leaked, and is counted.
 */
export function createStorageApp(world: World, makers: readonly PublicMaker[]): App {
  const app: App = new Hono();
  app.use(async (context, next) => {
    const leaked = context.req.header('access_token') ?? context.req.query('access_token');
    if (leaked !== undefined) world.store.add('leaked-tokens');
    await next();
  });
  app.get('/uploads/*', (context) => storageExchange(world, context, 'public-file', async () => findUpload(world, context)));
  app.put('/uploads/*', (context) => storageExchange(world, context, 'upload', () => receiveUpload(world, context)));
  app.all('/uploads/*', (context) => storageExchange(world, context, 'upload', async () => storageRefusal(world, 'SignatureDoesNotMatch')));
  app.get('/results/*', (context) => storageExchange(world, context, 'result', () => findResult(world, context)));
  app.get('/public/*', (context) => storageExchange(world, context, 'public-file', () => findPublic(world, makers, context)));
  app.onError((error) => {
    world.onDefect('storage', error);
    return toResponse(textReply('Internal Server Error', 500));
  });
  app.notFound(() => toResponse(storageRefusal(world, 'NoSuchKey')));
  return app;
}

async function receiveUpload(world: World, context: StorageContext): Promise<Reply> {
  const { incoming } = context.env;
  const url = new URL(context.req.url);
  const { file, problem } = world.transact((now) => ({
    file: world.files.at(url.pathname.slice(1)),
    problem: world.links.checkUpload('PUT', url, context.req.header('content-type') ?? '', now),
  }));
  if (problem !== undefined) return storageRefusal(world, problem === 'expired' ? 'AccessDenied' : 'SignatureDoesNotMatch');
  if (file === undefined) return storageRefusal(world, 'NoSuchKey');
  try {
    const received = await receiveFile(incoming, world.files.path(file));
    world.transact((now) => world.files.received(file.id, received, now));
    return { ...textReply(''), headers: { etag: `"${received.sha256.slice(0, 32).toUpperCase()}"`, 'x-oss-request-id': world.ids.hex() } };
  } catch (error) {
    if (!incoming.readableAborted) throw error;
    return textReply('', 400); // the client has gone in the middle of its upload; nobody reads this
  }
}

function findUpload(world: World, context: StorageContext): Finding {
  const url = new URL(context.req.url);
  // The address that an upload was PUT to is none that can be read.
  if (url.searchParams.has('Signature')) return storageRefusal(world, 'SignatureDoesNotMatch');
  return world.transact((now) => {
    const file = world.files.at(url.pathname.slice(1));
    const gone = file?.upload === undefined || world.files.status(file, now) >= 99;
    return file === undefined || gone ? storageRefusal(world, 'NoSuchKey') : { path: world.files.path(file), contentType: file.mimeType };
  });
}

async function findResult(world: World, context: StorageContext): Promise<Finding> {
  const url = new URL(context.req.url);
  const key = url.pathname.slice(1);
  const problem = world.transact((now) => world.links.checkResult(url, now));
  if (problem !== undefined) return storageRefusal(world, problem === 'expired' ? 'AccessDenied' : 'SignatureDoesNotMatch');
  // Whatever is signed was issued here: results/<kind>/<task>.<extension>
  const [id = '', extension = ''] = (key.split('/').at(-1) ?? '').split('.');
  const task = world.tasks.get(id);
  if (task === undefined) return storageRefusal(world, 'NoSuchKey');
  const path = join(world.mediaFolder, key);
  await world.keeper.restore(task, path);
  if (!existsSync(path)) return storageRefusal(world, 'NoSuchKey');
  return { path, contentType: contentTypes[extension] ?? 'application/octet-stream' };
}

async function findPublic(world: World, makers: readonly PublicMaker[], context: StorageContext): Promise<Finding> {
  const key = new URL(context.req.url).pathname.slice(1);
  for (const maker of makers) {
    const path = await maker.make(key);
    if (path !== undefined) return { path, contentType: contentTypes[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream' };
  }
  return storageRefusal(world, 'NoSuchKey');
}
