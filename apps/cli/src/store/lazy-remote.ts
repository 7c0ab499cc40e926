import type { StoreRemote } from '@reelwright/runner';

/** A remote that is opened when it is first asked for something: without a question it needs no credentials. */
export function createLazyRemote(open: () => Promise<StoreRemote | undefined>): StoreRemote {
  let opening: Promise<StoreRemote | undefined> | undefined;
  let name = 'the store remote';
  const opened = async () => {
    opening ??= open();
    const remote = await opening;
    if (remote !== undefined) name = remote.name;
    return remote;
  };
  return {
    get name() {
      return name;
    },
    sizeOf: async (key, signal) => (await opened())?.sizeOf(key, signal),
    get: async (key, signal) => (await opened())?.get(key, signal),
    put: async (key, object, signal) => await (await opened())?.put(key, object, signal),
    async [Symbol.asyncDispose]() {
      const remote = await opening?.catch(() => undefined);
      await remote?.[Symbol.asyncDispose]();
    },
  };
}
