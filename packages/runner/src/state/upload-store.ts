import type { Clock } from '@reelwright/clock';
import type { MediumPurpose, StagedMedium } from '@reelwright/provider';
import type { Database } from './database.ts';

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
      const row = database.get(
        'SELECT staged, expires_at FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ?',
        account,
        sha256,
        purpose,
      );
      if (row === undefined || (row.expires_at !== null && Number(row.expires_at) - expiryMarginMs <= clock.now())) return undefined;
      // Written by `save` below, from a value of this type.
      return JSON.parse(String(row.staged)) as StagedMedium;
    },
    save: (account, sha256, staged) =>
      void database.run(
        `INSERT INTO uploads (account, sha256, purpose, staged, expires_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account, sha256, purpose) DO UPDATE SET staged = excluded.staged, expires_at = excluded.expires_at`,
        ...[account, sha256, staged.purpose, JSON.stringify(staged), staged.expiresAt ?? null],
      ),
    forget: (account, sha256, purpose) =>
      void database.run('DELETE FROM uploads WHERE account = ? AND sha256 = ? AND purpose = ?', account, sha256, purpose),
  };
}
