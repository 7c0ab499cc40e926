import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileHost extends AsyncDisposable {
  readonly origin: string;
  /** The paths that were asked for. */
  readonly asked: string[];
}

/** A public host of a few files, as far as the emulator can tell. */
export async function startFileHost(
  files: Readonly<Record<string, { readonly type: string; readonly bytes: Uint8Array }>>,
): Promise<FileHost> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    asked.push(path);
    const file = files[path];
    if (file === undefined) outgoing.writeHead(404).end('not here');
    else outgoing.writeHead(200, { 'content-type': file.type }).end(file.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
