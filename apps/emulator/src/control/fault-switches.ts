import type { Caps } from '../providers/registered.ts';
import type { FileBook } from '../storage/file-book.ts';
import type { TaskKind } from '../tasks/task.ts';
import { taskOccasion } from '../tasks/task-book.ts';
import type { BytesFault, FileFault, TaskFailureFault, TaskFault, WireFault } from './fault.ts';
import type { FaultBook, FaultRule } from './fault-book.ts';

/** What tests switch to make things go wrong. `times` is 1 unless given; `Infinity` means from now on. */
export interface FaultSwitches {
  /**
   * The next call of this name goes wrong: an endpoint (`video_lip_sync/create`), or on the storage origin `upload`,
   * `result`, `public-file`, also by extension (`result/mp4`) and for HEAD (`result-head`).
   *
   * @throws when there is no such call: a fault that can never happen would let a test pass for nothing.
   */
  failNext(call: string, fault: WireFault | BytesFault, times?: number): void;
  /** The next task of this kind fails with this message. */
  failTask(kind: TaskKind, failure: TaskFailureFault, times?: number): void;
  /** The next task of this kind has this fault. Several faults can wait for one task. */
  bendTask(kind: TaskKind, fault: TaskFault, times?: number): void;
  /** The next file for which an upload address is asked ends in this state; with `fileId` one that is there. */
  fileState(status: 98 | 99 | 100, options?: { readonly times?: number; readonly fileId?: string }): void;
  /** The next file is ready only this long after its upload. */
  delayFile(ms: number, times?: number): void;
  /** Ends every live token now, as if another process had fetched a new one. */
  killToken(): void;
  /** Refuses every token until told otherwise. */
  refuseTokens(refuse: boolean): void;
  /** Sets balance and caps. */
  setCaps(caps: Caps): void;
  /** The rules that still wait. */
  list(): readonly FaultRule[];
  /** Forgets every rule and accepts tokens again. */
  clear(): void;
}

/** What can be switched about accounts. */
export interface AccountSwitches {
  /** Ends the live tokens of all providers. */
  killTokens(): void;
  /** Refuses every token until told otherwise. */
  refuseTokens(refuse: boolean): void;
  setCaps(caps: Caps): void;
}

export interface FaultSwitchSettings {
  readonly book: FaultBook;
  readonly files: FileBook;
  readonly calls: readonly string[];
  /** The switches of the accounts. */
  readonly account: AccountSwitches;
}

const storageCalls = ['upload', 'result', 'public-file'];
const taskKinds: readonly TaskKind[] = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video'];

export function createFaultSwitches({ book, files, calls, account }: FaultSwitchSettings): FaultSwitches {
  const bendTask = (kind: TaskKind, fault: TaskFault, times = 1) => {
    assertKnown('kind of task', kind, taskKinds);
    book.add(taskOccasion(kind), fault, counted(times));
  };
  const bendFile = (fault: FileFault, times = 1) => book.add('file', fault, counted(times));
  return {
    failNext(call, fault, times = 1) {
      const [, storageCall] = /^(upload|result|public-file)(?:-head)?(?:\/[a-z0-9]+)?$/.exec(call) ?? [];
      assertKnown('call', storageCall ?? call, [...calls, ...storageCalls]);
      book.add(call, fault, counted(times));
    },
    failTask: (kind, failure, times) => bendTask(kind, { kind: 'fail', ...failure }, times),
    bendTask,
    fileState(status, { times, fileId } = {}) {
      const fault: FileFault = { kind: 'file-state', status };
      if (fileId === undefined) bendFile(fault, times);
      else if (!files.bend(fileId, fault)) throw new Error(`There is no file ${fileId} to bend.`);
    },
    delayFile: (ms, times) => bendFile({ kind: 'file-delay', ms }, times),
    killToken: () => account.killTokens(),
    refuseTokens: (refuse) => account.refuseTokens(refuse),
    setCaps: (caps) => account.setCaps(caps),
    list: () => book.list(),
    clear() {
      book.clear();
      account.refuseTokens(false);
    },
  };
}

function counted(times: number): number | undefined {
  if (times === Number.POSITIVE_INFINITY) return undefined;
  if (!Number.isInteger(times) || times < 1) throw new Error(`A fault can happen once or more often, not ${times} times.`);
  return times;
}

function assertKnown(what: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new Error(`No ${what} is named "${name}". Known: ${known.join(', ')}.`);
}
