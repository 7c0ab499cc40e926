import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@reelwright/clock';
import { ReelwrightError } from '@reelwright/errors';
import type { ListenAddress } from '../bridge-settings.ts';
import type { PublishedFile } from './published-files.ts';
import { refuse, serveFile } from './serve-file.ts';

export interface Listener extends AsyncDisposable {
  readonly port: number;
  /** How many there are at the moment. */
  connections(): Promise<number>;
}

export interface ListenerSettings {
  readonly clock: Clock;
  /** The file that stands under a path, query and all; nothing is decoded, resolved or looked up on the disk. */
  readonly find: (path: string) => PublishedFile | undefined;
  readonly patience?: Patience;
}

/** With the other side, in real time, ms: a request must be there soon, an answer must keep moving. */
export interface Patience {
  readonly headersMs: number;
  readonly idleMs: number;
}

const defaultPatience: Patience = { headersMs: 10_000, idleMs: 60_000 };
const mostConnections = 256;

/**
 * Listens for providers that fetch published files. It does not keep the process alive.
 *
 * @throws {ReelwrightError} `RUN_BRIDGE` when the port is taken or must not be used.
 */
export async function startListener(
  { host, port }: ListenAddress,
  { clock, find, patience = defaultPatience }: ListenerSettings,
): Promise<Listener> {
  const { headersMs, idleMs } = patience;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const release = clock.hold();
    try {
      setCommonHeaders(response);
      const file = find(request.url ?? '');
      if (file === undefined) refuse(response, 404);
      else await serveFile(request, response, file);
    } catch {
      // Whoever hangs up in the middle of a file does so to itself alone.
      response.destroy();
    } finally {
      release();
    }
  };
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: 2 * headersMs,
      connectionsCheckingInterval: headersMs / 5,
      keepAliveTimeout: 5000,
      maxHeaderSize: 8192,
    },
    (request, response) => void answer(request, response),
  );
  server.maxConnections = mostConnections;
  server.setTimeout(idleMs);
  server.on('clientError', (_, socket) => socket.destroy());
  await listen(server, host, port);
  server.unref();
  return {
    // A server that listens on TCP has an address record.
    port: (server.address() as AddressInfo).port,
    connections: () => new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count)))),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function setCommonHeaders(response: ServerResponse): void {
  response
    .setHeader('cache-control', 'private, no-store')
    .setHeader('x-content-type-options', 'nosniff')
    .setHeader('x-robots-tag', 'noindex');
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, host, resolve);
  await listening.catch((error: unknown) => {
    throw cannotListen(`${host}:${port}`, error);
  });
  server.off('error', reject);
}

function cannotListen(address: string, cause: unknown): ReelwrightError {
  const code = String(Reflect.get(Object(cause), 'code'));
  const why: Readonly<Record<string, readonly [string, string]>> = {
    EADDRINUSE: [
      'another program uses that port',
      'Stop it (another run of reel may be it), or set `listen` of the bridge, and the tunnel, to another port.',
    ],
    EACCES: ['this user may not use that port', 'Set `listen` of the bridge to a port from 1024 on.'],
    EADDRNOTAVAIL: [
      'this machine does not have that address',
      'Set `listen` of the bridge to an address of this machine, such as 127.0.0.1:7335.',
    ],
    ENOTFOUND: ['that name is not known', 'Set `listen` of the bridge to an address of this machine, such as 127.0.0.1:7335.'],
  };
  const [reason, hint] = why[code] ?? [`the system refused (${code})`, 'Set `listen` of the bridge to an address that is free.'];
  return new ReelwrightError('RUN_BRIDGE', `The bridge cannot listen on ${address}: ${reason}.`, { cause, hint });
}
