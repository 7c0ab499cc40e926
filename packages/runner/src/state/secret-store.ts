import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

/** A secret of this project, made when it is first asked for. The file is readable by its owner alone. */
export function secretNamed(database: Database, name: string): string {
  database.run('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', name, randomBytes(32).toString('hex'));
  return String(database.get('SELECT value FROM secrets WHERE name = ?', name)?.value);
}
