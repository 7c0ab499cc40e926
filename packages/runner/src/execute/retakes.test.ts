import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { startFileServer } from '../__fixtures__/file-server.ts';
import { createRig, factsOfType, type Rig } from '../__fixtures__/rig.ts';

const retake = new Set(['film/default/film']);
const kindsAt = ({ tasks }: FakeProvider) => tasks.map(({ ref }) => ref.kind);

/** A project in which the film is made. */
async function made(work: (rig: Rig, provider: FakeProvider) => Promise<void>, settings: Partial<FakeSettings> = {}): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  const provider = createFakeProvider({ clock: rig.clock, server, ...settings });
  expect((await rig.run([rig.film()], provider)).result.outcome).toBe('done');
  await work(rig, provider);
}

test('a step is made anew though its result is there, and only that; its new result takes the place of the old', () =>
  made(async (rig, provider) => {
    const { result, events } = await rig.run([rig.film()], provider, { retake });
    expect(result).toMatchObject({ outcome: 'done', finished: 1, reused: 3, started: { 'lip-sync': 1 } });
    expect(factsOfType(events, 'task-started')).toMatchObject([{ task: 'lip-sync-4', attempt: 2 }]);
    expect(
      factsOfType(events, 'output-written')
        .filter(({ unchanged }) => !unchanged)
        .map(({ output }) => output),
    ).toContain('video');
    const again = await rig.run([rig.film()], provider);
    expect(again.result).toMatchObject({ outcome: 'done', finished: 0, started: {} });
    // Asked once more, it is made once more.
    expect((await rig.run([rig.film()], provider, { retake })).result.started).toEqual({ 'lip-sync': 1 });
    expect(kindsAt(provider)).toEqual(['clone-voice', 'tts', 'lip-sync', 'lip-sync', 'lip-sync']);
  }));

test('what follows a retaken step is made again where it gets something else', () =>
  made(async (rig, provider) => {
    const { result } = await rig.run([rig.film()], provider, { retake: new Set(['film/default/voice']) });
    // Another voice: everything that is spoken with it is spoken anew.
    expect(result).toMatchObject({ outcome: 'done', started: { 'clone-voice': 1, tts: 1 } });
  }));

test('a retake that is cut off goes on, and is paid once', () =>
  made(async (rig, provider) => {
    const stop = new AbortController();
    const onEvent = ({ type }: { type: string }) => void (type === 'task-started' && stop.abort());
    const cut = await rig.run([rig.film()], provider, { retake, signal: stop.signal, onEvent });
    expect(cut.result.outcome).toBe('interrupted');
    // Without the word the old result is good; with it, what was begun is collected.
    expect((await rig.run([rig.film()], provider)).result).toMatchObject({ outcome: 'done', started: {} });
    const { result, events } = await rig.run([rig.film()], provider, { retake });
    expect(result).toMatchObject({ outcome: 'done', finished: 1, started: {} });
    expect(factsOfType(events, 'task-resumed')).toMatchObject([{ task: 'lip-sync-4' }]);
    expect(provider.tasks).toHaveLength(4);
  }));

test('of two steps that are to be made anew, one that is done already is not made twice when the run was cut off', () =>
  made(async (rig, provider) => {
    const both = new Set(['film/default/speech', 'film/default/film']);
    const stop = new AbortController();
    const onEvent = (event: { type: string; step?: string }) =>
      void (event.type === 'task-started' && event.step === 'film' && stop.abort());
    await rig.run([rig.film()], provider, { retake: both, signal: stop.signal, onEvent });
    expect((await rig.run([rig.film()], provider, { retake: both })).result).toMatchObject({ outcome: 'done', started: {} });
    expect(kindsAt(provider)).toEqual(['clone-voice', 'tts', 'lip-sync', 'tts', 'lip-sync']);
  }));

test('a retake that fails leaves what there was', () => {
  let isRefusing = false;
  const before = (operation: string) => {
    if (isRefusing && operation === 'start') throw new TypeError('unexpected');
  };
  return made(
    async (rig, provider) => {
      isRefusing = true;
      expect((await rig.run([rig.film()], provider, { retake })).result.outcome).toBe('failed');
      expect((await rig.run([rig.film()], provider)).result).toMatchObject({ outcome: 'done', finished: 0, reused: 4 });
    },
    { before },
  );
});
