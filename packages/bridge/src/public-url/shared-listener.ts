import type { ListenAddress } from '../bridge-settings.ts';
import { type Listener, type ListenerSettings, startListener } from './listener.ts';

type Find = ListenerSettings['find'];

interface Shared {
  readonly finders: Set<Find>;
  readonly listener: Promise<Listener>;
}

/** The listeners of this process by address. Several accounts may have the same public address, and a port can be listened on once. */
const shared = new Map<string, Shared>();

/**
 * Listens, or joins the one in this process who does. The port is let go with the last who needs it.
 *
 * @throws {ReelwrightError} As `startListener`.
 */
export async function joinListener(address: ListenAddress, { clock, find }: ListenerSettings): Promise<Listener> {
  if (address.port === 0) return startListener(address, { clock, find });
  const key = `${address.host}:${address.port}`;
  const one = shared.get(key) ?? share(key, address, clock);
  one.finders.add(find);
  const { port, connections } = await one.listener;
  return {
    port,
    connections,
    async [Symbol.asyncDispose]() {
      if (!one.finders.delete(find) || one.finders.size > 0) return;
      shared.delete(key);
      await (await one.listener)[Symbol.asyncDispose]();
    },
  };
}

function share(key: string, address: ListenAddress, clock: ListenerSettings['clock']): Shared {
  const finders = new Set<Find>();
  const find: Find = (path) => {
    for (const each of finders) {
      const file = each(path);
      if (file !== undefined) return file;
    }
    return undefined;
  };
  const one = { finders, listener: startListener(address, { clock, find }) };
  shared.set(key, one);
  one.listener.catch(() => {
    if (shared.get(key) === one) shared.delete(key);
  });
  return one;
}
