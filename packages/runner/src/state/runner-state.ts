import type { Clock } from '@reelwright/clock';
import type { TokenStore } from '@reelwright/provider';
import type { KnownResults, StepResult } from '../plan/known.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { Database, Durability } from './database.ts';
import { createDurationStore, type DurationStore } from './duration-store.ts';
import { createFileStore, type FileStore } from './file-store.ts';
import { createFilmStore, type FilmStore } from './film-store.ts';
import { createJournalStore, type JournalStore } from './journal-store.ts';
import { createLeaseStore, type LeaseStore } from './lease-store.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { createResultStore, type ResultStore } from './result-store.ts';
import { createRetakeStore, type RetakeStore } from './retake-store.ts';
import { secretNamed } from './secret-store.ts';
import { createSpendingStore, type SpendingStore } from './spending-store.ts';
import { createStartStore, type StartStore } from './start-store.ts';
import { createTaskStore, type TaskStore } from './task-store.ts';
import { createTokenStore } from './token-store.ts';
import { createUploadStore, type UploadStore } from './upload-store.ts';
import { createWindowStore, type WindowStore } from './window-store.ts';

/** Everything that outlives a run, in `<root>/.reel/`. Several processes may have it open at once. */
export interface RunnerState {
  readonly folder: string;
  readonly tasks: TaskStore;
  readonly starts: StartStore;
  readonly films: FilmStore;
  readonly spendings: SpendingStore;
  readonly retakes: RetakeStore;
  readonly leases: LeaseStore;
  readonly results: ResultStore;
  readonly uploads: UploadStore;
  readonly tokens: TokenStore;
  readonly windows: WindowStore;
  readonly durations: DurationStore;
  readonly files: FileStore;
  readonly journal: JournalStore;
  readonly store: BlobStore;
  /** What paths of callbacks are derived from, the same in every process of the project. */
  callbackKey(): string;
  /** What a plan may know of the past. */
  known(): KnownResults;
  /** A result whose files are all in the store. */
  intactResult(fingerprint: string): StepResult | undefined;
  close(): void;
}

export interface StateParts {
  readonly folder: string;
  readonly path: string;
  readonly databases: Readonly<Record<Durability, Database>>;
  readonly store: BlobStore;
  readonly clock: Clock;
  readonly self: ProcessIdentity;
}

export function assembleState({ folder, path, databases: { durable, quick }, store, clock, self }: StateParts): RunnerState {
  const tasks = createTaskStore(durable, path);
  const results = createResultStore(durable, quick, tasks);
  const films = createFilmStore(durable);
  const leases = createLeaseStore(quick, clock, self);
  const intactResult = (fingerprint: string) => {
    const result = results.find(fingerprint);
    return result !== undefined && isIntact(result, store) ? result : undefined;
  };
  return {
    folder,
    tasks,
    starts: createStartStore(durable, tasks),
    films,
    spendings: createSpendingStore(durable),
    retakes: createRetakeStore(durable),
    leases,
    results,
    uploads: createUploadStore(quick, durable, clock),
    tokens: createTokenStore(quick),
    windows: createWindowStore(quick),
    durations: createDurationStore(quick),
    files: createFileStore(quick),
    journal: createJournalStore(quick),
    store,
    intactResult,
    callbackKey: () => secretNamed(durable, 'callbacks'),
    known: () => ({
      result: intactResult,
      task: (fingerprint, account) => knownTask(tasks, fingerprint, account),
      previous: results.previous,
      begun: (film, emulated) => films.begun({ name: film, emulated }),
    }),
    close: () => {
      try {
        leases.releaseAll();
      } catch {
        // What cannot be let go of lapses with this process; who closes has more important news to tell.
      }
      closeAll(quick, durable);
    },
  };
}

function closeAll(quick: Database, durable: Database): void {
  try {
    quick.close();
  } finally {
    durable.close();
  }
}

function isIntact(result: StepResult, store: BlobStore): boolean {
  return Object.values(result.outputs).every((output) => !('sha256' in output) || store.has(output.sha256, output.sizeBytes));
}

function knownTask(tasks: TaskStore, fingerprint: string, account: string): ReturnType<KnownResults['task']> {
  const record = tasks.newest(fingerprint, account);
  return record === undefined ? undefined : { state: record.state, task: record.task, failure: record.failure?.message };
}
