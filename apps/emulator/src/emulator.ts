import { randomBytes } from 'node:crypto';
import { type Clock, createSystemClock } from '@reelwright/clock';
import { createControlApp } from './control/control-app.ts';
import { createFaultSwitches, type FaultSwitches } from './control/fault-switches.ts';
import { createReport, type EmulatorReport } from './control/report.ts';
import { openHome } from './home.ts';
import { createLazyStudio } from './lazy-studio.ts';
import type { MediaStudio } from './media-studio.ts';
import {
  accountSwitches,
  createServices,
  environmentOf,
  type Handles,
  handlesOf,
  type ProviderSettings,
  type Timings,
} from './providers/registered.ts';
import { createApiApp, normalBasePath } from './server/api-app.ts';
import { type App, type Listener, listen } from './server/listener.ts';
import { createMovableClock } from './state/movable-clock.ts';
import { createStorageApp } from './storage/storage-app.ts';
import { defaultSharedTimings } from './timings.ts';
import { createWorld, resetWorld, type World } from './world.ts';

/** Settings of the emulator itself, and those that its providers add. */
export interface EmulatorSettings extends ProviderSettings {
  /** What the services go by. Default: the wall. */
  readonly clock?: Clock;
  /**
   * Whether the clock is held while media are late. Default: true, for clients in this process that go by the same clock.
   * A server for clients with clocks of their own says no: its time must not stand still while theirs goes on.
   */
  readonly holdClock?: boolean;
  /** Where state and media are kept over restarts, also for several emulators at once. Default: memory and a passing folder. */
  readonly folder?: string;
  /** Port of the API. Default 0: a free one. Uploads and results always have a free port of their own. */
  readonly port?: number;
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** What stands before `/open/v1`. Default: random, so that nobody can rely on there being none; `''` for none. */
  readonly basePath?: string;
  /** How media are made. Default: `auto`, which takes native parts where they are installed. */
  readonly renderer?: 'auto' | 'native' | 'portable';
  /** `canned` media are tiny and quick, but valid and of the right length. Default: `full`. */
  readonly media?: 'full' | 'canned';
  readonly timings?: Partial<Timings>;
  /** Makes ids and tokens the same in every run. Default: random. */
  readonly seed?: string;
  /** Makes the media instead of the emulator's own studio. */
  readonly studio?: MediaStudio;
}

/** The emulated services, up and listening; each by its id. */
export interface Emulator extends AsyncDisposable, Handles {
  readonly origins: { readonly api: string; readonly storage: string };
  /** Variables with which any client of the emulated services works against this one. */
  environment(): Record<string, string>;
  readonly faults: FaultSwitches;
  report(): EmulatorReport;
  /** Resolves when no medium is being made and no callback is on its way. */
  idle(): Promise<void>;
  /** Forgets everything: accounts begin anew, old tokens, files and tasks are unknown. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts the emulator. @throws when the port is taken or the folder cannot be used; nothing stays open then. */
export async function startEmulator(settings: EmulatorSettings = {}): Promise<Emulator> {
  await using opening = new AsyncDisposableStack();
  const storage: { origin: string } = { origin: '' };
  const world = openWorld(settings, opening, () => storage.origin);
  const byId = createServices(world, settings);
  const services = Object.values(byId);
  const openAccounts = () => {
    for (const service of services) service.open();
  };
  const reset = () => {
    resetWorld(world);
    openAccounts();
  };
  const report = () => createReport(world);
  const idle = () => world.keeper.idle();
  const calls = services.flatMap((service) => service.calls);
  const faults = createFaultSwitches({ book: world.faults, files: world.files, calls, account: accountSwitches(byId) });
  const basePath = normalBasePath(settings.basePath ?? randomBytes(4).toString('hex'));
  const control = createControlApp({ clock: world.clock, faults, report, reset, idle });

  openAccounts();
  const makers = services.flatMap((service) => service.publicMakers);
  storage.origin = (await openListener(createStorageApp(world, makers), 0, settings, opening)).origin;
  const apiApp = createApiApp({ basePath, services: services.map(({ app }) => app), control });
  const { origin } = await openListener(apiApp, settings.port ?? 0, settings, opening);
  for (const task of world.tasks.open()) world.keeper.attend(task);

  const baseUrl = `${origin}${basePath}`;
  const opened = opening.move();
  const close = () => opened.disposeAsync();
  return {
    ...handlesOf(byId, baseUrl),
    origins: { api: origin, storage: storage.origin },
    environment: () => environmentOf(byId, baseUrl),
    faults,
    report,
    idle,
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** State, media and everybody who works on them. They close in the opposite order. */
function openWorld(settings: EmulatorSettings, opening: AsyncDisposableStack, storageOrigin: () => string): World {
  const { folder, renderer = 'auto', media = 'full', seed } = settings;
  const home = openHome(folder);
  opening.defer(home.leave);
  const own = settings.studio;
  const studio = own ? { get: async () => own, close: () => own.close() } : createLazyStudio({ renderer, media, folder: home.mediaFolder });
  const movable = createMovableClock(settings.clock ?? createSystemClock());
  const clock = settings.holdClock === false ? { ...movable, hold: () => () => {} } : movable;
  const timings = { ...defaultSharedTimings, ...settings.timings };
  const world = createWorld({ ...home, clock, timings, seed, studio: studio.get, storageOrigin });
  opening.defer(() => world.store.close());
  opening.defer(async () => {
    // The keeper waits for what is being made, and a closed studio makes nothing any more.
    await Promise.all([world.keeper.close(), studio.close()]);
  });
  return world;
}

async function openListener(
  app: App,
  port: number,
  { host = '127.0.0.1' }: EmulatorSettings,
  opening: AsyncDisposableStack,
): Promise<Listener> {
  const listener = await listen(app, { host, port });
  opening.defer(() => listener.close());
  return listener;
}
