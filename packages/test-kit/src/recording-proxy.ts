import { type IncomingMessage, request as sendOn } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { startHttpServer, type TestServer } from './http-server.ts';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the base path of the target. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands before a service of this machine, passes everything on and notes what was asked. */
export interface RecordingProxy extends TestServer {
  /** The target's base address, by way of the proxy. */
  readonly baseUrl: string;
  /** What has arrived since it was last asked, oldest first. */
  sent(): readonly RecordedRequest[];
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const { hostname, port, pathname } = new URL(target);
  const base = pathname.replace(/\/$/, '');
  const recorded: RecordedRequest[] = [];
  const server = await startHttpServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    recorded.push(record(incoming, base, body));
    const { method, url: path, headers } = incoming;
    const onward = sendOn({ hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    // A connection that breaks behind the proxy breaks before it, too.
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  });
  return Object.assign(server, { baseUrl: `${server.url}${base}`, sent: () => recorded.splice(0) });
}

function record({ method = 'GET', url = '/' }: IncomingMessage, base: string, body: Buffer): RecordedRequest {
  const { pathname, searchParams } = new URL(url, 'http://proxy.invalid');
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  return { method, path, query: Object.fromEntries(searchParams), body: body.toString('utf8') };
}
