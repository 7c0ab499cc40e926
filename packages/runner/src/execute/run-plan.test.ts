import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider } from '../__fixtures__/fake-provider.ts';
import { type FileServer, startFileServer } from '../__fixtures__/file-server.ts';
import { cloneVoice, instanceOf, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig } from '../__fixtures__/rig.ts';

/** Every file below a folder, by its path in it. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** A project in which one film has been made. */
async function withFilm(check: (at: { rig: Rig; server: FileServer; provider: FakeProvider }) => Promise<void>): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  expect((await rig.run([rig.film()], provider)).result.outcome).toBe('done');
  await check({ rig, server, provider });
}

test('makes a film: clone, speech, film and captions, in the order of their needs', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const { result, events, diagnostics } = await rig.run([rig.film()], provider);
  expect(diagnostics).toEqual([]);
  const started = { 'clone-voice': 1, tts: 1, 'lip-sync': 1 };
  expect(result).toMatchObject({ outcome: 'done', finished: 4, reused: 0, failed: 0, skipped: 0, started });
  expect(factsOfType(events, 'node-finished').map((event) => event.step)).toEqual(['voice', 'speech', 'lines', 'film']);
  expect(filesIn(rig.out)).toEqual([
    'film/default/audio.wav',
    'film/default/captions.vtt',
    'film/default/manifest.json',
    'film/default/video.mp4',
  ]);
  expect(readFileSync(join(rig.out, 'film/default/captions.vtt'), 'utf8')).toBe('WEBVTT\n\n0 --> 400\nHello\n\n400 --> 800\nthere.\n');
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, i) => i + 1));
  expect(provider.tasks.map((task) => [task.ref.kind, task.label.slice(0, 3)])).toEqual([
    ['clone-voice', 'rw-'],
    ['tts', 'rw-'],
    ['lip-sync', 'rw-'],
  ]);
  expect(provider.tasks[1]?.input).toMatchObject({ kind: 'tts', voice: 'voice-of-clone-voice-1', text: 'Hello there.' });
});

test('the manifest says what lies there and where it came from, and nothing of time or place', async () => {
  await withFilm(async ({ rig }) => {
    const text = readFileSync(join(rig.out, 'film/default/manifest.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      recipe: 'film',
      instance: 'default',
      emulated: false,
      outputs: {
        video: {
          kind: 'video',
          file: 'video.mp4',
          durationMs: 2_000,
          widthPx: 1080,
          heightPx: 1920,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        captions: { kind: 'captions', file: 'captions.vtt' },
      },
      steps: { voice: { uses: 'clone-voice', provider: 'fake', task: 'clone-voice-1' }, lines: { uses: 'captions', provider: 'local' } },
    });
    expect(text).not.toContain(rig.root);
  });
});

test('a second run of an unchanged recipe does nothing, and says so', async () => {
  await withFilm(async ({ rig, server, provider }) => {
    const before = { counts: { ...provider.counts }, requests: server.requests.length };
    const written = filesIn(rig.out).map((file) => statSync(join(rig.out, file), { bigint: true }).mtimeNs);
    const { result, events, plan } = await rig.run([rig.film()], provider);
    expect(result).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
    expect(plan.nodes.every((node) => node.decision.action === 'reuse')).toBe(true);
    expect(factsOfType(events, 'node-reused').every((event) => event.from === 'store')).toBe(true);
    expect(factsOfType(events, 'output-written').every((event) => event.unchanged)).toBe(true);
    expect({ counts: provider.counts, requests: server.requests.length }).toEqual(before);
    expect(filesIn(rig.out).map((file) => statSync(join(rig.out, file), { bigint: true }).mtimeNs)).toEqual(written);
  });
});

test('an edited text makes speech and film anew, and not the clone', async () => {
  await withFilm(async ({ rig, provider }) => {
    const { result } = await rig.run([rig.film({ text: 'Hello you over there.' })], provider);
    expect(result).toMatchObject({ outcome: 'done', finished: 3, reused: 1, started: { tts: 1, 'lip-sync': 1 } });
    expect(provider.tasks.map((task) => task.ref.kind)).toEqual(['clone-voice', 'tts', 'lip-sync', 'tts', 'lip-sync']);
    // Media that are there already do not travel again.
    expect(provider.staged.filter((medium) => medium.startsWith('footage'))).toHaveLength(1);
  });
});

test('going back to an earlier text costs nothing', async () => {
  await withFilm(async ({ rig, provider }) => {
    await rig.run([rig.film({ text: 'Something else.' })], provider);
    const { result } = await rig.run([rig.film()], provider);
    expect(result).toMatchObject({ outcome: 'done', finished: 0, reused: 4, started: {} });
    expect(readFileSync(join(rig.out, 'film/default/captions.vtt'), 'utf8')).toContain('there.');
  });
});

test('an output that was edited or deleted is restored from the store', async () => {
  await withFilm(async ({ rig, server, provider }) => {
    const video = join(rig.out, 'film/default/video.mp4');
    const original = readFileSync(video, 'utf8');
    writeFileSync(video, original.replace('2000', '2001'));
    rmSync(join(rig.out, 'film/default/captions.vtt'));
    const requests = server.requests.length;
    const { events } = await rig.run([rig.film()], provider);
    expect(factsOfType(events, 'output-written').map((event) => [event.output, event.unchanged])).toEqual([
      ['video', false],
      ['audio', true],
      ['captions', false],
    ]);
    expect(readFileSync(video, 'utf8')).toBe(original);
    expect(server.requests.length).toBe(requests);
  });
});

test.each([
  { what: 'was deleted', harm: (path: string) => rmSync(path) },
  { what: 'had a bit flipped', harm: (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('2000', '2001')) },
])('a film that $what in the store is fetched from its finished task, not made anew', async ({ harm }) => {
  await withFilm(async ({ rig, provider }) => {
    const blobs = filesIn(join(rig.root, '.reel/store/blobs'));
    const film = blobs.find((path) => readFileSync(join(rig.root, '.reel/store/blobs', path), 'utf8').includes('"video"')) ?? '';
    harm(join(rig.root, '.reel/store/blobs', film));
    rmSync(rig.out, { recursive: true });
    await rig.run([rig.film()], provider); // finds the flipped one, and removes it
    const { result } = await rig.run([rig.film()], provider);
    expect(result).toMatchObject({ outcome: 'done', started: {} });
    expect(readFileSync(join(rig.out, 'film/default/video.mp4'), 'utf8')).toContain('"durationMs":2000');
    expect(provider.tasks).toHaveLength(3);
  });
});

test('equal steps are one task, in one recipe and across recipes', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const { result, events } = await rig.run([rig.film(), rig.film({ name: 'second' })], provider);
  expect(result).toMatchObject({ outcome: 'done', finished: 4, reused: 4, started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 } });
  expect(factsOfType(events, 'node-reused').map((event) => event.from)).toContain('same-run');
  expect(filesIn(rig.out)).toHaveLength(8);
});

