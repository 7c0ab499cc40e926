import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, createVirtualClock } from '@reelwright/clock';
import {
  emptyLock,
  type Lock,
  openState,
  pullFromRemote,
  pushToRemote,
  RemoteBusy,
  type RunnerState,
  type StepResult,
  type StoreRemote,
} from '@reelwright/runner';
import { type S3Server, startS3Server } from '@reelwright/s3-client/testing';
import { closedPortUrl, createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createStoreRemote, type StoreSettings } from './index.ts';

let server: S3Server;
let folder: string;
let clock: Clock;
let runs = 0;

beforeAll(async () => {
  const objects = createTempFolder();
  server = await startS3Server(objects.path);
  return async () => {
    await server[Symbol.asyncDispose]();
    objects[Symbol.dispose]();
  };
});

beforeEach(() => {
  const temp = createTempFolder();
  const virtual = createVirtualClock({ startMs: Date.now() });
  folder = temp.path;
  clock = virtual;
  onTestFinished(() => {
    virtual.stop();
    temp[Symbol.dispose]();
  });
});

function openMachine(name: string): RunnerState {
  const state = openState(join(folder, name, '.reel'), { clock });
  onTestFinished(() => state.close());
  return state;
}

function openRemote(settings: StoreSettings): StoreRemote {
  const remote = createStoreRemote(settings, { clock: { now: () => Date.now() } });
  onTestFinished(() => remote[Symbol.asyncDispose]());
  return remote;
}

const directory = (): StoreSettings => ({ kind: 'directory', path: join(folder, 'remote') });
const bucket = (): StoreSettings => ({ kind: 's3', ...server.bucket, prefix: `store/${++runs}` });
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

async function saveFilm(state: RunnerState, bytes: string | Buffer, name = sha256(bytes)): Promise<StepResult> {
  const blob = await state.store.add(bytes);
  const outputs = {
    video: { kind: 'video', ...blob, extension: 'mp4', durationMs: 1500 },
    duration: { kind: 'duration', durationMs: 1500 },
  } as const;
  const result: StepResult = { fingerprint: sha256(name), uses: 'lip-sync', provider: 'chanjing', emulated: false, outputs, task: 'T-1' };
  state.results.save(result, undefined, 1);
  return result;
}

function saveVoice(state: RunnerState): StepResult {
  const outputs = { voice: { kind: 'voice', id: 'C-1: "ü"' } } as const;
  const result: StepResult = { fingerprint: sha256('voice'), uses: 'clone-voice', provider: 'chanjing', emulated: false, outputs };
  state.results.save(result, undefined, 1);
  return result;
}

function lockOf(...results: readonly StepResult[]): Lock {
  const steps = new Map(
    results.map(({ fingerprint, uses, outputs, task = 'T' }, index) => [
      `step-${index}`,
      { uses, provider: 'chanjing', fingerprint, task, outputs },
    ]),
  );
  const accounts = new Map([['chanjing', { adapter: 'chanjing', key: 'k' }]]);
  return { ...emptyLock, accounts, instances: new Map([['cn', { inputs: new Map(), provider: 'chanjing', steps, outputs: new Map() }]]) };
}

const fingerprints = (...results: readonly StepResult[]) => ({ fingerprints: results.map(({ fingerprint }) => fingerprint) });
const blobOf = ({ outputs: { video } }: StepResult) => (video !== undefined && 'sha256' in video ? video.sha256 : '');
const keyOf = (result: StepResult) => `blobs/${blobOf(result).slice(0, 2)}/${blobOf(result)}`;

