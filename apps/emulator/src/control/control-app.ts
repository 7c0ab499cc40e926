import { Hono } from 'hono';
import type { App } from '../server/listener.ts';
import type { MovableClock } from '../state/movable-clock.ts';
import { applyFaultCommand } from './fault-command.ts';
import type { FaultSwitches } from './fault-switches.ts';
import { renderReport } from './render-report.ts';
import type { EmulatorReport } from './report.ts';

export interface ControlSettings {
  readonly clock: MovableClock;
  readonly faults: FaultSwitches;
  readonly report: () => EmulatorReport;
  readonly reset: () => void;
  /** Resolves when nothing is being made. */
  readonly idle: () => Promise<void>;
}

/** The emulator's own switches over HTTP, for whoever cannot hold the object. No service has these paths. */
export function createControlApp({ clock, faults, report, reset, idle }: ControlSettings): App {
  const app: App = new Hono();
  app.get('/report', (context) =>
    context.req.query('format') === 'text' ? context.text(`${renderReport(report())}\n`) : context.json(report()),
  );
  app.get('/faults', (context) => context.json(faults.list()));
  app.post('/faults', async (context) => {
    applyFaultCommand(faults, await readJson(context.req.text()));
    return context.json(faults.list());
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.json([]);
  });
  app.post('/clock/advance', async (context) => {
    const command = await readJson(context.req.text());
    const ms = command !== null && typeof command === 'object' && 'ms' in command ? command.ms : undefined;
    if (typeof ms !== 'number' || !(ms >= 0)) throw new Error('Say by how much: { "ms": 60000 }.');
    await clock.advance(ms);
    await idle();
    return context.json({ now: report().now });
  });
  app.post('/reset', (context) => {
    reset();
    return context.json({});
  });
  app.onError((error, context) => context.json({ error: error.message }, 400));
  return app;
}

async function readJson(body: Promise<string>): Promise<unknown> {
  try {
    return JSON.parse(await body);
  } catch {
    throw new Error('The body is not JSON.');
  }
}
