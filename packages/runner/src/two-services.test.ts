import { copyFileSync, createReadStream } from 'node:fs';
import { extname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import { type Emulator, type EmulatorReport, startEmulator } from '@reelwright/emulator';
import { probeMedia } from '@reelwright/media';
import type { Provider } from '@reelwright/provider';
import { createChanjing } from '@reelwright/provider-chanjing';
import { createGuiji } from '@reelwright/provider-guiji';
import type { RecipeInstance } from '@reelwright/recipe';
import { createTempFolder, startHttpServer } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import {
  avatarVideo,
  cloneAvatar,
  cloneVoice,
  consentBy,
  fileAt,
  instanceOf,
  lipSync,
  output,
  place,
  step,
  tts,
} from './__fixtures__/recipes.ts';
import { factsOfType } from './__fixtures__/rig.ts';
import type { RunEvent, RunResult } from './events.ts';
import { runPlan } from './execute/run-plan.ts';
import { inspectMedia } from './media/inspect-media.ts';
import { createPlan, type PlanArguments } from './plan/create-plan.ts';
import { mediaPaths } from './plan/media-paths.ts';
import { openState } from './state/open-state.ts';

const assets = join(import.meta.dirname, '..', '..', '..', 'specs', 'assets');

/** Both real adapters against the emulated services over real HTTP, with a bridge on this machine. */
interface House extends AsyncDisposable {
  readonly root: string;
  readonly out: string;
  readonly clock: VirtualClock;
  readonly emulator: Emulator;
  /** Paths under which files can be fetched now. */
  readonly published: ReadonlyMap<string, string>;
  /** Whatever was fetched over the bridge, by what it was published as. */
  readonly fetched: readonly string[];
  run(instances: readonly RecipeInstance[], choice?: Choice): Promise<{ readonly result: RunResult; readonly events: readonly RunEvent[] }>;
}

interface Choice {
  readonly project?: PlanArguments['project'];
  /** Accounts in the order in which they are tried. Default: Guiji alone. */
  readonly accounts?: readonly string[];
  readonly chanjingSecret?: string;
}

async function openHouse(): Promise<House> {
  await using opening = new AsyncDisposableStack();
  const root = opening.use(createTempFolder()).path;
  const clock = createVirtualClock();
  opening.defer(() => clock.stop());
  const emulator = opening.use(await startEmulator({ clock, media: 'canned', seed: 'runner' }));
  const published = new Map<string, string>();
  const purposes = new Map<string, string>();
  const fetched: string[] = [];
  const host = opening.use(
    await startHttpServer((request, response) => {
      const place = (request.url ?? '').replace(/\?.*$/, '');
      const path = published.get(place);
      fetched.push(`${path === undefined ? 'in vain: ' : ''}${purposes.get(place)}`);
      if (path === undefined) response.writeHead(404).end();
      else createReadStream(path).pipe(response);
    }),
  );
  const bridge = {
    publish: async ({ path, purpose, facts }: Parameters<Provider['stage']>[0]) => {
      const place = `/${purposes.size}-${facts.sha256.slice(0, 8)}${extname(path) === '.part' ? '' : extname(path)}`;
      published.set(place, path);
      purposes.set(place, purpose);
      return { url: `${host.url}${place}?signature=secret-of-the-bridge` };
    },
    withdraw: async (url: string) => void published.delete(new URL(url).pathname),
  };
  for (const name of ['mei.wav', 'mei-desk.mp4']) copyFileSync(join(assets, name), join(root, name));
  const opened = opening.move();
  return {
    ...{ root, out: join(root, 'out'), clock, emulator, published, fetched },
    async run(instances, { accounts = ['guiji'], project, chanjingSecret = emulator.chanjing.secretKey } = {}) {
      const state = openState(join(root, '.reel'), { clock });
      const guiji = createGuiji({ ...emulator.guiji, clock, tokens: state.tokens, bridge });
      const chanjing = createChanjing({ ...emulator.chanjing, secretKey: chanjingSecret, clock, tokens: state.tokens });
      const providers = new Map<string, Provider>(Object.entries({ guiji, chanjing }));
      const events: RunEvent[] = [];
      try {
        const media = await inspectMedia(mediaPaths(instances, project), state, { clock });
        const named = { chosenProviders: accounts, defaultProviders: [], project, now: clock.now(), emulated: false };
        const { plan, diagnostics } = createPlan({ ...named, instances, providers, media, known: state.known() });
        expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        const options = { providers, state, clock, root, allowLoopback: true, random: () => 0.5 };
        return { result: await runPlan(plan, { ...options, onEvent: (event) => void events.push(event) }), events };
      } finally {
        state.close();
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A voice and an avatar are cloned with consent, the voice speaks, and the avatar follows. */
function welcome({ root }: House, text: string, speaker?: string): RecipeInstance {
  const [sample, footage] = [join(root, 'mei.wav'), join(root, 'mei-desk.mp4')];
  const pin = speaker === undefined ? {} : { provider: { value: speaker, location: place() } };
  return instanceOf({
    name: 'welcome',
    steps: [
      step('voice', cloneVoice(sample), { ...consentBy(sample, 'I am Mei Chen. I consent to a clone of my voice.'), ...pin }),
      step('mei', cloneAvatar(footage), consentBy(footage, 'I am Mei Chen. I consent to a clone of my avatar.')),
      step('speech', tts(output('voice', 'voice', 'voice'), text), { needs: ['voice'], ...pin }),
      step('film', avatarVideo(output('mei', 'avatar', 'avatar'), output('speech', 'audio', 'audio')), { needs: ['mei', 'speech'] }),
    ],
    outputs: { video: output('film', 'video', 'video') },
  });
}

const soundReport = { createdTwice: [], defects: [], tokensLeaked: 0 } satisfies Partial<Record<keyof EmulatorReport, unknown>>;

test('a welcome film is made through the real adapter: clones over the bridge, the speech by its own link', {
  timeout: 90_000,
}, async () => {
  await using house = await openHouse();
  const { result, events } = await house.run([welcome(house, 'Welcome to our house.')]);
  expect(factsOfType(events, 'node-failed')).toEqual([]);
  expect(result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'avatar-video': 1 } });
  expect((await probeMedia(join(house.out, 'welcome/default/video.mp4'))).video).toBeDefined();
  expect([...new Set(house.fetched)].toSorted()).toEqual(['avatar-footage', 'consent', 'voice-sample']);
  expect(factsOfType(events, 'medium-staged').filter(({ passedOn }) => passedOn)).toMatchObject([{ step: 'film', field: 'audio' }]);
  expect([...house.published]).toEqual([]);
  const again = await house.run([welcome(house, 'Welcome to our house.')]);
  expect(again.result).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
  expect(house.emulator.report()).toMatchObject(soundReport);
  expect(JSON.stringify([events, again.events])).not.toMatch(/signature=|access_token/);
  const database = new DatabaseSync(join(house.root, '.reel/state.db'), { readOnly: true });
  const kept = ['tasks', 'results', 'uploads', 'journal'].map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]);
  database.close();
  expect(kept.map(([table, rows]) => [table, rows?.length])).toContainEqual(['uploads', 0]);
  expect(JSON.stringify(kept)).not.toMatch(/secret-of-the-bridge|signature=/);
});

test('what one service says, the avatar of another follows: by its link, without a bridge', { timeout: 90_000 }, async () => {
  await using house = await openHouse();
  const { result, events } = await house.run([welcome(house, 'Welcome to both of our houses.', 'chanjing')]);
  expect(factsOfType(events, 'node-failed')).toEqual([]);
  expect(result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'avatar-video': 1 } });
  const started = factsOfType(events, 'task-started').map(({ step: id, provider }) => `${id} at ${provider}`);
  expect(started.toSorted()).toEqual(['film at guiji', 'mei at guiji', 'speech at chanjing', 'voice at chanjing']);
  expect([...new Set(house.fetched)].toSorted()).toEqual(['avatar-footage', 'consent']);
  expect([...house.published]).toEqual([]);
  expect(house.emulator.report()).toMatchObject(soundReport);
});

