import { existsSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { ProviderError, type TaskInput } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { type FileServer, startFileServer } from '../__fixtures__/file-server.ts';
import { avatarVideo, cloneAvatar, fileAt, instanceOf, join, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig, type RigRun } from '../__fixtures__/rig.ts';

const voice = { type: 'id', id: 'V', location: place() } as const;
const avatar = { type: 'id', id: 'A-1', figure: undefined, location: place() } as const;
const speaks = { provider: { value: 'speaker', location: place() } };

/** One provider speaks, another one that fetches for itself renders. */
function spokenFilm(more: { readonly text?: string; readonly volume?: number } = {}) {
  const { text = 'Hello there.', volume = 100 } = more;
  return instanceOf({
    steps: [
      step('speech', tts(voice, text), speaks),
      step('film', avatarVideo(avatar, output('speech', 'audio', 'audio'), { volume }), { needs: ['speech'] }),
    ],
    outputs: { video: output('film', 'video', 'video') },
  });
}

interface Houses {
  readonly rig: Rig;
  readonly server: FileServer;
  readonly speaker: FakeProvider;
  readonly renderer: FakeProvider;
  run(instance: ReturnType<typeof spokenFilm>, more?: Partial<RigRun>): ReturnType<Rig['run']>;
}

async function inHouses(
  check: (houses: Houses) => Promise<void>,
  ofRenderer: Partial<FakeSettings> = {},
  ofSpeaker: Partial<FakeSettings> = {},
) {
  using rig = createRig();
  await using server = await startFileServer();
  const base = { clock: rig.clock, server };
  const speaker = createFakeProvider({ ...base, id: 'talk', accountKey: 'talk-1', ...ofSpeaker });
  const renderer = createFakeProvider({
    ...base,
    id: 'render',
    accountKey: 'render-1',
    avatars: true,
    fetches: 'with a bridge',
    ...ofRenderer,
  });
  const run: Houses['run'] = (instance, more) => rig.run([instance], renderer, { accounts: { renderer, speaker }, ...more });
  await check({ rig, server, speaker, renderer, run });
}

function soundsOf({ tasks }: FakeProvider): unknown[] {
  return tasks.flatMap(({ input }: { input: TaskInput }) =>
    input.kind === 'avatar-video' && input.speech.kind === 'audio' ? [input.speech.audio] : [],
  );
}

const link = (server: FileServer, id: string) => ({ kind: 'url', url: `${server.origin}/${id}.wav?signature=secret-of-${id}` });

test('a result of this run is handed on by its own link, and no bridge is needed', async () => {
  await inHouses(
    async ({ server, speaker, renderer, run }) => {
      const { result, events } = await run(spokenFilm());
      expect(result).toMatchObject({ outcome: 'done', started: { tts: 1, 'avatar-video': 1 } });
      expect(soundsOf(renderer)).toEqual([link(server, 'tts-1')]);
      expect(renderer.counts.stage).toBe(0);
      expect(factsOfType(events, 'medium-staged')).toMatchObject([{ step: 'film', field: 'audio', reused: true, passedOn: true }]);
      // The link came with the look that found the task done.
      expect(speaker.polls.at(-1)).toEqual(['tts-1']);
    },
    { fetches: 'without a bridge' },
  );
});

test('a result of an earlier run is handed on by the link that its task tells now', async () => {
  await inHouses(async ({ server, speaker, renderer, run }) => {
    await run(spokenFilm());
    const looks = speaker.counts.poll;
    const { result } = await run(spokenFilm({ volume: 50 }));
    expect(result).toMatchObject({ outcome: 'done', reused: 1, started: { 'avatar-video': 1 } });
    expect(speaker.counts.poll).toBe(looks + 1);
    expect(soundsOf(renderer)[1]).toEqual(link(server, 'tts-1'));
    expect(renderer.counts.stage).toBe(0);
  });
});

test('a link is asked for anew when its start has waited too long', async () => {
  const limits = [{ id: 'create', scopes: ['start:avatar-video' as const], count: 1, windowMs: 45 * 60_000 }];
  await inHouses(
    async ({ rig, speaker, renderer }) => {
      const films = [1, 2].map((n) => ({ ...spokenFilm({ volume: n }), id: `film-${n}` }));
      const { result } = await rig.run(films, renderer, { accounts: { renderer, speaker } });
      expect(result).toMatchObject({ outcome: 'done', started: { tts: 1, 'avatar-video': 2 } });
      const lastLook = speaker.polls.length;
      expect(speaker.polls[lastLook - 1]).toEqual(['tts-1']);
      // One look finds the speech done; the second film asks once more before it leaves.
      expect(speaker.counts.poll).toBe(lastLook);
      expect(lastLook).toBeGreaterThan(1);
      const [first = 0, second = 0] = renderer.tasks.map(({ createdAt }) => createdAt);
      expect(second - first).toBeGreaterThan(30 * 60_000);
    },
    { limits, takesMs: { 'avatar-video': 5_000 } },
    { takesMs: { tts: 1_000 }, pacing: { firstAfterMs: 2_000 } },
  );
});

test.each<{ what: string; ofSpeaker: (isLater: () => boolean) => Partial<FakeSettings> }>([
  {
    what: 'cannot be asked',
    ofSpeaker: (isLater) => ({
      before: (operation) => {
        if (operation === 'poll' && isLater()) throw new ProviderError('talk', 'auth', 'The key has expired.');
      },
    }),
  },
  {
    what: 'is no longer known',
    ofSpeaker: (isLater) => ({
      status: (status) => (isLater() ? { state: 'vanished', error: new ProviderError('talk', 'missing-resource', 'It is gone.') } : status),
    }),
  },
])('a result whose task $what goes over the bridge', async ({ ofSpeaker }) => {
  let isLater = false;
  await inHouses(
    async ({ renderer, run }) => {
      await run(spokenFilm());
      isLater = true;
      const { result } = await run(spokenFilm({ volume: 50 }));
      expect(result).toMatchObject({ outcome: 'done', started: { 'avatar-video': 1 } });
      expect(soundsOf(renderer)[1]).toMatchObject({
        kind: 'staged',
        staged: { url: expect.stringMatching(/^https:\/\/bridge\.example\//) },
      });
      expect(renderer.unreachable).toEqual([]);
      expect([...renderer.published]).toEqual([]);
    },
    {},
    ofSpeaker(() => isLater),
  );
});

test('a result that can be handed on in no way says how that is mended', async () => {
  await inHouses(
    async ({ rig, renderer, run }) => {
      const instance = instanceOf({
        steps: [
          step('whole', join(fileAt(rig.footage))),
          step('mei', cloneAvatar(rig.footage, { video: output('whole', 'video', 'video') }), { needs: ['whole'] }),
        ],
      });
      const { result, events } = await run(instance, { accounts: { renderer } });
      expect(result).toMatchObject({ outcome: 'failed', finished: 1, failed: 1 });
      expect(factsOfType(events, 'node-failed')[0]?.error).toMatchObject({
        ...{ code: 'PLAN_PROVIDER_SETTINGS', hint: 'Set `bridge` for the provider in reelwright.yaml.', provider: 'renderer' },
      });
    },
    { fetches: 'without a bridge' },
  );
});

test('a link that the provider finds dead is asked for anew, once', async () => {
  let refusals = 0;
  await inHouses(
    async ({ speaker, run }) => {
      const { result } = await run(spokenFilm());
      expect(result.outcome).toBe('done');
      expect(refusals).toBe(1);
      expect(speaker.polls.filter((ids) => ids.includes('tts-1')).length).toBeGreaterThan(1);
    },
    {
      before: (operation, nth) => {
        if (operation !== 'start' || nth > 1) return;
        refusals += 1;
        throw new ProviderError('render', 'missing-resource', 'The address leads nowhere.');
      },
    },
  );
});

test('no signature of a link is in any record, event or result', async () => {
  await inHouses(async ({ rig, run }) => {
    const state = rig.open();
    const inputs: unknown[] = [];
    const begin: typeof state.starts.begin = (intent, terms) => {
      inputs.push(intent.input);
      return state.starts.begin(intent, terms);
    };
    const url = { type: 'url', url: 'https://films.example/desk.mp4?key=secret-of-mine', location: place() } as const;
    const clone = instanceOf({
      name: 'clone',
      steps: [step('mei', cloneAvatar(rig.footage, { video: url })), step('omar', cloneAvatar(rig.footage))],
    });
    const outcomes = [await run(spokenFilm(), { state: { ...state, starts: { ...state.starts, begin } } }), await run(clone, { state })];
    const records = state.tasks.open();
    const runs = state.journal.runs().flatMap(({ run: id }) => state.journal.read(id));
    state.close();
    expect(inputs).toHaveLength(2);
    expect(JSON.stringify([inputs, outcomes.map(({ events, result }) => [events, result]), records, runs])).not.toMatch(
      /secret-of|signature=/,
    );
    const files = ['state.db', 'state.db-wal'].map((name) => joinPath(rig.root, '.reel', name)).filter(existsSync);
    const left = files.map((path) => readFileSync(path, 'latin1')).join('');
    expect(left).toContain('films.example/desk.mp4');
    expect(left).not.toContain('key=secret-of-mine');
  });
});
