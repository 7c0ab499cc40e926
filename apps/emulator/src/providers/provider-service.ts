import type { App } from '../server/listener.ts';
import type { PublicMaker } from '../storage/storage-app.ts';

/** One emulated provider, as the emulator starts it. */
export interface ProviderService {
  readonly id: string;
  /** The names of its calls, as faults and the report use them. */
  readonly calls: readonly string[];
  /** Its routes, to be mounted under the base path. */
  readonly app: App;
  /** Files it makes when they are first asked for. */
  readonly publicMakers: readonly PublicMaker[];
  /** Variables that point a client of this provider here. */
  environment(baseUrl: string): Readonly<Record<string, string>>;
  /** Opens accounts and the like again after everything was forgotten. */
  open(): void;
}
