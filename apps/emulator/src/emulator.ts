import { randomBytes } from 'node:crypto';
import { type Clock, createSystemClock } from '@reelwright/clock';
import { createControlApp } from './control/control-app.ts';
import { type AccountSwitches, createFaultSwitches, type FaultSwitches } from './control/fault-switches.ts';
import { createReport, type EmulatorReport } from './control/report.ts';
import { openHome } from './home.ts';
import { createLazyStudio } from './lazy-studio.ts';
import type { MediaStudio } from './media-studio.ts';
import type { AccountSettings } from './providers/chanjing/accounts.ts';
import { type ChanjingService, createChanjingService } from './providers/chanjing/chanjing-service.ts';
import type { LimitSettings } from './providers/chanjing/limits.ts';
import type { Quirks as ChanjingQuirks } from './providers/chanjing/quirks.ts';
import { createGuijiService, type GuijiService, type GuijiSettings } from './providers/guiji/guiji-service.ts';
import type { ProviderService } from './providers/provider-service.ts';
import { createApiApp, normalBasePath } from './server/api-app.ts';
import { type App, type Listener, listen } from './server/listener.ts';
import { createMovableClock } from './state/movable-clock.ts';
import { createStorageApp } from './storage/storage-app.ts';
import { defaultTimings, type Timings } from './timings.ts';
import { createWorld, resetWorld, type World } from './world.ts';

export interface EmulatorSettings {
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
  readonly limits?: LimitSettings;
  /** Makes ids and tokens the same in every run. Default: random. */
  readonly seed?: string;
  /** The apps that can log in; the first one is what `environment()` tells. */
  readonly accounts?: readonly [AccountSettings, ...AccountSettings[]];
  /** Which readings of the first provider's pages are served. */
  readonly chanjing?: { readonly quirks?: Partial<ChanjingQuirks> };
  /** Accounts of the second provider, and which readings of its pages it serves. */
  readonly guiji?: GuijiSettings;
  /** Makes the media instead of the emulator's own studio. */
  readonly studio?: MediaStudio;
}

/** The emulated services, up and listening. */
export interface Emulator extends AsyncDisposable {
  readonly chanjing: { readonly baseUrl: string; readonly appId: string; readonly secretKey: string };
  readonly guiji: { readonly baseUrl: string; readonly apiKey: string; readonly apiSecret: string };
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

const defaultAccounts = [{ appId: 'emulator-app', secretKey: 'emulator-secret' }] as const;

/** Starts the emulator. @throws when the port is taken or the folder cannot be used; nothing stays open then. */
export async function startEmulator(settings: EmulatorSettings = {}): Promise<Emulator> {
  await using opening = new AsyncDisposableStack();
  const storage: { origin: string } = { origin: '' };
  const world = openWorld(settings, opening, () => storage.origin);
  const { accounts = defaultAccounts, limits = {} } = settings;
  const chanjing = createChanjingService(world, { accounts, limits, ...settings.chanjing });
  const guiji = createGuijiService(world, settings.guiji);
  const services: readonly ProviderService[] = [chanjing, guiji];
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
  const faults = createFaultSwitches({ book: world.faults, files: world.files, calls, account: accountsOf(chanjing, guiji) });
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
    chanjing: { baseUrl, appId: chanjing.appId, secretKey: chanjing.secretKey },
    guiji: { baseUrl, apiKey: guiji.apiKey, apiSecret: guiji.apiSecret },
    origins: { api: origin, storage: storage.origin },
    environment: () => Object.assign({}, ...services.map((service) => service.environment(baseUrl))),
    faults,
    report,
    idle,
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What is switched about accounts happens to those of both providers. */
function accountsOf(chanjing: ChanjingService, guiji: GuijiService): AccountSwitches {
  return {
    killTokens() {
      chanjing.killTokens();
      guiji.killTokens();
    },
    refuseTokens(refuse) {
      chanjing.refuseTokens(refuse);
      guiji.refuseTokens(refuse);
    },
    setCaps({ guiji: guijiCaps = {}, ...caps }) {
      chanjing.setCaps(caps);
      guiji.setCaps(guijiCaps);
    },
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
  const timings = { ...defaultTimings, ...settings.timings };
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
