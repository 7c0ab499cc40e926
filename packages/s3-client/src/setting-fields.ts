import { nearestName } from '@reelwright/errors';

export interface FieldProblem {
  /** The key it is about, as it stands in the file; empty for all of them. */
  readonly field: string;
  readonly problem: string;
}

/** Reads settings one by one and remembers what is wrong with them, so that all of it is told at once. */
export interface FieldReader {
  /** A text that must be there. */
  text(field: string): string | undefined;
  optionalText(field: string): string | undefined;
  flag(field: string): boolean | undefined;
  raw(field: string): unknown;
  /** Milliseconds of `90m`, `24h`, `2d`; between one hour and seven days. */
  keepForMs(field: string): number;
  /** An http(s) address, without a slash at the end; plain http only to this machine. */
  address(field: string, text: string | undefined): URL | undefined;
  refuse(field: string, problem: string): undefined;
  /** Also those that nobody has asked for. */
  problems(): FieldProblem[];
}

const dayMs = 24 * 3_600_000;
const defaultKeepForMs = dayMs;

/** @param whose As a sentence begins: `A bridge of this kind`. */
export function createFieldReader(fields: ReadonlyMap<string, unknown>, whose: string): FieldReader {
  const problems: FieldProblem[] = [];
  const asked = new Set<string>();
  const refuse = (field: string, problem: string): undefined => {
    problems.push({ field, problem });
  };
  const raw = (field: string) => {
    asked.add(field);
    return fields.get(field) ?? undefined;
  };
  const optionalText = (field: string) => {
    const value = raw(field);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value.trim() === '') return refuse(field, `\`${field}\` must be a text that is not empty.`);
    return value.trim();
  };
  return {
    raw,
    refuse,
    optionalText,
    text(field) {
      if (raw(field) === undefined) return refuse(field, `\`${field}\` is missing.`);
      return optionalText(field);
    },
    flag(field) {
      const value = raw(field);
      return value === undefined || typeof value === 'boolean' ? value : refuse(field, `\`${field}\` must be true or false.`);
    },
    keepForMs(field) {
      const value = raw(field);
      if (value === undefined) return defaultKeepForMs;
      const ms = typeof value === 'string' ? durationMs(value) : undefined;
      if (ms !== undefined && ms >= 3_600_000 && ms <= 7 * dayMs) return ms;
      refuse(
        field,
        `\`${field}\` must be a time between 1h and 7d, such as 24h: providers fetch when a task gets its turn, not when it is started.`,
      );
      return defaultKeepForMs;
    },
    address: (field, text) => (text === undefined ? undefined : readAddress(text, (problem) => refuse(field, `\`${field}\` ${problem}.`))),
    problems() {
      for (const field of fields.keys()) if (!asked.has(field)) refuse(field, unknownField(whose, field, asked));
      return problems;
    },
  };
}

function unknownField(whose: string, field: string, known: ReadonlySet<string>): string {
  const near = nearestName(field, [...known]);
  return `${whose} has no \`${field}\`.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`;
}

function durationMs(text: string): number | undefined {
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*([smhd])\s*$/.exec(text) ?? [];
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: dayMs }[unit ?? ''];
  return unitMs === undefined ? undefined : Math.round(Number(count) * unitMs);
}

function readAddress(text: string, refuse: (problem: string) => undefined): URL | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return refuse('must be an https address');
  if (url.username !== '' || url.password !== '') return refuse('must not hold a user name or password');
  if (url.search !== '' || url.hash !== '') return refuse('must not hold a query or fragment');
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    return refuse('must be https: over plain http anyone on the way reads the media');
  return url;
}

function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|::1)\.?$/i.test(hostname);
}

/** An address as others append to it. */
export function withoutSlash(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
