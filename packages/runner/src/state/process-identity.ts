import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as other processes can recognise it, also after its number has been given to another. */
export interface ProcessIdentity {
  /** Unique to one opened state. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the system's own words; empty where the system does not tell. */
  readonly start: string;
}

export function currentProcess(): ProcessIdentity {
  return { owner: randomUUID(), host: hostname(), pid: process.pid, start: startOf(process.pid) };
}

/** True only when it is certain: on this host, and the number is free or belongs to a younger process. */
export function isGone(other: ProcessIdentity): boolean {
  if (other.host !== hostname()) return false;
  return !isRunning(other.pid) || (other.start !== '' && startOf(other.pid) !== other.start);
}

/** True only when it is certain: on this host, running, and begun when it says. */
export function isAlive(other: ProcessIdentity): boolean {
  return other.host === hostname() && other.start !== '' && isRunning(other.pid) && startOf(other.pid) === other.start;
}

/** Whether the number belongs to a process of this host. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks only whether it is there
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Linux: boot id and clock ticks since boot, the 22nd field of /proc/<pid>/stat (counted after the name, which may hold spaces). */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}
