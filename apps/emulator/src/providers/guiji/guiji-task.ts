import { isVisible } from '../../tasks/look.ts';
import type { CallbackAnswer, TaskKind, TaskRecord } from '../../tasks/task.ts';
import type { Quota } from './accounts.ts';
import type { GuijiWorld } from './call.ts';
import { type Code, codes, Refusal } from './envelope.ts';

const firstId = 1_001;

/** A number that no other task, scene or voice has; the pages' own examples are below it. */
export function nextNumber(world: GuijiWorld): number {
  return firstId + world.store.add('ids');
}

/** A task of the account, or one of the pages' examples. @throws {Refusal} with the code for what is missing. */
export function ownTask(world: GuijiWorld, { owner, kind, id, code }: OwnTaskQuery): TaskRecord {
  const task = world.tasks.get(id);
  const theirs = task?.provider === 'guiji' && task.kind === kind && (task.owner === owner || task.owner === '');
  if (!theirs || !isVisible(world, task)) throw new Refusal(code, `There is no such task: ${id}`);
  return task;
}

interface OwnTaskQuery {
  readonly owner: string;
  readonly kind: TaskKind;
  readonly id: string;
  readonly code: Code;
}

/** @throws {Refusal} 40010 when less than this is left. */
export function assertBalance(world: GuijiWorld, owner: string, what: keyof Quota, amount: number): void {
  const left = world.accounts.get(owner)?.[what] ?? 0;
  if (left < amount) throw new Refusal(codes.balance, 'The balance is too low');
}

/** @throws {Refusal} 40019 when the account has as many tasks under way as it may. */
export function assertParallel(world: GuijiWorld, owner: string): void {
  const underway = kinds.flatMap((kind) => world.tasks.page(owner, kind, 0, 500)).filter(({ ended }) => ended === undefined);
  const limit = world.accounts.get(owner)?.parallelLimit ?? 0;
  if (underway.length >= limit) throw new Refusal(codes.concurrency, 'Too many tasks at one time');
}

const kinds: readonly TaskKind[] = ['clone-avatar', 'clone-voice', 'avatar-video', 'tts'];

/** Takes the price of a task that is done, or fails it. */
export function charge(
  world: GuijiWorld,
  owner: string,
  what: keyof Quota,
  amount: number,
): { readonly cost: number } | { readonly failure: { readonly msg: string } } {
  return world.accounts.use(owner, what, amount) ? { cost: amount } : { failure: { msg: 'The balance is too low' } };
}

/** Keeps whether the client has taken a callback: HTTP 2xx and `{ code: "0", success: true }`. */
export function noteAnswer(world: GuijiWorld, task: TaskRecord, answer: CallbackAnswer): void {
  const status = isAccepted(answer) ? 1 : 2;
  world.transact(() => world.store.collection<number>('guiji-callback').put(task.id, status));
}

/** 0 nothing sent yet, 1 taken, 2 failed. */
export function callbackStatus(world: GuijiWorld, task: TaskRecord): number {
  return world.store.collection<number>('guiji-callback').get(task.id) ?? 0;
}

function isAccepted({ status, text }: CallbackAnswer): boolean {
  if (status === 'example-address') return true;
  if (typeof status !== 'number' || status < 200 || status > 299) return false;
  try {
    const { code, success } = JSON.parse(text) as { readonly code?: unknown; readonly success?: unknown };
    return String(code) === '0' && success !== false;
  } catch {
    return false;
  }
}
