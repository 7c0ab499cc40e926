import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

export type App = Hono<{ Bindings: HttpBindings }>;

/** An HTTP server that is listening. */
export interface Listener {
  /** `http://127.0.0.1:54321` */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves an app on a port of the loopback interface; port 0 takes a free one. @throws when the port is taken. */
export async function listen(app: App, { host, port }: { readonly host: string; readonly port: number }): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request, bindings) => app.fetch(request, bindings as HttpBindings), // only HTTP/1 is served here
    overrideGlobalObjects: false,
    // A poller may pause for long between calls, and a big upload may take its time.
    serverOptions: { keepAliveTimeout: 120_000, requestTimeout: 0 },
  }) as Server; // the default factory is node:http's
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    const message = `Port ${port} of ${host} is already in use. Choose another one, or 0 for a free one.`;
    throw Object.assign(new Error(message, { cause: error }), { code: error.code });
  });
  const address = server.address() as AddressInfo; // it listens on TCP
  return {
    origin: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
