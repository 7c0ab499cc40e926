import type { Clock } from '@reelwright/clock';
import type { MediumPurpose, StagedMedium } from '@reelwright/provider';
import type { Database, Row } from './database.ts';
import { openSealed, sealOf } from './sealed.ts';

/** Bytes for a purpose at an account. */
export interface MediumKey {
  readonly account: string;
  readonly sha256: string;
  readonly purpose: MediumPurpose;
}

/** A medium that is, or was, at a provider. */
export interface Upload extends MediumKey {
  readonly staged: StagedMedium;
}

/** Which bytes are at which provider already, per account and purpose. Free to repeat, so a loss costs time alone. */
export interface UploadStore {
  /** @param marginMs What is left of its time must be more than this. Default: an hour. */
  find(account: string, sha256: string, purpose: MediumPurpose, marginMs?: number): StagedMedium | undefined;
  save(account: string, sha256: string, staged: StagedMedium): void;
  /** The provider does not know it any more. */
  forget(account: string, sha256: string, purpose: MediumPurpose): void;
  /** Everything of an account that has not been forgotten, whether it can still be used or not. */
  list(account: string): readonly Upload[];
  /** The same for one medium. */
  any(key: MediumKey): Upload | undefined;
  /**
   * From now on it is not used any more, so that it can be taken back; it stays listed until it is forgotten, which outlives a death
   * in between. Exclusive among all processes: nobody can begin to need it after `isNeeded` was asked.
   *
   * @returns whether it may be taken back.
   */
  retire(key: MediumKey, isNeeded: () => boolean): boolean;
  /** It has been taken back. What was put in its place meanwhile stays. */
  forgetRetired(key: MediumKey): void;
}

/** An upload that is about to expire would be gone before a queued task reads it. */
const expiryMarginMs = 3_600_000;
/** Long ago. */
const retiredAt = 0;

/** @param durable For what must not come back: media that have been given up. */
export function createUploadStore(database: Database, durable: Database, clock: Clock): UploadStore {
  return {
    find: (account, sha256, purpose, marginMs = expiryMarginMs) => {
      const sql = 'SELECT staged, seal, expires_at FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ?';
      const row = database.get(sql, account, sha256, purpose);
      if (row === undefined || (row.expires_at !== null && Number(row.expires_at) - marginMs <= clock.now())) return undefined;
      // The seal proves that `save` below wrote it.
      return openSealed(row.staged, row.seal) as StagedMedium | undefined;
    },
    save: (account, sha256, staged) => {
      const text = JSON.stringify(staged);
      database.run(
        `INSERT INTO uploads (account, sha256, purpose, staged, seal, expires_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, sha256, purpose) DO UPDATE SET staged = excluded.staged, seal = excluded.seal, expires_at = excluded.expires_at`,
        ...[account, sha256, staged.purpose, text, sealOf(text), staged.expiresAt ?? null],
      );
    },
    forget: (account, sha256, purpose) =>
      void database.run('DELETE FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ?', account, sha256, purpose),
    list: (account) =>
      database.all('SELECT account, sha256, purpose, staged, seal FROM uploads WHERE account = ?', account).flatMap(uploadOf),
    any: ({ account, sha256, purpose }) => {
      const sql = 'SELECT account, sha256, purpose, staged, seal FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ?';
      return database.all(sql, account, sha256, purpose).flatMap(uploadOf)[0];
    },
    retire: ({ account, sha256, purpose }, isNeeded) =>
      durable.transaction(() => {
        if (isNeeded()) return false;
        const sql = 'UPDATE uploads SET expires_at = ? WHERE account = ? AND sha256 = ? AND purpose = ?';
        return durable.run(sql, retiredAt, account, sha256, purpose) > 0;
      }),
    forgetRetired: ({ account, sha256, purpose }) => {
      const sql = 'DELETE FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ? AND expires_at = ?';
      database.run(sql, account, sha256, purpose, retiredAt);
    },
  };
}

/** Whether a medium is at its provider under this very address and has not been given up. Other connections to the same state may ask. */
export function holdsUpload(database: Database, { account, sha256, purpose, staged }: Upload): boolean {
  const sql = 'SELECT staged FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ? AND (expires_at IS NULL OR expires_at > ?)';
  return database.get(sql, account, sha256, purpose, retiredAt)?.staged === JSON.stringify(staged);
}

/** A row that is not as it was written is as good as none. */
function uploadOf({ account, sha256, purpose, staged, seal }: Row): Upload[] {
  // The seal proves that `save` above wrote it.
  const opened = openSealed(staged, seal) as StagedMedium | undefined;
  return opened === undefined
    ? []
    : [{ account: String(account), sha256: String(sha256), purpose: purpose as MediumPurpose, staged: opened }];
}
