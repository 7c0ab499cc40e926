import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CallbackSink } from './callback-sink.ts';

/** A server that takes callbacks and says something back. */
export async function startAnsweringSink(answer: unknown, status = 200): Promise<CallbackSink> {
  const bodies: unknown[] = [];
  const server = createServer(async (incoming, outgoing) => {
    bodies.push(JSON.parse(await text(incoming)));
    outgoing.writeHead(status, { 'content-type': 'application/json' });
    outgoing.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}/done`,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