test('independent chains run side by side', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const one = await rig.run([rig.film()], provider);
  const films = Array.from({ length: 6 }, (_, n) => rig.film({ name: `film-${n}`, text: `Sentence number ${n}.` }));
  const six = await rig.run(films, provider);
  expect(six.result).toMatchObject({ outcome: 'done', started: { tts: 6, 'lip-sync': 6 } });
  // The clone is there already: what is left takes two minutes, whatever the number.
  expect(six.result.elapsedMs).toBeLessThan(one.result.elapsedMs);
});

test('25 films under 10 creates a minute: none over the window, refusals cost no attempt', { timeout: 60_000 }, async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const startedAt: number[] = [];
  let refused = 0;
  const provider = createFakeProvider({
    clock: rig.clock,
    server,
    limits: [{ id: 'create', scopes: ['start:lip-sync'], count: 10, windowMs: 60_000 }],
    startTakesMs: 150,
    before: async (operation, _, input) => {
      if (operation !== 'start' || input?.kind !== 'lip-sync') return;
      const now = rig.clock.monotonic();
      startedAt.push(now);
      expect(startedAt.filter((time) => time > now - 60_000).length).toBeLessThanOrEqual(10);
      // The provider is in a bad mood twice, inside the allowance.
      if (startedAt.length === 12 || startedAt.length === 13) {
        refused += 1;
        const { ProviderError } = await import('@reelwright/provider');
        throw new ProviderError('fake', 'rate-limit', 'Too many calls.', { wire: { code: '40001' } });
      }
    },
  });
  const films = Array.from({ length: 25 }, (_, n) => rig.film({ name: `film-${n}`, text: `Sentence number ${n}.` }));
  const { result, events } = await rig.run(films, provider);
  expect(result).toMatchObject({ outcome: 'done', failed: 0, started: { 'lip-sync': 25 } });
  expect(refused).toBe(2);
  expect(factsOfType(events, 'attempt-failed')).toEqual([]);
  expect(factsOfType(events, 'node-waiting').some((event) => event.reason === 'rate-window')).toBe(true);
  expect(provider.tasks.filter((task) => task.ref.kind === 'lip-sync')).toHaveLength(25);
});

