// Loaded into `reel` with --import: counts everything that reaches disk or network, and dies by SIGKILL at a chosen point.
//   CRASH_AT=57 CRASH_NOTE=/tmp/point.json     dies at the 57th point, having noted which one it is
//   CRASH_NOTE=/tmp/points.json                lives, and notes the names of all points at its end
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMainThread } from 'node:worker_threads';

const { CRASH_AT, CRASH_NOTE } = process.env;
const dieAt = CRASH_AT === undefined ? Number.POSITIVE_INFINITY : Number(CRASH_AT);
const writeNote = fs.writeFileSync.bind(fs);
const names = [];

function pass(name) {
  names.push(name);
  if (names.length < dieAt) return;
  if (CRASH_NOTE !== undefined) writeNote(CRASH_NOTE, JSON.stringify([name]));
  process.kill(process.pid, 'SIGKILL');
}

/** Puts a point before and after each call of a method. `isPoint` leaves out what writes nothing. */
function watch(owner, method, nameOf, isPoint = () => true) {
  const original = owner[method];
  owner[method] = function watched(...args) {
    if (!isPoint.call(this, ...args)) return original.apply(this, args);
    const name = nameOf.call(this, ...args);
    pass(`before ${name}`);
    const done = original.apply(this, args);
    if (!(done instanceof Promise)) {
      pass(`after ${name}`);
      return done;
    }
    return done.then((value) => {
      pass(`after ${name}`);
      return value;
    });
  };
}

/** What happens inside a transaction reaches the disk with its COMMIT, or not at all. */
function watchDatabase() {
  const origins = new WeakMap();
  const { prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function remembered(sql) {
    const statement = prepare.call(this, sql);
    origins.set(statement, { sql, database: this });
    return statement;
  };
  const named = (sql) => `sql ${sql.replace(/\s+/g, ' ').trim().slice(0, 40)}`;
  watch(
    StatementSync.prototype,
    'run',
    function name() {
      return named(origins.get(this).sql);
    },
    function isOnItsOwn() {
      return !origins.get(this).database.isTransaction;
    },
  );
  watch(DatabaseSync.prototype, 'exec', named, (sql) => sql === 'COMMIT');
}

async function watchFiles() {
  const handle = await promises.open(process.execPath, 'r');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  for (const method of ['sync', 'datasync', 'write', 'writev', 'writeFile', 'truncate']) watch(prototype, method, () => `file ${method}`);
  for (const method of ['rename', 'writeFile', 'copyFile', 'rm', 'unlink', 'mkdir']) watch(promises, method, () => `fs ${method}`);
  for (const method of ['renameSync', 'writeFileSync', 'copyFileSync', 'rmSync', 'unlinkSync', 'mkdirSync'])
    watch(fs, method, () => `fs ${method}`);
  syncBuiltinESMExports();
}

/** Before a call, when its bytes have left, and when its answer has come. */
function watchCalls() {
  subscribe('undici:request:bodySent', ({ request }) => pass(`sent ${request.path.replace(/\?.*$/, '')}`));
  watch(globalThis, 'fetch', (request) => `call ${new URL(request instanceof Request ? request.url : request).pathname}`);
}

if (isMainThread) {
  watchDatabase();
  await watchFiles();
  watchCalls();
  process.on('exit', () => {
    if (CRASH_NOTE !== undefined) writeNote(CRASH_NOTE, JSON.stringify(names));
  });
}
