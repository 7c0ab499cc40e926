import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where an emulator keeps its state and its media. */
export interface Home {
  /** The database file, or `:memory:`. */
  readonly database: string;
  readonly mediaFolder: string;
  /** Removes what was only passing. */
  leave(): void;
}

/** A folder that stays, or memory and a passing folder where none is named. */
export function openHome(folder: string | undefined): Home {
  if (folder === undefined) {
    const passing = mkdtempSync(join(tmpdir(), 'reelwright-emulator-'));
    return { database: ':memory:', mediaFolder: passing, leave: () => rmSync(passing, { recursive: true, force: true, maxRetries: 3 }) };
  }
  const home = resolve(folder);
  mkdirSync(home, { recursive: true });
  return { database: join(home, 'emulator.db'), mediaFolder: join(home, 'media'), leave: () => {} };
}
