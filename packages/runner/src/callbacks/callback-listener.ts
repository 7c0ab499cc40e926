import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ReelwrightError } from '@reelwright/errors';
import type { ArrivedCallback, CallbackSource, HintAnswer, HintListener } from './callback-source.ts';

export interface CallbackListenerSettings {
  /** Where the world reaches this listener: the base address of a tunnel or a reverse proxy, with or without a path. */
  readonly publicUrl: string;
  /** Where it listens on this machine. Default: any free port on the loopback interface. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** Paths are derived from it: see `RunnerState.callbackKey`. */
  readonly key: string;
}

export interface CallbackListener extends CallbackSource, AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** Bodies are a few hundred bytes; whoever sends more, or sends slowly, or opens many connections, is no provider. */
const most = { bodyBytes: 65_536, requestMs: 5_000, connections: 64 };

/**
 * Listens for callbacks. Unknown paths are answered 404 unread; nothing that is sent here changes anything by itself.
 *
 * @throws {ReelwrightError} `RUN_CALLBACKS` when the port cannot be had, `CLI_USAGE` when the address is none.
 */
export async function createCallbackListener({ publicUrl, listen = {}, key }: CallbackListenerSettings): Promise<CallbackListener> {
  const base = readBase(publicUrl);
  const starts = new Map<string, string>();
  const listeners = new Set<HintListener>();
  const server = createServer(
    { requestTimeout: most.requestMs, headersTimeout: most.requestMs, connectionsCheckingInterval: 1_000 },
    (request, response) => void answer(request, response, starts, listeners),
  );
  server.maxConnections = most.connections;
  const { host = '127.0.0.1', port = 0 } = listen;
  await open(server, host, port);
  const address = server.address();
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : port,
    urlFor: (start) => {
      const token = createHmac('sha256', key).update(start).digest('base64url');
      starts.set(token, start);
      return `${base}/${token}`;
    },
    onHint: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readBase(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.search !== '' || url.hash !== '') {
    throw new ReelwrightError('CLI_USAGE', `"${publicUrl}" is no address that callbacks could be sent to.`, {
      hint: 'Give the public base address of a tunnel or proxy to this machine, as https://tunnel.example/reel.',
    });
  }
  return url.href.replace(/\/+$/, '');
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `Callbacks cannot be listened for on ${host}:${port} (${error.code ?? 'unknown'}).`;
      reject(new ReelwrightError('RUN_CALLBACKS', message, { hint: 'Choose another port. Without it, tasks are polled.', cause: error }));
    });
    server.listen(port, host, () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  starts: ReadonlyMap<string, string>,
  listeners: ReadonlySet<HintListener>,
): Promise<void> {
  // What is put before the path by a proxy, or left out, does not matter: the last part is the secret.
  const token = (request.url ?? '').split('?', 1)[0]?.split('/').at(-1) ?? '';
  const start = starts.get(token);
  if (start === undefined) return end(request, response, 404);
  if (request.method !== 'POST') return end(request, response, 405);
  const body = await readBody(request);
  if (body === undefined) return end(request, response, 413);
  const told = tell({ start, body }, listeners);
  if (told === undefined) return end(request, response, 404);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(told.answer === undefined ? '{}' : JSON.stringify(told.answer));
}

function tell(arrived: ArrivedCallback, listeners: ReadonlySet<HintListener>): HintAnswer | undefined {
  let told: HintAnswer | undefined;
  for (const listener of listeners) told = listener(arrived) ?? told;
  return told;
}

/** What is left unread goes with its connection. */
function end(request: IncomingMessage, response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' });
  response.end(() => request.destroy());
}

/** @returns `undefined` for what is too large, or was not sent to its end. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most.bodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > most.bodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
