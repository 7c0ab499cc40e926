import type { CallOptions, LocalMedium } from '@reelwright/provider';
import type { Bridge, BridgeContext, Published } from '../bridge.ts';
import type { LoopbackSettings, PublicUrlSettings } from '../bridge-settings.ts';
import { contentTypeOf } from '../content-type.ts';
import { changed, mediumBytes, openMedium, safeExtension, stampOf } from '../local-file.ts';
import type { Records } from '../record-file.ts';
import { usableUntil } from '../usable-until.ts';
import { isServedAt } from './is-served.ts';
import { type Listener, startListener } from './listener.ts';
import { isLive, newName, openPublishedFiles, type PublishedFile } from './published-files.ts';
import { joinListener } from './shared-listener.ts';

const loopbackKeepForMs = 24 * 3_600_000;
/** How often a port that another run has is tried. */
const retryMs = 2000;

/** Serves files itself; see `createBridge`. */
export function createPublicUrlBridge(settings: PublicUrlSettings | LoopbackSettings, context: BridgeContext): Bridge {
  const bridge = new PublicUrlBridge(settings, context);
  bridge.resume();
  return bridge;
}

class PublicUrlBridge implements Bridge {
  readonly #settings: PublicUrlSettings | LoopbackSettings;
  readonly #context: BridgeContext;
  readonly #files: Records<PublishedFile>;
  /** The path of the public address, as a tunnel may pass it on. */
  readonly #basePath: string;
  readonly #keepForMs: number;
  readonly #closing = new AbortController();
  #listener: Promise<Listener> | undefined;
  #waiting: Promise<void> | undefined;

  constructor(settings: PublicUrlSettings | LoopbackSettings, context: BridgeContext) {
    this.#settings = settings;
    this.#context = context;
    this.#keepForMs = settings.kind === 'loopback' ? loopbackKeepForMs : settings.keepForMs;
    const address = settings.kind === 'loopback' ? settings.kind : settings.url;
    this.#basePath = settings.kind === 'loopback' ? '' : new URL(settings.url).pathname.replace(/\/+$/, '');
    this.#files = openPublishedFiles(context.folder, address);
  }

  /** What an earlier process has left is served at once. That it cannot be is told when it matters: at the next `publish`. */
  resume(): void {
    const now = this.#context.clock.now();
    if (this.#files.list().some((file) => isLive(file, now))) this.#listen().catch(() => this.#waitForPort());
  }

  async publish(medium: LocalMedium, { signal }: CallOptions): Promise<Published> {
    signal?.throwIfAborted();
    const release = this.#context.clock.hold();
    try {
      const modifiedMs = await examine(medium, signal);
      const url =
        this.#settings.kind === 'loopback'
          ? await this.#publishHere(medium, modifiedMs)
          : await this.#publishAt(this.#settings, medium, modifiedMs);
      return { url, expiresAt: usableUntil(this.#context.clock.now(), this.#keepForMs) };
    } finally {
      release();
    }
  }

  async withdraw(url: string): Promise<void> {
    const name = url.slice(url.lastIndexOf('/') + 1);
    const file = this.#files.get(name);
    if (file === undefined) return;
    if (file.uses > 1) this.#files.put(name, { ...file, uses: file.uses - 1 });
    else this.#files.remove(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#waiting;
    const listener = await this.#listener?.catch(() => undefined);
    await listener?.[Symbol.asyncDispose]();
  }

  async #publishHere(medium: LocalMedium, modifiedMs: number): Promise<string> {
    const { port } = await this.#listen();
    return `http://127.0.0.1:${port}/${this.#note(medium, modifiedMs, port).name}`;
  }

  /** Another run on this machine may have the port. It serves what is noted here, too; when it ends, this one takes over. */
  async #publishAt({ url, listen }: PublicUrlSettings, medium: LocalMedium, modifiedMs: number): Promise<string> {
    const file = this.#note(medium, modifiedMs, listen.port);
    try {
      await this.#listen();
    } catch (error) {
      if (!(await isServedAt(listen, file))) {
        await this.withdraw(file.name);
        throw error;
      }
      this.#waitForPort();
    }
    return `${url}/${file.name}`;
  }

  #note(medium: LocalMedium, modifiedMs: number, port: number): PublishedFile {
    const { path, facts } = medium;
    const extension = safeExtension(medium);
    const now = this.#context.clock.now();
    // The same bytes, even where the file was written anew or lies elsewhere by now.
    const known = this.#files
      .list()
      .find((one) => one.sha256 === facts.sha256 && one.name.endsWith(`.${extension}`) && one.servedUntil > now);
    for (const one of this.#files.list()) if (one.name !== known?.name && !isLive(one, now)) this.#files.remove(one.name);
    const file = {
      name: known?.name ?? newName(extension),
      path,
      sha256: facts.sha256,
      sizeBytes: facts.sizeBytes,
      modifiedMs,
      contentType: contentTypeOf(extension),
      servedUntil: now + this.#keepForMs,
      uses: (known?.uses ?? 0) + 1,
      port,
    };
    this.#files.put(file.name, file);
    return file;
  }

  #listen(): Promise<Listener> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error('The bridge has been closed.'));
    if (this.#listener === undefined) {
      const starting = this.#start();
      this.#listener = starting;
      // A port may be free later on.
      starting.catch(() => {
        this.#listener = undefined;
      });
    }
    return this.#listener;
  }

  async #start(): Promise<Listener> {
    const serving = { clock: this.#context.clock, find: (path: string) => this.#find(path) };
    if (this.#settings.kind === 'public-url') return await joinListener(this.#settings.listen, serving);
    // The port of the last time, if it can be had, since addresses that are still in use name it.
    const port = this.#files.list().at(-1)?.port;
    const again = port === undefined ? undefined : startListener({ host: '127.0.0.1', port }, serving);
    return (await again?.catch(() => undefined)) ?? (await startListener({ host: '127.0.0.1', port: 0 }, serving));
  }

  #waitForPort(): void {
    const { signal } = this.#closing;
    const tryAgain = async () => {
      while (!signal.aborted && this.#listener === undefined) {
        await this.#context.clock.sleep(retryMs, signal);
        await this.#listen().catch(() => undefined);
      }
    };
    this.#waiting ??= tryAgain()
      .catch(() => undefined)
      .finally(() => {
        this.#waiting = undefined;
      });
  }

  /** A tunnel may pass the path of its own address on, or take it off. Nothing else leads anywhere. */
  #find(path: string): PublishedFile | undefined {
    const rest = path.startsWith(`${this.#basePath}/`) ? path.slice(this.#basePath.length) : path;
    if (!rest.startsWith('/')) return undefined;
    const file = this.#files.get(rest.slice(1));
    return file !== undefined && file.servedUntil > this.#context.clock.now() ? file : undefined;
  }
}

/** Reads a medium once, so that nothing else is ever served for it. Returns the time of its last change. */
async function examine(medium: LocalMedium, signal: AbortSignal | undefined): Promise<number> {
  await using file = await openMedium(medium);
  const before = await stampOf(file);
  for await (const _ of mediumBytes(file, medium)) signal?.throwIfAborted();
  const after = await stampOf(file);
  if (before === undefined || before.modifiedMs !== after?.modifiedMs) throw changed(medium.path);
  return before.modifiedMs;
}
