import type { Clock } from '@reelwright/clock';
import type { MediumPurpose, StagedMedium } from '@reelwright/provider';
import type { Database } from './database.ts';
import { openSealed, sealOf } from './sealed.ts';

/** Which bytes are at which provider already, per account and purpose. Free to repeat, so a loss costs time alone. */
export interface UploadStore {
  find(account: string, sha256: string, purpose: MediumPurpose): StagedMedium | undefined;
  save(account: string, sha256: string, staged: StagedMedium): void;
  /** The provider does not know it any more. */
  forget(account: string, sha256: string, purpose: MediumPurpose): void;
}

/** An upload that is about to expire would be gone before a queued task reads it. */
const expiryMarginMs = 3_600_000;

export function createUploadStore(database: Database, clock: Clock): UploadStore {
  return {
    find: (account, sha256, purpose) => {
      const sql = 'SELECT staged, seal, expires_at FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ?';
      const row = database.get(sql, account, sha256, purpose);
      if (row === undefined || (row.expires_at !== null && Number(row.expires_at) - expiryMarginMs <= clock.now())) return undefined;
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
  };
}