/** Whatever stands behind it, a remote keeps the same promises. */
describe.each([
  { kind: 'a directory', settings: directory },
  { kind: 'a bucket', settings: bucket },
])('$kind', ({ settings }) => {
  test('brings results and files from one machine to another, to the byte', async () => {
    const [here, there, remote] = [openMachine('here'), openMachine('there'), openRemote(settings())];
    const films = [await saveFilm(here, randomBytes(700_001)), await saveFilm(here, 'small'), await saveFilm(here, '')];
    const voice = saveVoice(here);
    expect(await pushToRemote(here, remote, { clock })).toMatchObject({ moved: 7, present: 0, missing: [], refused: [] });
    const pulled = await pullFromRemote(there, remote, fingerprints(...films, voice), { clock });
    expect(pulled).toMatchObject({ moved: 7, missing: [], refused: [] });
    for (const result of [...films, voice]) expect(there.intactResult(result.fingerprint)).toEqual(result);
    for (const film of films) expect(await there.store.verified(blobOf(film))).toBe(there.store.pathOf(blobOf(film)));
  });

  test('moves only what is missing', async () => {
    const [here, there, remote] = [openMachine('here'), openMachine('there'), openRemote(settings())];
    const first = await saveFilm(here, 'first');
    await pushToRemote(here, remote, { clock });
    const second = await saveFilm(here, 'second');
    const keys: string[] = [];
    const report = await pushToRemote(here, remote, { clock, onProgress: ({ key }) => keys.push(key) });
    expect(report).toMatchObject({ moved: 2, present: 2 });
    expect(keys).toEqual([keyOf(second), `results/${second.fingerprint}.json`]);
    await pullFromRemote(there, remote, fingerprints(first), { clock });
    expect(await pullFromRemote(there, remote, fingerprints(first, second), { clock })).toMatchObject({ moved: 2, present: 1 });
  });

  test('serves a lock: files by digest, clones without any, and what it does not have is named', async () => {
    const [here, there, remote] = [openMachine('here'), openMachine('there'), openRemote(settings())];
    const [film, lost, voice] = [await saveFilm(here, 'film'), await saveFilm(here, 'lost'), saveVoice(here)];
    await pushToRemote(here, remote, { clock, what: { lock: lockOf(film) } });
    const report = await pullFromRemote(there, remote, { lock: lockOf(film, lost, { ...voice, task: 'T' }) }, { clock });
    expect(report).toMatchObject({ moved: 1, refused: [], missing: [{ key: keyOf(lost), fingerprint: lost.fingerprint }] });
    expect(there.intactResult(film.fingerprint)).toEqual(film);
    expect(there.results.find(voice.fingerprint)).toMatchObject({ outputs: { voice: { id: 'C-1: "ü"' } } });
    expect(there.results.find(lost.fingerprint)).toBeUndefined();
  });

  test('is believed nothing: other bytes are refused, told, and never reach the store', async () => {
    const [here, there, remote] = [openMachine('here'), openMachine('there'), openRemote(settings())];
    const films = await Promise.all(['same length', 'longer', 'shorter', 'good'].map((bytes) => saveFilm(here, bytes)));
    const lies = ['some length', 'longer than', 'short'];
    for (const [index, lie] of lies.entries()) {
      const film = films[index];
      if (film === undefined) continue;
      const bytes = (async function* () {
        yield Buffer.from(lie);
      })();
      await remote.put(keyOf(film), { sizeBytes: lie.length, sha256: sha256(lie), bytes });
    }
    await pushToRemote(here, remote, { clock, what: fingerprints(films[3] as StepResult) });
    const report = await pullFromRemote(there, remote, { lock: lockOf(...films) }, { clock });
    expect(report.moved).toBe(1);
    expect(report.refused.map(({ key }) => key).sort()).toEqual(films.slice(0, 3).map(keyOf).sort());
    for (const film of films.slice(0, 3)) {
      expect(existsSync(there.store.pathOf(blobOf(film)))).toBe(false);
      expect(there.intactResult(film.fingerprint)).toBeUndefined();
    }
    expect(readdirSync(join(there.store.folder, 'tmp'))).toEqual([]);
  });

  test.each([
    { what: 'another fingerprint', change: (text: string) => text.replace(/"fingerprint":"..../, '"fingerprint":"0000') },
    { what: 'a digest that is a path', change: (text: string) => text.replace(/"sha256":"[^"]+"/, '"sha256":"../../x"') },
    { what: 'no JSON', change: () => '<html>' },
    { what: 'too much of it', change: (text: string) => `${text}${' '.repeat(100_000)}` },
    { what: 'another version', change: (text: string) => text.replace('"version":1', '"version":2') },
  ])('a result with $what is refused', async ({ change }) => {
    const [here, there, remote] = [openMachine('here'), openMachine('there'), openRemote(settings())];
    const film = await saveFilm(here, 'film');
    let text = '';
    const copying: StoreRemote = {
      ...remote,
      put: async (key, object) => {
        for await (const piece of object.bytes) if (key.endsWith('.json')) text += Buffer.from(piece).toString();
      },
    };
    await pushToRemote(here, copying, { clock });
    const lie = Buffer.from(change(text));
    const bytes = (async function* () {
      yield lie;
    })();
    await remote.put(`results/${film.fingerprint}.json`, { sizeBytes: lie.length, sha256: sha256(lie), bytes });
    const report = await pullFromRemote(there, remote, fingerprints(film), { clock });
    expect(report).toMatchObject({ moved: 0, refused: [{ key: `results/${film.fingerprint}.json` }] });
    expect(there.results.list()).toEqual([]);
  });

  test('a damaged file of the store is not brought anywhere', async () => {
    const [here, remote] = [openMachine('here'), openRemote(settings())];
    const film = await saveFilm(here, Buffer.alloc(600_000, 'reel'));
    writeFileSync(here.store.pathOf(blobOf(film)), Buffer.alloc(600_000, 'reed'));
    const report = await pushToRemote(here, remote, { clock });
    expect(report).toMatchObject({ moved: 0, refused: [{ key: keyOf(film), reason: expect.stringContaining('reel store verify') }] });
    // The server of these tests keeps the beginning of an upload that breaks off; nobody takes it for the file.
    expect(await remote.sizeOf(keyOf(film))).not.toBe(600_000);
    expect(await remote.sizeOf(`results/${film.fingerprint}.json`)).toBeUndefined();
  });

  test('a damaged file of the store is fetched anew', async () => {
    const [here, remote] = [openMachine('here'), openRemote(settings())];
    const film = await saveFilm(here, 'film');
    await pushToRemote(here, remote, { clock });
    writeFileSync(here.store.pathOf(blobOf(film)), 'fi1m');
    expect(await pullFromRemote(here, remote, { lock: lockOf(film) }, { clock })).toMatchObject({ moved: 1 });
    expect(readFileSync(here.store.pathOf(blobOf(film)), 'utf8')).toBe('film');
  });

  test('takes the same from several machines at once', async () => {
    const machines = ['a', 'b', 'c'].map(openMachine);
    const place = settings();
    const bytes = Buffer.alloc(900_000, 'film');
    const films = await Promise.all(machines.map((state) => saveFilm(state, bytes)));
    await Promise.all(machines.map((state) => pushToRemote(state, openRemote(place), { clock })));
    const fresh = openMachine('fresh');
    await pullFromRemote(fresh, openRemote(place), fingerprints(films[0] as StepResult), { clock });
    expect(fresh.intactResult((films[0] as StepResult).fingerprint)).toEqual(films[0]);
  });

  test('ends at a signal, with its reason', async () => {
    const [here, remote, reason] = [openMachine('here'), openRemote(settings()), new Error('enough')];
    await saveFilm(here, 'film');
    await expect(pushToRemote(here, remote, { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(remote.sizeOf(`results/${'0'.repeat(64)}.json`, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

test('a directory shows no file before it is whole, and clears away what dead machines have left', async () => {
  const settings = directory();
  const [here, remote, root] = [openMachine('here'), openRemote(settings), join(folder, 'remote')];
  mkdirSync(join(root, 'tmp'), { recursive: true });
  for (const name of ['old.part', 'new.part']) writeFileSync(join(root, 'tmp', name), '');
  utimesSync(join(root, 'tmp', 'old.part'), 1, 1);
  const film = await saveFilm(here, Buffer.alloc(900_000));
  const path = join(root, ...keyOf(film).split('/'));
  const seen: boolean[] = [];
  const bytes = (async function* () {
    for (let piece = 0; piece < 3; piece++) {
      yield Buffer.alloc(300_000);
      seen.push(existsSync(path));
    }
  })();
  await remote.put(keyOf(film), { sizeBytes: 900_000, sha256: blobOf(film), bytes });
  expect([seen, existsSync(path), readdirSync(join(root, 'tmp'))]).toEqual([[false, false, false], true, ['new.part']]);
});

test('a file in a directory that has lost its end is put there anew', async () => {
  const settings = directory();
  const [here, remote] = [openMachine('here'), openRemote(settings)];
  const film = await saveFilm(here, 'film');
  await pushToRemote(here, remote, { clock });
  const path = join(folder, 'remote', ...keyOf(film).split('/'));
  truncateSync(path, 2);
  expect(await pushToRemote(here, remote, { clock })).toMatchObject({ moved: 1, present: 1 });
  expect(readFileSync(path, 'utf8')).toBe('film');
});

test('a directory that cannot be used is told, with its path', async () => {
  const here = openMachine('here');
  await saveFilm(here, 'film');
  writeFileSync(join(folder, 'file'), '');
  const remote = openRemote({ kind: 'directory', path: join(folder, 'file') });
  await expect(pushToRemote(here, remote, { clock })).rejects.toMatchObject({
    code: 'RUN_REMOTE',
    message: expect.stringMatching(/^The store in the folder .*file cannot be used \(\w+\)\.$/),
    hint: expect.any(String),
  });
  expect(() => rmSync(dirname(join(folder, 'file', 'x')))).not.toThrow();
});

test.each(['../../etc/passwd', 'blobs/../x', 'results/x.json', '/etc/passwd'])('a directory has no key %s', async (key) => {
  await expect(openRemote(directory()).sizeOf(key)).rejects.toMatchObject({ code: 'INTERNAL' });
});

describe('a bucket that', () => {
  const pushTo = async (more: Partial<Extract<StoreSettings, { kind: 's3' }>>) => {
    const here = openMachine('here');
    await saveFilm(here, 'film');
    return pushToRemote(here, openRemote({ kind: 's3', ...server.bucket, ...more }), { clock }).catch((error: unknown) => error);
  };

  test.each([
    { what: 'does not know the key', more: { accessKeyId: 'unknown-key' }, says: /does not know the access key/ },
    { what: 'does not accept the secret', more: { secretAccessKey: 'wrong-secret' }, says: /signed with the secret key/ },
    { what: 'is not there', more: { bucket: 'nowhere' }, says: /no bucket "nowhere"/ },
  ])('$what is told, without any secret', async ({ more, says }) => {
    const error = await pushTo(more);
    expect(error).toMatchObject({ code: 'RUN_REMOTE', message: expect.stringMatching(says), hint: expect.stringContaining('the store') });
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
    for (const secret of ['unknown-key', 'wrong-secret', 'Signature=']) expect(everything).not.toContain(secret);
  });

  test('cannot be reached is asked a few times, then told', async () => {
    const before = clock.now();
    expect(await pushTo({ endpoint: await closedPortUrl() })).toBeInstanceOf(RemoteBusy);
    expect(clock.now() - before).toBeGreaterThanOrEqual(3500);
  });

  test('is busy for a while is waited for', async () => {
    let refusals = 2;
    await using busy = await startHttpServer((request, response) => {
      request.resume().on('end', () => {
        if (request.method === 'HEAD') response.writeHead(404).end();
        else response.writeHead(refusals-- > 0 ? 503 : 200).end();
      });
    });
    expect(await pushTo({ endpoint: busy.url })).toMatchObject({ moved: 2 });
  });

  test('breaks off in the midst of a file is asked again, and half a file is none', async () => {
    const there = openMachine('there');
    const film = await saveFilm(openMachine('here'), 'a film of some length');
    let calls = 0;
    await using breaking = await startHttpServer((_, response) => {
      response.writeHead(200, { 'content-length': '21' });
      if (++calls > 1) response.end('a film of some length');
      else response.write('a film', () => response.destroy());
    });
    const remote = openRemote({ kind: 's3', ...server.bucket, endpoint: breaking.url });
    expect(await pullFromRemote(there, remote, { lock: lockOf(film) }, { clock })).toMatchObject({ moved: 1, refused: [] });
    expect(await there.store.verified(blobOf(film))).toBeDefined();
  });

  test('never ends a file is left at the length that it should have', async () => {
    const there = openMachine('there');
    const film = await saveFilm(openMachine('here'), 'short');
    await using endless = await startHttpServer((_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
      response.once('close', () => clearInterval(timer));
    });
    const remote = openRemote({ kind: 's3', ...server.bucket, endpoint: endless.url });
    expect(await pullFromRemote(there, remote, { lock: lockOf(film) }, { clock })).toMatchObject({ refused: [{ key: keyOf(film) }] });
  });
});
