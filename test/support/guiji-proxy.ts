import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between `reel` and a Guiji service: knows every token that went by, and can answer in the service's place. */
export interface GuijiProxy extends AsyncDisposable {
  readonly baseUrl: string;
  /** Every token that was issued or shown. */
  readonly tokens: ReadonlySet<string>;
  /** The next calls of a path are answered by this text, made from the address that was called, token and all. */
  answerNext(path: string, answers: readonly Answer[]): void;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: (address: string) => string;
}

export async function startGuijiProxy(target: string): Promise<GuijiProxy> {
  const tokens = new Set<string>();
  const planned = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    pass(request, response, target, tokens, planned).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    answerNext: (path, answers) => planned.set(path, [...answers]),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  tokens: Set<string>,
  planned: Map<string, Answer[]>,
): Promise<void> {
  const address = `${target}${request.url}`;
  const shown = new URL(address).searchParams.get('access_token');
  if (shown !== null) tokens.add(shown);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = [...planned].find(([path]) => new URL(address).pathname.includes(path))?.[1].shift();
  if (answer !== undefined) {
    response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body(address));
    return;
  }
  const headers = { 'content-type': request.headers['content-type'] ?? 'application/json' };
  const method = request.method ?? 'GET';
  const reply = await fetch(address, { method, headers, ...(method === 'GET' ? {} : { body: Buffer.concat(chunks) }) });
  const body = await reply.text();
  for (const [, token = ''] of body.matchAll(/"access_token"\s*:\s*"([^"]+)"/g)) tokens.add(token);
  response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'application/json' }).end(body);
}
