import { parseArgs } from 'node:util';
import { createService, type Service, type ServiceOutcome } from '../src/__fixtures__/service.ts';
import type { RunEvent } from '../src/events.ts';
import { type BoundedStart, pathBoundMs, rateBoundMs } from './lower-bound.ts';

/**
 * How near a run comes to what no runner could beat, through the real adapter and the emulated service, on a clock that jumps: makespan
 * over the lower bound, calls of the service per film, and how late the end of a task is noticed. In this folder: `pnpm bench --films 1,10,100`, with `--calls` for what was called and when.
 */
interface Measured {
  readonly films: number;
  readonly run: 'first' | 'learned';
  readonly ratio: number;
  readonly callsPerFilm: number;
  readonly looksPerTask: number;
  readonly delayMs: number;
  readonly delayPart: number;
  readonly refused: number;
}

/** What the service documents for each kind of start. */
const limit = { count: 10, windowMs: 60_000 };
/** Files are no calls of the service's interface. */
const transfers = /^(?:result|upload)$/;

async function measure(films: number): Promise<Measured[]> {
  await using service = await createService({ seed: `bench-${films}` });
  const rows: Measured[] = [];
  for (const run of ['first', 'learned'] as const) {
    const before = service.emulator.report();
    const instances = Array.from({ length: films }, (_, n) => service.film(`film-${n}`, textOf(n, run)));
    const begunAt = service.clock.now();
    const outcome = await service.run(instances);
    if (outcome.result.outcome !== 'done') throw new Error(`The run ended as ${outcome.result.outcome}.`);
    if (values.calls) console.log(callsOf(service.emulator.report(), before), timelineOf(outcome.events, begunAt));
    rows.push({ films, run, ...figuresOf(service, outcome, before, begunAt, films) });
  }
  return rows;
}

function callsOf(after: Report, before: Report): string {
  const counts = Object.entries(after.calls).map(([name, { count }]) => [name, count - (before.calls[name]?.count ?? 0)] as const);
  const refusals = Object.entries(after.calls).flatMap(([name, { refused }]) => (refused === 0 ? [] : [`${name} refused ${refused}`]));
  return [...counts.flatMap(([name, count]) => (count === 0 ? [] : [`${name} ${count}`])), ...refusals].join(', ');
}

/** What happened when, for the first film. */
function timelineOf(events: readonly RunEvent[], begunAt: number): string {
  const own = events.filter((event) => 'node' in event && event.node?.includes('film-0/') && event.type !== 'artifact-fetching');
  return own.map((event) => `\n  ${((event.at - begunAt) / 1000).toFixed(1)} ${'step' in event ? event.step : ''} ${event.type}`).join('');
}

/** Sentences of five to forty words. */
function textOf(n: number, run: string): string {
  const words = 5 + ((n * 7919) % 36);
  return `${run} film ${n}: ${Array.from({ length: words }, (_, i) => ['news', 'of', 'the', 'week', 'from', 'our', 'desk'][(n + i) % 7]).join(' ')}.`;
}

type Report = ReturnType<Service['emulator']['report']>;

function figuresOf(
  service: Service,
  { result, events }: ServiceOutcome,
  before: Report,
  begunAt: number,
  films: number,
): Omit<Measured, 'films' | 'run'> {
  const after = service.emulator.report();
  const known = new Set(before.tasks.map(({ id }) => id));
  const tasks = after.tasks.filter(({ id }) => !known.has(id));
  const calls = Object.entries(after.calls).filter(([name]) => !transfers.test(name));
  const made = calls.reduce((sum, [name, { count }]) => sum + count - (before.calls[name]?.count ?? 0), 0);
  const delays = delaysOf(events, tasks);
  const durations = new Map(tasks.map(({ id, createdAt, finishedAt }) => [id, (finishedAt ?? createdAt) - createdAt]));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    ratio: result.elapsedMs / boundOf(events, durations, begunAt),
    callsPerFilm: made / films,
    looksPerTask: tasks.reduce((sum, { polls }) => sum + polls, 0) / Math.max(1, tasks.length),
    delayMs: mean(delays.map(({ ms }) => ms)),
    delayPart: mean(delays.map(({ ms, task }) => ms / Math.max(1, durations.get(task) ?? 1))),
    refused: calls.reduce((sum, [, { refused }]) => sum + refused, 0),
  };
}

interface Delay {
  readonly task: string;
  readonly ms: number;
}

/** From the end of each task to the end of its node: nothing but noticing it takes time on this clock. */
function delaysOf(events: readonly RunEvent[], tasks: Report['tasks']): Delay[] {
  const finishedAt = new Map(tasks.map((task) => [task.id, task.finishedAt]));
  const taskOf = new Map<string, string>();
  return events.flatMap((event): Delay[] => {
    if (event.type === 'task-started') taskOf.set(event.node, event.task);
    const task = event.type === 'node-finished' ? taskOf.get(event.node) : undefined;
    const at = task === undefined ? undefined : finishedAt.get(task);
    return task === undefined || at === undefined || at === null ? [] : [{ task, ms: event.at - at }];
  });
}

/** Of the true durations: the longest chain, and the window that starts of each kind share. Uploads count as the service made them last. */
function boundOf(events: readonly RunEvent[], durations: ReadonlyMap<string, number>, begunAt: number): number {
  const byNode = new Map<string, number>();
  const uploadedAt = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'task-started') byNode.set(event.node, durations.get(event.task) ?? 0);
    if (event.type === 'medium-staged' && event.field !== 'audio') uploadedAt.set(event.node, event.at - begunAt);
  }
  const first = Math.min(...[...uploadedAt.values()]);
  const voiceMs = Math.max(0, ...[...byNode].filter(([node]) => node.endsWith('/voice')).map(([, ms]) => ms));
  const heads = voiceMs === 0 ? 0 : first;
  const speeches: BoundedStart[] = [];
  const syncs: BoundedStart[] = [];
  for (const [node, durationMs] of byNode) {
    if (!node.endsWith('/film')) continue;
    const speechMs = byNode.get(node.replace(/film$/, 'speech')) ?? 0;
    // Sound has to be uploaded, too, and becomes usable no sooner than footage does.
    const uploadMs = Number.isFinite(first) ? Math.min(first, leastUploadMs) : 0;
    speeches.push({ headMs: heads + voiceMs, durationMs: speechMs, tailMs: uploadMs + durationMs });
    syncs.push({ headMs: heads + voiceMs + speechMs + uploadMs, durationMs, tailMs: 0 });
  }
  return Math.max(pathBoundMs(syncs), rateBoundMs(syncs, limit), rateBoundMs(speeches, limit));
}

const leastUploadMs = 5_000;

const { values } = parseArgs({ options: { films: { type: 'string', default: '1,10,25' }, calls: { type: 'boolean', default: false } } });
console.log('films  run      makespan/bound  calls/film  looks/task  delay s  delay %  refused');
for (const films of values.films.split(',').map(Number)) {
  for (const row of await measure(films)) {
    const numbers = [row.ratio.toFixed(3), row.callsPerFilm.toFixed(2), row.looksPerTask.toFixed(1), (row.delayMs / 1000).toFixed(2)];
    const rest = [(row.delayPart * 100).toFixed(1), String(row.refused)];
    const cells = [...numbers, ...rest].map((text, i) => text.padStart([14, 10, 10, 7, 7, 7][i] ?? 8));
    console.log([String(row.films).padStart(5), row.run.padEnd(8), ...cells].join('  '));
  }
}
