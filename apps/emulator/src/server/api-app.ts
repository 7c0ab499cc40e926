import { Hono } from 'hono';
import type { App } from './listener.ts';
import { toResponse, unknownPath } from './reply.ts';

export interface ApiAppSettings {
  /** Before the services' own paths; empty, or with a leading slash and none at its end. */
  readonly basePath: string;
  readonly services: readonly App[];
  /** The emulator's own switches, outside the base path. */
  readonly control: App;
}

/** Everything on the API's origin. */
export function createApiApp({ basePath, services, control }: ApiAppSettings): App {
  const app: App = new Hono();
  app.route('/_emulator', control);
  for (const service of services) app.route(basePath === '' ? '/' : basePath, service);
  app.notFound(() => toResponse(unknownPath()));
  return app;
}

/** `api` and `/api/` are `/api`; `/` is nothing. */
export function normalBasePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((part) => `/${part}`).join('');
}
