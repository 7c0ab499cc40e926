import { nearestName } from '@reelwright/errors';
import { usageError } from './usage-error.ts';

/** What commands that read recipes have in common. */
export interface RecipeOptions {
  /** In the order in which they are tried. */
  readonly provider?: readonly string[];
  readonly profile?: string;
  readonly input: Readonly<Record<string, string>>;
  readonly emulate?: boolean;
  readonly json?: boolean;
}

/** Adds one `--input k=v`. The value may hold further `=`; it may be empty. */
export function collectInput(text: string, collected: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at <= 0) throw usageError(`--input ${text} is not of the form name=value.`, 'Write, for example, --input week=2027-W02.');
  const name = text.slice(0, at);
  if (Object.hasOwn(collected, name)) throw usageError(`--input ${name} is given twice.`, 'Give each input once.');
  return Object.assign(Object.create(null), collected, { [name]: text.slice(at + 1) });
}

/** `a,b`: a list without gaps and repeats. */
export function parseList(option: string): (text: string) => string[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    if (names.includes(''))
      throw usageError(`${option} ${text} is not a list of names.`, `Write one name, or several: ${option} first,second.`);
    return [...new Set(names)];
  };
}

/** Adds one of several. */
export function collectWord(word: string, collected: readonly string[] | undefined): string[] {
  return [...(collected ?? []), word];
}

/** A whole number from 1. */
export function parseCount(option: string, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= 1 && number <= most)) throw usageError(`${option} ${text} is not a number from 1 to ${most}.`);
    return number;
  };
}

export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw usageError(`--port ${text} is not a port.`, 'Give a number from 0 to 65535; 0 takes a free one.');
  return port;
}

/** Where this machine listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `0.0.0.0:8700`, `[::1]:8700`; port 0 takes a free one. */
export function parseListen(option: string): (text: string) => ListenAddress {
  return (text) => {
    const [, six, four, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text) ?? [];
    const host = six ?? four;
    if (host === undefined || Number(digits) > 65_535)
      throw usageError(`${option} ${text} is not of the form host:port.`, 'Write, for example, 127.0.0.1:8700.');
    return { host, port: Number(digits) };
  };
}

/** `90s`, `30m`, `1h30m`, in ms. */
export function parseTime(option: string): (text: string) => number {
  return (text) => {
    const parts = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(text)?.slice(1) ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    // Timers end with 24 days.
    if (!(ms > 0 && ms <= 2_000_000_000)) throw usageError(`${option} ${text} is not a time.`, 'Write, for example, 90s, 30m or 1h30m.');
    return ms;
  };
}

export function parseSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(speed > 0 && speed <= 10_000))
    throw usageError(`--speed ${text} is not a speed.`, 'Give a number above 0, for example 20; 1 is real time.');
  return speed;
}

/** One of a few words; a mistyped one is answered with the nearest. */
export function parseChoice<T extends string>(option: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((word) => word === text);
    if (found !== undefined) return found;
    const near = nearestName(text, known);
    throw usageError(`${option} knows no "${text}".`, `${near === undefined ? '' : `Did you mean "${near}"? `}Known: ${known.join(', ')}.`);
  };
}