test('what most waits for is started first', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const limits = [{ id: 'create', scopes: ['start:tts' as const], count: 1, windowMs: 60_000 }];
  const provider = createFakeProvider({ clock: rig.clock, server, limits });
  const voice = { type: 'id', id: 'V', location: place() } as const;
  const alone = (n: number) => instanceOf({ name: `alone-${n}`, steps: [step('speech', tts(voice, `Alone ${n}.`))] });
  const chain = instanceOf({
    name: 'chain',
    steps: [
      step('speech', tts(voice, 'Chained.')),
      step('film', lipSync(rig.footage, output('speech', 'audio', 'audio')), { needs: ['speech'] }),
    ],
  });
  await rig.run([alone(1), alone(2), alone(3), chain], provider);
  const texts = provider.tasks.flatMap(({ input }) => (input.kind === 'tts' ? [input.text] : []));
  expect(texts.indexOf('Chained.')).toBeLessThanOrEqual(1);
});

test('ids and lengths are outputs, too, and captions are SRT unless a step says otherwise', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const instance = instanceOf({
    steps: [step('voice', cloneVoice(rig.sample)), step('speech', tts(output('voice', 'voice', 'voice'), 'Hi you.'), { needs: ['voice'] })],
    outputs: {
      voice: output('voice', 'voice', 'voice'),
      length: output('speech', 'duration', 'duration'),
      captions: output('speech', 'captions', 'captions'),
    },
  });
  expect((await rig.run([instance], provider)).result.outcome).toBe('done');
  const read = (file: string) => readFileSync(join(rig.out, 'film/default', file), 'utf8');
  expect([read('voice.txt'), read('length.txt')]).toEqual(['voice-of-clone-voice-1\n', '800\n']);
  expect(read('captions.srt')).toContain('1\n0 --> 400\nHi\n');
});

test('an emulated run never satisfies a real one', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  await rig.run([rig.film()], provider, { emulated: true });
  expect(JSON.parse(readFileSync(join(rig.out, 'film/default/manifest.json'), 'utf8'))).toMatchObject({ emulated: true });
  const real = await rig.run([rig.film()], provider);
  expect(real.result).toMatchObject({ finished: 4, reused: 0, started: { 'clone-voice': 1, tts: 1, 'lip-sync': 1 } });
  const again = await rig.run([rig.film()], provider, { emulated: true });
  expect(again.result).toMatchObject({ finished: 0, reused: 4 });
});

test('what was learned of durations spares looks that come too early', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, takesMs: { tts: 300_000, 'lip-sync': 300_000 } });
  const batch = (from: number) =>
    Array.from({ length: 6 }, (_, n) => rig.film({ name: `film-${from + n}`, text: `Sentence ${from + n}.` }));
  await rig.run(batch(0), provider);
  const first = provider.polls.length;
  await rig.run(batch(10), provider);
  expect(provider.polls.length - first).toBeLessThan(first / 2);
});

test('looking may fail for a third of the time without a step failing, and hardly later', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const { ProviderError } = await import('@reelwright/provider');
  let looks = 0;
  const before = (operation: string) => {
    if (operation === 'poll' && ++looks % 3 === 0)
      throw new ProviderError('fake', looks % 2 === 0 ? 'transient' : 'provider', '502 <html>');
  };
  const takesMs = { 'clone-voice': 300_000, tts: 300_000, 'lip-sync': 300_000 };
  const calm = await rig.run([rig.film()], createFakeProvider({ clock: rig.clock, server, takesMs, accountKey: 'calm' }));
  const rough = await rig.run(
    [rig.film({ text: 'Other words.' })],
    createFakeProvider({ clock: rig.clock, server, takesMs, accountKey: 'rough', before }),
  );
  expect(rough.result).toMatchObject({ outcome: 'done', failed: 0 });
  expect(rough.result.elapsedMs / calm.result.elapsedMs).toBeLessThan(1.1);
});

test('no secret of an address reaches events, state or outputs', async () => {
  await withFilm(async ({ rig, provider }) => {
    const { events } = await rig.run([rig.film({ text: 'Once more.' })], provider);
    expect(JSON.stringify(events)).not.toContain('secret-of-');
    for (const file of filesIn(rig.root))
      expect(`${file}: ${readFileSync(join(rig.root, file), 'latin1').includes('secret-of-')}`).toBe(`${file}: false`);
  });
});

test('what is said in the journal is what was shown', async () => {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server });
  const state = rig.open();
  const { events } = await rig.run([rig.film()], provider, { state });
  const [run] = state.journal.runs();
  expect(state.journal.read(run?.run ?? '')).toEqual(events);
  state.close();
});