test('a film whose first account is refused is made at the next one, and a second time nowhere', { timeout: 90_000 }, async () => {
  await using house = await openHouse();
  const choice = { accounts: ['chanjing', 'guiji'], chanjingSecret: 'wrong-secret' };
  const film = () => [welcome(house, 'Welcome, wherever this is made.')];
  const { result, events } = await house.run(film(), choice);
  expect(factsOfType(events, 'instance-switched')).toMatchObject([{ recipe: 'welcome', from: 'chanjing', to: 'guiji' }]);
  expect(factsOfType(events, 'node-failed')).toEqual([]);
  expect(result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'avatar-video': 1 } });
  expect(new Set(factsOfType(events, 'task-started').map(({ provider }) => provider))).toEqual(new Set(['guiji']));
  // The credentials have been mended meanwhile: what is made stays made.
  const again = await house.run(film(), { accounts: ['chanjing', 'guiji'] });
  expect(again.result).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
  expect(house.emulator.report()).toMatchObject({ createdTwice: [], defects: [] });
});

test('the same film is made at the other service by one word', { timeout: 90_000 }, async () => {
  await using house = await openHouse();
  const { result, events } = await house.run([welcome(house, 'Welcome to our house.')], { accounts: ['chanjing'] });
  expect(factsOfType(events, 'node-failed')).toEqual([]);
  expect(result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'avatar-video': 1 } });
  expect((await probeMedia(join(house.out, 'welcome/default/video.mp4'))).video).toBeDefined();
  expect(house.fetched).toEqual([]);
  expect(house.emulator.report()).toMatchObject(soundReport);
});

test('a lip-sync is compiled where there is no such call, and its footage needs the bridge once', { timeout: 90_000 }, async () => {
  await using house = await openHouse();
  const [sample, footage] = [join(house.root, 'mei.wav'), join(house.root, 'mei-desk.mp4')];
  const consent = { value: 'mei-2026', location: place() };
  const words = { subject: undefined, grants: ['voice', 'face'], statement: 'I am Mei Chen. I consent.', expires: undefined } as const;
  const record = { name: 'mei-2026', ...words, recording: { voice: fileAt(sample), face: fileAt(footage) }, location: place() };
  const film = instanceOf({
    name: 'desk',
    steps: [
      step('voice', cloneVoice(sample, { consent })),
      step('speech', tts(output('voice', 'voice', 'voice'), 'The news of the week.'), { needs: ['voice'] }),
      step('film', lipSync(footage, output('speech', 'audio', 'audio'), { consent }), { needs: ['speech'] }),
    ],
    outputs: { video: output('film', 'video', 'video') },
  });
  const project = { cast: new Map(), consents: new Map([['mei-2026', record]]) };
  const { result, events } = await house.run([film], { project });
  expect(factsOfType(events, 'node-failed')).toEqual([]);
  expect(result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, 'clone-avatar': 1, tts: 1, 'avatar-video': 1 } });
  expect((await probeMedia(join(house.out, 'desk/default/video.mp4'))).video).toBeDefined();
  expect(house.fetched.filter((purpose) => purpose === 'avatar-footage')).toHaveLength(1);
  expect([...house.published]).toEqual([]);
  // One word more, and it runs where there is a call for it: the film with the same name, and nothing compiled.
  const other = await house.run([film], { project, accounts: ['chanjing'] });
  expect(other.result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 } });
});
