import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ReelwrightError } from '@reelwright/errors';

/**
 * A few records by name, in one file that only its owner may read, so that they outlive the process. Other processes may have
 * them open, too: what they write is seen at the next look.
 */
export interface Records<Entry> {
  get(name: string): Entry | undefined;
  list(): Entry[];
  /** @throws {ReelwrightError} `RUN_DISK` */
  put(name: string, record: Entry): void;
  /** @throws {ReelwrightError} `RUN_DISK` */
  remove(name: string): void;
}

/** @param decode What a record must be; others are dropped, as is a whole file that cannot be read: all can be published again. */
export function openRecords<Entry>(path: string, decode: (value: unknown) => Entry | undefined): Records<Entry> {
  let records = new Map<string, Entry>();
  let seen: string | undefined;
  const refresh = () => {
    const now = versionOf(path);
    if (now === seen) return;
    seen = now;
    records = readRecords(path, decode);
  };
  const change = (apply: (records: Map<string, Entry>) => void) => {
    refresh();
    const next = new Map(records);
    apply(next);
    writeRecords(path, next);
    records = next;
    seen = versionOf(path);
  };
  const look = () => {
    refresh();
    return records;
  };
  return {
    get: (name) => look().get(name),
    list: () => [...look().values()],
    put: (name, record) => change((all) => all.set(name, record)),
    remove: (name) => {
      if (look().has(name)) change((all) => all.delete(name));
    },
  };
}

/** Changes with every write, since each makes a new file. */
function versionOf(path: string): string | undefined {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  return facts === undefined ? undefined : `${facts.ino}/${facts.size}/${facts.mtimeNs}`;
}

function readRecords<Entry>(path: string, decode: (value: unknown) => Entry | undefined): Map<string, Entry> {
  const records = new Map<string, Entry>();
  for (const [name, value] of Object.entries(readJson(path))) {
    const record = decode(value);
    if (record !== undefined) records.set(name, record);
  }
  return records;
}

function readJson(path: string): object {
  try {
    const state: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isOurs = typeof state === 'object' && state !== null && 'version' in state && state.version === 1;
    return isOurs && 'published' in state && typeof state.published === 'object' && state.published !== null ? state.published : {};
  } catch {
    return {};
  }
}

function writeRecords(path: string, records: ReadonlyMap<string, unknown>): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, JSON.stringify({ version: 1, published: Object.fromEntries(records) }), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new ReelwrightError('RUN_DISK', `What is published cannot be noted in ${dirname(path)}.`, {
      cause,
      hint: 'Check that the folder can be written to.',
    });
  }
}

/** The fields of a record that are of the right type, or undefined. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
