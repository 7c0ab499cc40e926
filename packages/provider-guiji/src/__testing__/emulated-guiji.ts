import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import { type Emulator, type EmulatorSettings, startEmulator } from '@reelwright/emulator';
import type { MediumFacts, MediumInput, MediumPurpose, Provider, TaskInput, TaskRef, TaskStatus } from '@reelwright/provider';
import { createMemoryTokenStore, type TokenLease, type TokenStore } from '@reelwright/provider-http';
import { createRecordingTokenStore, createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { expect } from 'vitest';
import { createGuiji, createGuijiCatalogue, type GuijiCatalogue, type GuijiSettings } from '../index.ts';

const assets = join(import.meta.dirname, '../../../../specs/assets');
export const samplePath = join(assets, 'mei.wav');
export const footagePath = join(assets, 'mei-desk.mp4');

/** Emulator and adapter over real HTTP on one clock, which the test moves. They share no code. */
export interface EmulatedGuiji extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  readonly guiji: Provider;
  readonly catalogue: GuijiCatalogue;
  /** What the provider was made with: tests make others like it. */
  readonly settings: GuijiSettings;
  /** Every token that was ever kept, under the key of the account. */
  readonly leases: TokenLease[];
  readonly tokens: TokenStore;
  /** Bodies that came to `callbackUrl`, as text; each was answered as the adapter says. */
  readonly callbacks: readonly string[];
  readonly callbackUrl: string;
  /** An address of the same host behind which nothing is. */
  readonly missingUrl: string;
  /** Publishes a file, as a run would. */
  stage(purpose: MediumPurpose, path: string, extension?: string): Promise<MediumInput>;
  /** Publishes bytes under a name that may say something else than they are. */
  stageBytes(purpose: MediumPurpose, extension: string, bytes: Buffer): Promise<MediumInput>;
  /** Looks until the task is over. */
  end(task: TaskRef): Promise<TaskStatus>;
  /** Starts, and looks until it is over. */
  make(input: TaskInput, label?: string): Promise<TaskStatus>;
  /** Makes what was asked for, then lets time pass. */
  pass(ms: number): Promise<void>;
}

export const label = `rw-${'f'.repeat(24)}`;

export async function startEmulatedGuiji(emulation: EmulatorSettings = {}): Promise<EmulatedGuiji> {
  await using opening = new AsyncDisposableStack();
  const clock = createVirtualClock({ auto: false });
  const emulator = opening.use(await startEmulator({ clock, media: 'canned', ...emulation }));
  const folder = opening.use(createTempFolder());
  const published = new Map<string, string>();
  const callbacks: string[] = [];
  const host = opening.use(
    await startHttpServer(async (request, response) => {
      if (request.url === '/callback') {
        const body = await text(request);
        callbacks.push(body);
        response.end(JSON.stringify(guiji.decodeCallback(body)?.answer ?? null));
        return;
      }
      const path = published.get(request.url ?? '');
      if (path === undefined) response.writeHead(404).end();
      else createReadStream(path).pipe(response);
    }),
  );
  const leases: TokenLease[] = [];
  const tokens = createRecordingTokenStore(createMemoryTokenStore(), leases);
  const bridge: GuijiSettings['bridge'] = {
    async publish({ path, facts }) {
      const place = `/${facts.sha256.slice(0, 8)}/${basename(path)}`;
      published.set(place, path);
      return { url: `${host.url}${place}` };
    },
  };
  const settings = { ...emulator.guiji, clock, tokens, bridge };
  const guiji = createGuiji(settings);

  const stage: EmulatedGuiji['stage'] = async (purpose, path, extension = path.slice(path.lastIndexOf('.') + 1)) => {
    const bytes = readFileSync(path);
    const facts: MediumFacts = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, extension };
    const staged = await guiji.stage({ path, purpose, facts }, {});
    expect(await guiji.pollStaged([staged], {})).toEqual([{ state: 'ready' }]);
    return { kind: 'staged', staged, content: facts };
  };
  const pass = async (ms: number) => {
    // What was asked for is made before time moves on: a hand that moves the clock waits for no hold.
    await emulator.idle();
    await clock.advance(ms);
    await emulator.idle();
  };
  const end = async (task: TaskRef) => {
    for (let look = 0; look < 60; look++) {
      const [status] = await guiji.poll([task], {});
      if (status === undefined) throw new Error('no status');
      if (status.state !== 'running') return status;
      await pass(5000);
    }
    return expect.unreachable('the task never ended');
  };
  const opened = opening.move();
  return {
    ...{ emulator, clock, guiji, settings, leases, tokens, callbacks, stage, pass, end },
    catalogue: createGuijiCatalogue(settings),
    callbackUrl: `${host.url}/callback`,
    missingUrl: `${host.url}/missing.wav`,
    stageBytes(purpose, extension, bytes) {
      const path = join(folder.path, `${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}.${extension}`);
      writeFileSync(path, bytes);
      return stage(purpose, path);
    },
    make: async (input, marked = label) => end((await guiji.start(input, { label: marked })).task),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
