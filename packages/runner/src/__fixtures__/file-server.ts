import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';

export interface FileServer extends AsyncDisposable {
  readonly origin: string;
  /** What lies under each path. */
  readonly files: Map<string, string | Uint8Array>;
  /** `GET /path` of every request, in order; a range is added. */
  readonly requests: string[];
  /** Answers in place of the server; returns false to let it answer. */
  intercept: ((request: IncomingMessage, response: ServerResponse, nth: number) => boolean) | undefined;
}

/** Files over real HTTP on loopback, with entity tags and ranges. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, string | Uint8Array>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const range = request.headers.range;
    requests.push(`${request.method} ${request.url}${range === undefined ? '' : ` ${range}`}`);
    if (fileServer.intercept?.(request, response, requests.length) === true) return;
    const content = files.get((request.url ?? '').replace(/\?.*$/, ''));
    if (content === undefined) {
      response.writeHead(404).end('no such file');
      return;
    }
    serve(Buffer.from(content), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fileServer: FileServer = {
    origin: `http://127.0.0.1:${port}`,
    files,
    requests,
    intercept: undefined,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fileServer;
}

export function serve(content: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const isRange = request.headers.range !== undefined && request.headers['if-range'] === etag && from < content.length;
  const body = isRange ? content.subarray(from) : content;
  response.writeHead(isRange ? 206 : 200, {
    etag,
    'content-length': body.length,
    ...(isRange ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
  });
  response.end(body);
}
