import { ProviderError } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { cloneAvatar, cloneVoice, consentBy, fileAt, instanceOf, join, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig } from '../__fixtures__/rig.ts';
import type { RunEvent } from '../events.ts';

interface House {
  readonly rig: Rig;
  readonly provider: FakeProvider;
  /** What could be fetched when each operation began. */
  readonly log: string[];
}

async function inHouse(check: (house: House) => Promise<void>, settings: Partial<FakeSettings> = {}): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const log: string[] = [];
  const provider: FakeProvider = createFakeProvider({
    ...{ clock: rig.clock, server, avatars: true, fetches: 'with a bridge' },
    ...settings,
    before: async (operation, nth, input) => {
      if (operation === 'start' || operation === 'unstage') log.push(`${operation} ${[...provider.published].join(' ')}`);
      await settings.before?.(operation, nth, input);
    },
  });
  await check({ rig, provider, log });
}

/** Two avatars of one footage, the second one once the first is there; and a voice, which has a sample of its own. */
function twoAvatars(rig: Rig) {
  return instanceOf({
    steps: [
      step('first', cloneAvatar(rig.footage, { name: 'first', language: 'cn' })),
      step('second', cloneAvatar(rig.footage, { name: 'second', language: 'en' }), { needs: ['first'] }),
      step('voice', cloneVoice(rig.sample), consentBy(rig.sample)),
    ],
  });
}

test('what was published is taken back as soon as nobody needs it, and not before', async () => {
  await inHouse(
    async ({ rig, provider, log }) => {
      const { result, events } = await rig.run([twoAvatars(rig)], provider);
      expect(result).toMatchObject({ outcome: 'done', started: { 'clone-avatar': 2, 'clone-voice': 1 } });
      expect(provider.staged.map((medium) => medium.split(' ')[0]).toSorted()).toEqual(['avatar-footage', 'consent', 'voice-sample']);
      const footage = `file-${provider.staged.findIndex((medium) => medium.startsWith('avatar-footage')) + 1}`;
      // The voice is done first; its sample and recording go while the avatars are still being made.
      expect(log.at(-1)).toBe(`unstage ${footage}`);
      expect(log.filter((line) => line.startsWith('unstage'))).toHaveLength(3);
      expect(log.filter((line) => line.startsWith('start')).at(-1)).toContain(footage);
      expect([...provider.published, ...provider.unreachable]).toEqual([]);
      expect(factsOfType(events, 'warning-raised')).toEqual([]);
      const state = rig.open();
      expect(state.uploads.list('account-1')).toEqual([]);
      state.close();
    },
    { takesMs: { 'clone-voice': 20_000 } },
  );
});

test('a film that was made here is published for all who read it, and taken back after the last', async () => {
  await inHouse(async ({ rig, provider }) => {
    const clone = (name: string, language: 'cn' | 'en', needs: string[]) =>
      step(name, cloneAvatar(rig.footage, { video: output('whole', 'video', 'video'), language }), { needs });
    const instance = instanceOf({
      steps: [
        step('whole', join(fileAt(rig.footage), fileAt(rig.footage))),
        clone('cn', 'cn', ['whole']),
        clone('en', 'en', ['whole', 'cn']),
      ],
    });
    const { result } = await rig.run([instance], provider);
    expect(result).toMatchObject({ outcome: 'done', finished: 3 });
    expect([provider.counts.stage, provider.counts.unstage, provider.unreachable]).toEqual([1, 1, []]);
    expect([...provider.published]).toEqual([]);
  });
});

test('a run that is interrupted keeps what its tasks read; the run that collects them takes it back', async () => {
  await inHouse(async ({ rig, provider }) => {
    const stop = new AbortController();
    const first = await rig.run([twoAvatars(rig)], provider, {
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'task-polled') stop.abort();
      },
    });
    expect(first.result.outcome).toBe('interrupted');
    expect(provider.published.size).toBe(3);
    const second = await rig.run([twoAvatars(rig)], provider);
    expect(second.result.outcome).toBe('done');
    expect(provider.counts.stage).toBe(3);
    expect([...provider.published, ...provider.unreachable]).toEqual([]);
  });
});

test('what a run that died left behind is taken back by the next one, whatever that makes', async () => {
  await inHouse(async ({ rig, provider }) => {
    const state = rig.open();
    const staged = { provider: 'fake', id: 'file-of-old' } as const;
    provider.published.add(staged.id);
    state.uploads.save('account-1', 'a'.repeat(64), { ...staged, purpose: 'footage' });
    // It died between giving it up and taking it back.
    provider.published.add('file-of-older');
    state.uploads.save('account-1', 'b'.repeat(64), { ...staged, id: 'file-of-older', purpose: 'footage' });
    state.uploads.retire({ account: 'account-1', sha256: 'b'.repeat(64), purpose: 'footage' }, () => false);
    state.close();
    await rig.run([instanceOf({ steps: [step('whole', join(fileAt(rig.footage)))] })], provider);
    expect([provider.counts.unstage, [...provider.published]]).toEqual([2, []]);
  });
});

