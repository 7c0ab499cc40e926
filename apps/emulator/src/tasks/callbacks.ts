import type { Clock } from '@reelwright/clock';
import { faultOf } from '../control/fault.ts';
import type { Json } from '../state/json.ts';
import type { Store } from '../state/store.ts';
import type { CallbackAnswer, TaskRecord } from './task.ts';

/** One try to tell somebody that a task has ended. */
export interface CallbackRecord {
  readonly taskId: string;
  readonly at: number;
  /** The HTTP status of the answer, or why there was none. */
  readonly answer: CallbackAnswer['status'] | 'switched-off';
}

const answerTimeoutMs = 5_000;
const answerLimit = 64 * 1024;

/** Posts the end of tasks to the addresses that were left for it. One try each: no provider documents another. */
export class Callbacks {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #now: () => number;

  constructor(store: Store, clock: Clock, now: () => number) {
    this.#store = store;
    this.#clock = clock;
    this.#now = now;
  }

  /** @param answered Is told what was answered, each time. */
  async send(task: TaskRecord, body: Json, answered: (answer: CallbackAnswer) => void = () => {}): Promise<void> {
    if (task.callback === undefined || task.callback === '') return;
    if (faultOf(task.faults, 'no-callback')) return this.#note(task, 'switched-off');
    const release = this.#clock.hold();
    try {
      for (let left = faultOf(task.faults, 'callback-twice') ? 2 : 1; left > 0; left--) {
        const answer = await post(task.callback, body);
        this.#note(task, answer.status);
        answered(answer);
      }
    } finally {
      release();
    }
  }

  list(): CallbackRecord[] {
    return this.#store.collection<CallbackRecord>('callback').all();
  }

  #note(task: TaskRecord, answer: CallbackRecord['answer']): void {
    this.#store.transaction(() => {
      const record = { taskId: task.id, at: this.#now(), answer };
      this.#store.collection<CallbackRecord>('callback').insert(String(this.#store.add('callbacks')), record);
    });
  }
}

async function post(address: string, body: Json): Promise<CallbackAnswer> {
  if (isExampleAddress(address)) return { status: 'example-address', text: '' };
  try {
    const reply = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    return { status: reply.status, text: await beginning(reply) };
  } catch {
    return { status: 'unreachable', text: '' };
  }
}

/** What an answer says, up to a limit; one that breaks off says what came. */
async function beginning(reply: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of reply.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= answerLimit) break; // leaving the loop cancels the rest
    }
  } catch {
    // The status has come, and it counts.
  }
  return text;
}

/** Names that are reserved for documents: the pages' own examples use them, and nobody is ever there. */
export function isExampleAddress(address: string): boolean {
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  return /(?:^|\.)(?:example\.(?:com|net|org)|example|invalid|test)$/.test(host);
}
