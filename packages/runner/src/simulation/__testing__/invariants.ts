import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReelwrightError } from '@reelwright/errors';
import { sha256Hex } from '../../canonical-json.ts';
import type { RunEvent } from '../../events.ts';
import { openDatabase, type Row } from '../../state/database.ts';
import type { Life, Site } from './history.ts';
import { tagOf } from './model-media.ts';
import type { ServiceTask } from './service.ts';

/** How long a run may take in which nothing goes wrong any more: what was stuck before, and rate windows, are waited for. */
const longestCalmMs = 45 * 60_000;

/** What holds of every process when it has ended or was killed. */
export function checkLife(life: Life, site: Site): void {
  const { process, result, error, events } = life;
  const { world } = site;
  const violate = (what: string) => void world.violations.push(`${process.name}: ${what}`);
  if (life.onUncertain === 'restart') noteWord(life, site);
  for (const event of events) if (event.type === 'task-started' && !process.diskFailed) checkNoted(event, site, violate);
  if (error !== undefined && !process.diskFailed) violate(`it failed as a whole: ${describe(error)}`);
  if (result === undefined) return;
  if (world.misfortune.isCalm && world.clock.nowMs - life.beganAt > longestCalmMs)
    violate(`it took ${Math.round(result.elapsedMs / 60_000)} minutes`);
  for (const event of events) if (event.type === 'node-failed') checkFailure(event, life, site, violate);
  const leases = rows(site, 'SELECT name FROM leases WHERE owner = ?', process.self.owner);
  if (leases.length > 0 && !process.diskFailed) violate(`it leaves ${leases.length} leases behind`);
}

/** The word "restart" is good for one start of each step in that run. */
function noteWord({ beganAt }: Life, { services, ledger }: Site): void {
  const labels = services.flatMap(({ tasks }) => tasks.filter(({ createdAt }) => createdAt >= beganAt).map(({ label }) => label));
  for (const label of new Set(labels)) ledger.restartable.set(label, (ledger.restartable.get(label) ?? 0) + 1);
}

/** What has been told to be started is on record, also when its process has died since. */
function checkNoted({ task, node }: Extract<RunEvent, { type: 'task-started' }>, site: Site, violate: (what: string) => void): void {
  if (rows(site, 'SELECT task_id FROM tasks WHERE task_id = ?', task).length === 0) violate(`${task} of ${node} is on no record`);
}

type NodeFailed = Extract<RunEvent, { type: 'node-failed' }>;

function checkFailure({ error, node, at }: NodeFailed, { process, onUncertain }: Life, site: Site, violate: (what: string) => void): void {
  if (error.code === 'INTERNAL') violate(`a promise inside was broken at ${node}: ${error.message}`);
  if (error.code !== 'RUN_START_UNCERTAIN' || onUncertain === 'restart') return;
  site.ledger.questions += 1;
  const open = rows(site, "SELECT * FROM tasks WHERE state IN ('intent', 'started') AND node = ?", node);
  const reasons = open.map((row) => reasonToAsk(row, at, site));
  // A record that another node wrote speaks of the same task.
  if (open.length > 0 && !reasons.some(Boolean) && !process.diskFailed) violate(`a needless question about ${node}: ${error.message}`);
}

/** A question is right where the task has vanished, or where neither name nor list could settle it. */
function reasonToAsk(row: Row, at: number, site: Site): boolean {
  const { services, world } = site;
  const service = services.find(({ traits }) => traits.id === row.provider);
  if (service === undefined) return false;
  if (row.state === 'started')
    return service.tasks.some(({ ref, vanishesAt }) => ref.id === row.task_id && vanishesAt <= world.clock.nowMs);
  if (service.traits.foundBy === 'nothing') return true;
  if (service.traits.foundBy === 'name') return false;
  const highWaterMark = row.high_water_mark === null ? {} : { highWaterMark: String(row.high_water_mark) };
  const query = { kind: String(row.kind) as ServiceTask['ref']['kind'], since: Number(row.intent_at), ...highWaterMark };
  const known = new Set(
    rows(site, 'SELECT task_id FROM tasks WHERE task_id IS NOT NULL AND started_at < ?', at).map(({ task_id }) => String(task_id)),
  );
  return service.mayHaveMade(query, known);
}

