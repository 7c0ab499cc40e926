import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FaultBook } from './control/fault-book.ts';
import type { MediaStudio } from './media-studio.ts';
import { EmulatorTime } from './state/emulator-time.ts';
import { Ids } from './state/ids.ts';
import type { MovableClock } from './state/movable-clock.ts';
import { RateWindows } from './state/rate-windows.ts';
import { Store } from './state/store.ts';
import { FileBook } from './storage/file-book.ts';
import { Links } from './storage/links.ts';
import { Callbacks } from './tasks/callbacks.ts';
import { TaskBook } from './tasks/task-book.ts';
import { TaskKeeper } from './tasks/task-keeper.ts';
import type { SharedTimings } from './timings.ts';

/** What the emulated services share. */
export interface World {
  readonly clock: MovableClock;
  readonly store: Store;
  readonly ids: Ids;
  readonly timings: SharedTimings;
  readonly windows: RateWindows;
  readonly faults: FaultBook;
  readonly files: FileBook;
  readonly tasks: TaskBook;
  readonly keeper: TaskKeeper;
  readonly callbacks: Callbacks;
  readonly links: Links;
  /** Where media lie: `uploads/…`, `samples/…`, `results/…`, `public/…`. */
  readonly mediaFolder: string;
  /** The media studio; loaded at its first use. */
  readonly studio: () => Promise<MediaStudio>;
  /** Runs synchronous work in one transaction, at the time of that transaction. */
  readonly transact: <T>(work: (now: number) => T) => T;
  /** Notes a fault of the emulator itself, for the report. */
  readonly onDefect: (what: string, error: unknown) => void;
}

export interface WorldSettings {
  readonly clock: MovableClock;
  /** The database file, or `:memory:`. */
  readonly database: string;
  readonly mediaFolder: string;
  readonly timings: SharedTimings;
  readonly seed: string | undefined;
  readonly studio: () => Promise<MediaStudio>;
  readonly storageOrigin: () => string;
}

export function createWorld({ clock, database, mediaFolder, timings, seed, studio, storageOrigin }: WorldSettings): World {
  const store = new Store(database);
  const time = new EmulatorTime(clock, store);
  const transact = <T>(work: (now: number) => T) => store.transaction(() => work(time.now()));
  const onDefect = (what: string, error: unknown) => noteDefect(store, what, error);
  const faults = new FaultBook(store);
  const tasks = new TaskBook(store, faults);
  const callbacks = new Callbacks(store, clock, () => time.now());
  const instance = randomBytes(8).toString('hex');
  const keeper = new TaskKeeper({ tasks, callbacks, clock, transact, instance, onDefect });
  mkdirSync(mediaFolder, { recursive: true });
  return {
    clock,
    store,
    ids: new Ids(store, seed),
    timings,
    windows: new RateWindows(store),
    faults,
    files: new FileBook(store, timings, mediaFolder),
    tasks,
    keeper,
    callbacks,
    links: new Links(linkSecret(store), storageOrigin),
    mediaFolder,
    studio,
    transact,
    onDefect,
  };
}

/** Forgets everything that happened. Time goes on, and no id comes again. */
export function resetWorld({ store, mediaFolder }: World): void {
  store.clear({ kinds: ['secret'], counters: ['ids', 'time'] });
  for (const folder of ['uploads', 'samples', 'results', 'public']) rmSync(join(mediaFolder, folder), { recursive: true, force: true });
}

/** Links stay valid over restarts and in every process on the folder: their secret lives in the store. */
function linkSecret(store: Store): string {
  return store.transaction(() => {
    const secrets = store.collection<string>('secret');
    const known = secrets.get('links');
    if (known !== undefined) return known;
    const fresh = randomBytes(24).toString('base64url');
    secrets.put('links', fresh);
    return fresh;
  });
}

function noteDefect(store: Store, what: string, error: unknown): void {
  if (!store.isOpen) return; // what fails after the end is no defect
  const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  store.transaction(() => store.collection<string>('defect').insert(String(store.add('defects')), message));
}
