import type { TokenStore } from '@reelwright/provider';
import type { Database } from './database.ts';

/** One login for all processes of a project. The file is readable by its owner alone. */
export function createTokenStore(database: Database): TokenStore {
  return {
    read: (key) => {
      const row = database.get('SELECT token, expires_at FROM tokens WHERE name = ?', key);
      return row === undefined ? undefined : { token: String(row.token), expiresAt: Number(row.expires_at) };
    },
    write: (key, { token, expiresAt }) =>
      void database.run(
        `INSERT INTO tokens (name, token, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at`,
        ...[key, token, expiresAt],
      ),
    remove: (key, token) => void database.run('DELETE FROM tokens WHERE name = ? AND token = ?', key, token),
  };
}