/** What holds when all is over. @param last A run with nothing left to do. */
export function checkWorld(last: Life, site: Site): void {
  const { world, services, ledger } = site;
  const violate = (what: string) => void world.violations.push(what);
  for (const { tasks, traits } of services) {
    const own = tasks.filter(({ foreign, input }) => !foreign && input.kind !== 'authorize');
    for (const [label, same] of Map.groupBy(own, (task) => task.label)) {
      if (same.length > 1 + (ledger.restartable.get(label) ?? 0)) violate(`${label} was paid ${same.length} times at ${traits.id}`);
    }
    for (const [base, attempts] of Map.groupBy(own, ({ label }) => label.split('-').slice(0, 2).join('-'))) {
      const sound = attempts.filter(({ fails, vanishesAt }) => !fails && vanishesAt > world.clock.nowMs);
      const allowed = attempts.reduce((sum, { label }) => sum + (ledger.restartable.get(label) ?? 0), 0);
      if (new Set(sound.map(({ label }) => label)).size > 1 + allowed) violate(`${base} was made anew although it had not failed`);
    }
  }
  checkPlaces(site, violate);
  const { outcome, started, finished } = last.result ?? {};
  if (outcome !== 'done') violate(`the last run ends with ${outcome ?? describe(last.error)}`);
  else if (Object.keys(started ?? {}).length > 0 || (finished ?? 0) > 0)
    violate(`the last run found something to do: ${finished} nodes, ${JSON.stringify(started)}`);
  checkOutputs(site, violate);
  const open = rows(site, "SELECT * FROM tasks WHERE state NOT IN ('succeeded', 'failed')");
  for (const row of open) violate(`${row.label} (${row.kind}) is left as ${row.state}`);
  const leases = rows(site, 'SELECT name FROM leases');
  if (leases.length > 0) violate(`${leases.length} leases are left`);
}

/** No film is paid for at two places. */
function checkPlaces({ services, project }: Site, violate: (what: string) => void): void {
  for (const { recipe } of project.instances) {
    const places = services.filter(({ tasks }) => tasks.some(({ tag, foreign }) => !foreign && tag.includes(`${recipe.name} says`)));
    if (places.length > 1) violate(`${recipe.name} was paid at ${places.map(({ traits }) => traits.id).join(' and ')}`);
  }
}

/** Every output is there, whole, what the recipe asks for, and what the manifest says; and nothing else is. */
function checkOutputs({ root, project }: Site, violate: (what: string) => void): void {
  for (const { recipe, id, outputs } of project.instances) {
    const folder = join(root, 'out', recipe.name, id);
    const path = join(folder, 'manifest.json');
    if (!existsSync(path)) {
      violate(`${recipe.name} has no manifest`);
      continue;
    }
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as { outputs: Record<string, { file: string; sha256: string }> };
    const files = Object.values(manifest.outputs).map(({ file }) => file);
    for (const stray of readdirSync(folder))
      if (stray !== 'manifest.json' && !files.includes(stray)) violate(`${recipe.name}/${stray} is left over`);
    for (const { name } of outputs) {
      const entry = manifest.outputs[name];
      const wanted = project.expected.get(`${recipe.name}/${name}`) ?? '';
      if (entry === undefined || !existsSync(join(folder, entry.file))) violate(`${recipe.name}/${name} is missing`);
      else checkFile(readFileSync(join(folder, entry.file)), entry, wanted, (what) => violate(`${recipe.name}/${name} ${what}`));
    }
  }
}

function checkFile(
  bytes: Buffer,
  { file, sha256 }: { file: string; sha256: string },
  wanted: string,
  violate: (what: string) => void,
): void {
  if (sha256Hex(bytes) !== sha256) violate('is not what its manifest says');
  if (/\.(?:wav|mp4)$/.test(file)) {
    const tag = tagOf(bytes);
    if (tag !== wanted) violate(`is ${tag} instead of ${wanted}`);
  } else if (file.endsWith('.txt') && !bytes.toString('utf8').startsWith(`${wanted}#`))
    violate(`is ${bytes.toString('utf8').trim()} instead of ${wanted}`);
}

function rows({ root }: Site, sql: string, ...values: (string | number)[]): Row[] {
  const database = openDatabase(join(root, '.reel', 'state.db'), 'quick');
  try {
    return database.all(sql, ...values);
  } finally {
    database.close();
  }
}

function describe(error: unknown): string {
  return isReelwrightError(error) ? `${error.code} ${error.message}` : error instanceof Error ? error.message : String(error);
}
