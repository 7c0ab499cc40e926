import type { Dispatcher } from 'undici';
import { PassingFault } from './download-error.ts';
import type { Fence } from './fence.ts';
import { refusal } from './fence.ts';

/** One answer whose body has not been read yet. */
export interface HttpReply {
  readonly url: URL;
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets the rest of the body go. */
  discard(): void;
}

/** GET without any credential. Redirects are followed by hand, each one checked. */
export interface HttpGetter {
  get(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<HttpReply>;
  close(): Promise<void>;
}

const mostRedirects = 5;
/** Real time: a peer that says nothing for this long has gone. */
const timeouts = { connectMs: 15_000, headersMs: 30_000, idleBodyMs: 60_000 };

/** undici is loaded with the first download: it costs a tenth of a second. */
export function createHttpGetter(fence: Fence): HttpGetter {
  let agents: Promise<Agents> | undefined;
  return {
    async get(start, headers, signal) {
      agents ??= openAgents(fence);
      const { request, secure, plain } = await agents;
      let url = start;
      for (let redirects = 0; ; redirects += 1) {
        fence.assertAllowed(url);
        const reply = await request(url, {
          dispatcher: url.protocol === 'https:' ? secure : plain,
          headers: { 'accept-encoding': 'identity', 'user-agent': 'reelwright', ...headers },
          ...(signal === undefined ? {} : { signal }),
        });
        if (!isRedirect(reply.statusCode)) return replyOf(url, reply);
        discard(reply.body);
        if (redirects === mostRedirects) throw refusal(start, `it was redirected more than ${mostRedirects} times`);
        url = nextOf(url, first(reply.headers.location));
      }
    },
    async close() {
      const open = await agents;
      await Promise.all([open?.secure.destroy(), open?.plain.destroy()]);
    },
  };
}

interface Agents {
  readonly request: typeof import('undici').request;
  readonly secure: Dispatcher;
  readonly plain: Dispatcher;
}

async function openAgents(fence: Fence): Promise<Agents> {
  const { Agent, request } = await import('./undici.ts');
  const open = (isSecure: boolean) =>
    new Agent({
      connect: { lookup: fence.lookup(isSecure), timeout: timeouts.connectMs },
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.idleBodyMs,
      allowH2: false,
    });
  return { request, secure: open(true), plain: open(false) };
}

function replyOf(url: URL, reply: Dispatcher.ResponseData): HttpReply {
  return {
    url,
    status: reply.statusCode,
    header: (name) => first(reply.headers[name]),
    body: reply.body,
    discard: () => discard(reply.body),
  };
}

/** Destroying makes the body emit an error that nobody waits for. */
function discard(body: Dispatcher.ResponseData['body']): void {
  body.on('error', () => {}).destroy();
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function nextOf(from: URL, location: string | undefined): URL {
  const next = location === undefined ? null : URL.parse(location, from);
  if (next === null) throw new PassingFault(`a redirect without a usable address`);
  return next;
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
