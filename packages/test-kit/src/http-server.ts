import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';

/** A server on a free port of this machine, closed with all its connections by `await using`. */
export interface TestServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
}

/** Real HTTP on loopback, for what only real sockets show: bodies that stream, connections that break. */
export function startHttpServer(handle: RequestListener): Promise<TestServer> {
  const server = createServer(handle);
  return listen(server, async () => server.closeAllConnections());
}

/** A bare TCP server, for peers that do not speak HTTP as they should. */
export function startSocketServer(handle: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    handle(socket);
  });
  return listen(server, async () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** The address of a port on which nobody listens: it was free a moment ago, and connections to it are refused. */
export async function closedPortUrl(): Promise<string> {
  await using server = await startSocketServer(() => undefined);
  return server.url;
}

async function listen(server: Server, disconnect: () => Promise<void>): Promise<TestServer> {
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await listening;
  // A server that listens on TCP has an address record.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await disconnect();
      await closed;
    },
  };
}