test('a medium that cannot be taken back is a warning, and is tried again by the next run', async () => {
  let isDown = true;
  await inHouse(
    async ({ rig, provider }) => {
      const clone = instanceOf({ steps: [step('voice', cloneVoice(rig.sample))] });
      const { result, events } = await rig.run([clone], provider);
      expect(result.outcome).toBe('done');
      expect(factsOfType(events, 'warning-raised').map(({ message }) => message)).toContainEqual(
        'A published medium could not be taken back, and may stay reachable until its address expires: The bridge is down.',
      );
      isDown = false;
      const again = await rig.run([clone], provider);
      expect(again.result).toMatchObject({ outcome: 'done', reused: 1 });
      expect([[...provider.published], provider.counts.stage]).toEqual([[], 1]);
      expect(factsOfType(again.events, 'warning-raised')).toEqual([]);
    },
    {
      before: (operation) => {
        if (operation === 'unstage' && isDown) throw new ProviderError('fake', 'transient', 'The bridge is down.');
      },
    },
  );
});

test('a task whose end is not known keeps its media, though its step has failed', async () => {
  await inHouse(
    async ({ rig, provider }) => {
      const clone = instanceOf({ steps: [step('voice', cloneVoice(rig.sample))] });
      const { events } = await rig.run([clone], provider);
      expect(factsOfType(events, 'node-failed')[0]?.error.code).toBe('RUN_DEADLINE');
      expect([provider.counts.unstage, provider.published.size]).toEqual([0, 1]);
      expect((await rig.run([clone], provider)).result.outcome).toBe('done');
      expect([...provider.published, ...provider.unreachable]).toEqual([]);
    },
    { takesMs: { 'clone-voice': 100_000 }, pacing: { deadlineMs: 60_000 } },
  );
});

test('what is about to expire while its start waits is published anew before it leaves', async () => {
  await inHouse(
    async ({ rig, provider }) => {
      const { result } = await rig.run([twoAvatars(rig)], provider);
      expect(result.outcome).toBe('done');
      // The second avatar waits for an hour; what was published for the first one is over by then.
      expect(provider.staged.filter((medium) => medium.startsWith('avatar-footage')).length).toBeGreaterThan(1);
      const expired = provider.tasks.flatMap(({ input, createdAt }) =>
        input.kind === 'clone-avatar' && input.video.kind === 'staged' && (input.video.staged.expiresAt ?? 0) <= createdAt ? [input] : [],
      );
      expect(expired).toEqual([]);
      expect([...provider.published, ...provider.unreachable]).toEqual([]);
    },
    { stagedForMs: 600_000, limits: [{ id: 'create', scopes: ['start:clone-avatar'], count: 1, windowMs: 3_600_000 }] },
  );
});

test('whoever takes a medium back at the moment of a start has it published anew, not read in vain', async () => {
  await inHouse(async ({ rig, provider }) => {
    const state = rig.open();
    let isFirst = true;
    const begin: typeof state.starts.begin = (intent, terms) => {
      const [key] = terms.media ?? [];
      if (isFirst && key !== undefined) {
        isFirst = false;
        // Another process, which needs it no more: it sees no task that does.
        expect(state.uploads.retire(key, () => state.tasks.needsMedium(key))).toBe(true);
        provider.published.clear();
      }
      return state.starts.begin(intent, terms);
    };
    const clone = instanceOf({ steps: [step('voice', cloneVoice(rig.sample))] });
    const { result } = await rig.run([clone], provider, { state: { ...state, starts: { ...state.starts, begin } } });
    state.close();
    expect(result.outcome).toBe('done');
    expect([provider.counts.stage, provider.counts.start, provider.unreachable]).toEqual([2, 1, []]);
  });
});

test('what was given up while it was becoming usable is on no record any more', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const base = { clock: rig.clock, server, avatars: true, fetches: 'with a bridge' } as const;
  const first = createFakeProvider({
    ...{ ...base, id: 'one', accountKey: 'one-1' },
    before: async (operation) => {
      if (operation !== 'start') return;
      // The media of the other step have arrived by now, and cannot be used yet.
      await rig.clock.sleep(500);
      throw new ProviderError('one', 'quota', 'Nothing is left.');
    },
  });
  const second = createFakeProvider({ ...base, id: 'two', accountKey: 'two-1' });
  const spoken = tts({ type: 'id', id: 'V', location: place() }, 'Hello.');
  const steps = [step('speech', spoken), step('face', cloneAvatar(rig.footage), consentBy(rig.footage))];
  const onRecord: string[] = [];
  const onEvent = ({ type }: RunEvent) => {
    // Were the process to die here, the next one would believe what it reads.
    if (type !== 'node-finished') return;
    const state = rig.open();
    onRecord.push(...state.uploads.list('one-1').map(({ staged }) => `${staged.id} ${first.published.has(staged.id)}`));
    state.close();
  };
  const { result } = await rig.run([instanceOf({ steps })], first, { accounts: { first, second }, onEvent });
  expect(result).toMatchObject({ outcome: 'done', finished: 2 });
  expect(first.counts.unstage).toBeGreaterThan(0);
  expect(onRecord).toEqual([]);
});
