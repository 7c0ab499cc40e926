import { type Caps, capWords } from '../providers/registered.ts';
import { type BytesFault, bytesFaultKinds, type TaskFault, taskFaultKinds, type WireFault, wireFaultKinds } from './fault.ts';
import type { FaultSwitches } from './fault-switches.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Does what a JSON command says: `{ call, fault, times? }`, `{ task, fault, times? }`, `{ file: 98, times? , id? }`,
 * `{ fileDelayMs, times? }`, `{ token: "kill" | "refuse" | "accept" }`, `{ caps: { beans: 0 } }`, or a list of such.
 *
 * @throws {Error} with a sentence that says what is wrong with the command; those before it in a list are done.
 */
export function applyFaultCommand(switches: FaultSwitches, command: unknown): void {
  if (Array.isArray(command)) {
    for (const single of command) applyFaultCommand(switches, single);
    return;
  }
  if (!isMembers(command)) throw new Error('A fault command is a JSON object, or a list of them.');
  const times = readTimes(command.times);
  if (typeof command.call === 'string') {
    switches.failNext(command.call, readFault<WireFault | BytesFault>(command.fault, [...wireFaultKinds, ...bytesFaultKinds]), times);
  } else if (typeof command.task === 'string') {
    const kind = command.task as Parameters<FaultSwitches['bendTask']>[0]; // the switches refuse unknown ones
    switches.bendTask(kind, readFault<TaskFault>(command.fault, taskFaultKinds), times);
  } else applyState(switches, command, times);
}

function applyState(switches: FaultSwitches, { file, id, fileDelayMs, token, caps }: Members, times: number): void {
  if (file === 98 || file === 99 || file === 100) switches.fileState(file, { times, ...(typeof id === 'string' && { fileId: id }) });
  else if (typeof fileDelayMs === 'number') switches.delayFile(fileDelayMs, times);
  else if (token === 'kill') switches.killToken();
  else if (token === 'refuse' || token === 'accept') switches.refuseTokens(token === 'refuse');
  else if (isMembers(caps)) switches.setCaps(readCaps(caps));
  else
    throw new Error('A fault command names a call, a task, a file (98, 99 or 100), fileDelayMs, a token (kill, refuse, accept) or caps.');
}

function readTimes(value: unknown): number {
  if (value === undefined) return 1;
  if (value === 'always') return Number.POSITIVE_INFINITY;
  if (typeof value === 'number') return value;
  throw new Error('`times` is a number or "always".');
}

function readFault<F extends { readonly kind: string }>(value: unknown, kinds: readonly F['kind'][]): F {
  const kind = isMembers(value) ? value.kind : undefined;
  if (!kinds.some((known) => known === kind)) throw new Error(`\`fault.kind\` is one of ${kinds.join(', ')}.`);
  return value as F; // its kind is known; wrong details show in what it does
}

function readCaps(caps: Members): Caps {
  const groups = Map.groupBy(capWords, ({ below }) => below);
  const namesOf = (group: string | undefined) => groups.get(group)?.flatMap(({ names }) => names) ?? [];
  assertNumbers('caps', Object.fromEntries(Object.entries(caps).filter(([name]) => !groups.has(name))), namesOf(undefined));
  for (const [name, members] of Object.entries(caps).filter(([name]) => groups.has(name))) {
    if (!isMembers(members)) throw new Error(`\`caps.${name}\` is an object of numbers.`);
    assertNumbers(`caps.${name}`, members, namesOf(name));
  }
  return caps; // numbers throughout, under the names that the providers gave
}

function assertNumbers(what: string, members: Members, names: readonly string[]): void {
  for (const [name, value] of Object.entries(members)) {
    if (!names.includes(name) || typeof value !== 'number') throw new Error(`\`${what}\` holds numbers named ${names.join(', ')}.`);
  }
}

function isMembers(value: unknown): value is Members {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
