import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { type CallbackListener, type CallbackListenerSettings, createCallbackListener } from './callback-listener.ts';
import type { ArrivedCallback } from './callback-source.ts';

interface Heard {
  readonly listener: CallbackListener;
  readonly arrived: ArrivedCallback[];
  /** Sends a body to the path of a public address, as its tunnel would. */
  readonly post: (url: string, init?: RequestInit) => Promise<Response>;
}

async function listening(work: (heard: Heard) => Promise<void>, settings: Partial<CallbackListenerSettings> = {}): Promise<void> {
  await using listener = await createCallbackListener({ publicUrl: 'https://tunnel.example/reel/', key: 'k'.repeat(64), ...settings });
  const arrived: ArrivedCallback[] = [];
  listener.onHint((one) => {
    arrived.push(one);
    return { answer: { code: '0', success: true } };
  });
  const here = `http://${listener.host}:${listener.port}`;
  const post: Heard['post'] = (url, init) => fetch(`${here}${new URL(url).pathname}`, { method: 'POST', body: '{}', ...init });
  await work({ listener, arrived, post });
}

test('each start has an address that nobody can guess, and has it again after a restart', async () => {
  const urls: string[][] = [];
  for (const key of ['a'.repeat(64), 'a'.repeat(64), 'b'.repeat(64)]) {
    await listening(async ({ listener }) => void urls.push([listener.urlFor('one'), listener.urlFor('two')]), { key });
  }
  expect(urls[0]?.[0]).toMatch(/^https:\/\/tunnel\.example\/reel\/[\w-]{43}$/);
  expect(urls[1]).toEqual(urls[0]);
  expect(new Set(urls.flat()).size).toBe(4);
});

test('hands on what is sent to a known path, unread, and answers what it is told to', () =>
  listening(async ({ listener, arrived, post }) => {
    const url = listener.urlFor('one');
    const response = await post(url, { body: '{"data":{"id":1234567890123456789}}' });
    expect([response.status, await response.json()]).toEqual([200, { code: '0', success: true }]);
    expect(arrived).toEqual([{ start: 'one', body: '{"data":{"id":1234567890123456789}}' }]);
    // A proxy that keeps its own path to itself makes no difference.
    const { status } = await fetch(`http://${listener.host}:${listener.port}/${url.split('/').at(-1)}?from=proxy`, { method: 'POST' });
    expect([status, arrived.length]).toEqual([200, 2]);
  }));

test('what nobody waits for is answered 404, and other methods 405', () =>
  listening(async ({ listener, arrived, post }) => {
    const url = listener.urlFor('one');
    expect((await post(url.slice(0, -1))).status).toBe(404);
    expect((await post('https://tunnel.example/')).status).toBe(404);
    expect((await post(url, { method: 'GET', body: null })).status).toBe(405);
    expect(arrived).toEqual([]);
    await using nobody = await createCallbackListener({ publicUrl: 'http://here.example', key: 'k' });
    const { pathname } = new URL(nobody.urlFor('one'));
    expect((await fetch(`http://${nobody.host}:${nobody.port}${pathname}`, { method: 'POST' })).status).toBe(404);
  }));

test.each([
  { what: 'whose length is told', body: () => 'x'.repeat(70_000) },
  {
    what: 'whose length is not told',
    body: () => new Blob(['x'.repeat(40_000), 'x'.repeat(40_000)]).stream(),
  },
])('a huge body $what is refused, not kept', ({ body }) =>
  listening(async ({ listener, arrived, post }) => {
    const sent = post(listener.urlFor('one'), { body: body(), duplex: 'half' } as RequestInit);
    // Whether the sender still hears the refusal depends on how much it had sent by then.
    expect(
      await sent.then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413);
    expect(arrived).toEqual([]);
  }),
);

test('a body that is cut off is none', () =>
  listening(async ({ listener, arrived, post }) => {
    const { pathname } = new URL(listener.urlFor('one'));
    await new Promise<void>((resolve) => {
      const socket = connect(listener.port, listener.host, () => {
        socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"id":`, () => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await post(listener.urlFor('one'))).status).toBe(200);
    expect(arrived.map(({ body }) => body)).toEqual(['{}']);
  }));

test('two thousand forgeries of unknown paths reach nobody', { timeout: 60_000 }, () =>
  listening(async ({ arrived, post }) => {
    for (let round = 0; round < 100; round += 1) {
      const statuses = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          post(`https://tunnel.example/reel/${round}-${n}`).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      );
      expect(statuses.every((status) => status === 404 || status === 0)).toBe(true);
    }
    expect(arrived).toEqual([]);
  }),
);

test('a port that is taken is told, and so is an address that is none', () =>
  listening(async ({ listener: { port } }) => {
    const settings = { publicUrl: 'https://tunnel.example', key: 'k' };
    await expect(createCallbackListener({ ...settings, listen: { port } })).rejects.toMatchObject({
      code: 'RUN_CALLBACKS',
      message: `Callbacks cannot be listened for on 127.0.0.1:${port} (EADDRINUSE).`,
    });
    await expect(createCallbackListener({ ...settings, publicUrl: 'tunnel.example' })).rejects.toMatchObject({ code: 'CLI_USAGE' });
  }));
