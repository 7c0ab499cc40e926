import { readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { ProviderError, type TaskInput } from '@reelwright/provider';
import type { AvatarSource, MediumSource, StepInstance } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { fakeMedium } from '../__fixtures__/fake-media.ts';
import { createFakeProvider, type FakeProvider, type FakeSettings } from '../__fixtures__/fake-provider.ts';
import { type FileServer, startFileServer } from '../__fixtures__/file-server.ts';
import {
  authorize,
  avatarVideo,
  cloneAvatar,
  cloneVoice,
  consentBy,
  fileAt,
  instanceOf,
  join,
  output,
  place,
  step,
  tts,
} from '../__fixtures__/recipes.ts';
import { createRig, factsOfType, type Rig } from '../__fixtures__/rig.ts';

interface Studio {
  readonly rig: Rig;
  readonly server: FileServer;
  readonly provider: FakeProvider;
}

async function inStudio(check: (studio: Studio) => Promise<void>, settings: Partial<FakeSettings> = {}): Promise<void> {
  using rig = createRig();
  await using server = await startFileServer();
  await check({ rig, server, provider: createFakeProvider({ clock: rig.clock, server, avatars: true, ...settings }) });
}

const avatarId: AvatarSource = { type: 'id', id: 'A-1', figure: 'whole_body', location: place() };

function inputOf<K extends TaskInput['kind']>({ tasks }: FakeProvider, kind: K): Extract<TaskInput, { kind: K }> | undefined {
  return tasks.map(({ input }) => input).find((input): input is Extract<TaskInput, { kind: K }> => input.kind === kind);
}

test('an avatar is cloned with the consent of the person, and speaks', async () => {
  await inStudio(async ({ rig, provider }) => {
    const consent = joinPath(rig.root, 'yes.mp4');
    writeFileSync(consent, fakeMedium('video', 9_000, 'yes'));
    const instance = instanceOf({
      steps: [
        step('mei', cloneAvatar(rig.footage, { trainVoice: true, language: 'cn' }), consentBy(consent)),
        step('film', avatarVideo(output('mei', 'avatar', 'avatar'), 'Hello there.'), { needs: ['mei'] }),
      ],
      outputs: {
        video: output('film', 'video', 'video'),
        audio: output('film', 'audio', 'audio'),
        captions: output('film', 'captions', 'captions'),
        voice: output('mei', 'voice', 'voice'),
      },
    });
    const { result, diagnostics } = await rig.run([instance], provider);
    expect(diagnostics).toEqual([]);
    expect(result).toMatchObject({ outcome: 'done', started: { 'clone-avatar': 1, 'avatar-video': 1 } });
    expect(inputOf(provider, 'clone-avatar')).toMatchObject({
      ...{ name: 'mei', trainVoice: true, language: 'cn', video: { kind: 'staged', staged: { purpose: 'avatar-footage' } } },
      consent: { statement: 'I agree.', recording: { kind: 'staged', staged: { purpose: 'consent' }, content: { extension: 'mp4' } } },
    });
    expect(inputOf(provider, 'avatar-video')).toMatchObject({
      ...{ avatar: 'avatar-of-clone-avatar-1', speech: { kind: 'text', text: 'Hello there.', voice: 'V' } },
      ...{
        captions: false,
        quality: 'basic',
        playback: 'forward',
        frames: 'sequential',
        transparent: false,
        watermark: false,
        volume: 100,
      },
    });
    const read = (file: string) => readFileSync(joinPath(rig.out, 'film/default', file), 'utf8');
    expect([read('voice.txt'), read('captions.srt')]).toEqual(['voice-of-clone-avatar-1\n', expect.stringContaining('0 --> 3000\nspoken')]);
    expect(read('audio.wav')).toContain('"audio"');
    const again = await rig.run([instance], provider);
    expect(again.result).toMatchObject({ outcome: 'done', finished: 0, reused: 2, started: {} });
  });
});

test('a film of an avatar is asked for with everything that the recipe says, and without what it leaves open', async () => {
  await inStudio(async ({ rig, provider }) => {
    const wall = joinPath(rig.root, 'wall.png');
    writeFileSync(wall, 'a wall');
    const asked = {
      ...{ size: { widthPx: 1080, heightPx: 1920 }, position: { xPx: 0, yPx: 480, widthPx: 1080, heightPx: 1440 } },
      ...({ captions: true, quality: 'high', playback: 'reverse', frames: 'random' } as const),
      ...({ transparent: true, watermark: 'top-left', volume: 60, language: 'en' } as const),
    };
    const vendor = { fake: { model: 3 }, other: { model: 4 } };
    const film = (id: string, uses: StepInstance['with']) => step(id, uses, { vendor });
    const instance = instanceOf({
      steps: [
        film('all', avatarVideo(avatarId, 'Hello.', { ...asked, background: { type: 'image', image: fileAt(wall) } })),
        film('plain', avatarVideo(avatarId, 'Hello.', { background: { type: 'color', color: '#00FF00', location: place() } })),
      ],
    });
    expect((await rig.run([instance], provider)).result.outcome).toBe('done');
    const inputs = provider.tasks.map(({ input }) => input);
    const [all, plain] = [inputs.find((input) => 'size' in input), inputs.find((input) => !('size' in input))];
    expect(all).toMatchObject({
      ...{ ...asked, avatar: 'A-1', figure: 'whole_body', vendor: { model: 3 } },
      background: { kind: 'image', image: { kind: 'staged', staged: { purpose: 'background' } } },
    });
    expect(plain).toMatchObject({ background: { kind: 'color', color: '#00FF00' } });
    for (const left of ['size', 'position', 'language']) expect(plain).not.toHaveProperty(left);
  });
});

test('options of the account itself go before those of all accounts of its adapter', async () => {
  await inStudio(async ({ rig, provider }) => {
    const speech = (id: string, vendor: StepInstance['vendor']) =>
      step(id, tts({ type: 'id', id: 'V', location: place() }, `Text of ${id}.`), { vendor });
    const instance = instanceOf({
      steps: [speech('both', { fake: { of: 'adapter' }, second: { of: 'account' } }), speech('one', { fake: { of: 'adapter' } })],
    });
    expect((await rig.run([instance], provider, { accounts: { second: provider } })).result.outcome).toBe('done');
    expect(provider.tasks.map(({ input }) => ('vendor' in input ? input.vendor : undefined))).toEqual([
      { of: 'account' },
      { of: 'adapter' },
    ]);
  });
});

/** A voice that was cloned long ago, authorized before it speaks. */
function authorized() {
  const voice = { type: 'id', id: 'V-1', location: place() } as const;
  return instanceOf({
    steps: [step('consent', authorize({ kind: 'voice', voice })), step('speech', tts(voice, 'Hello there.'), { needs: ['consent'] })],
    outputs: { audio: output('speech', 'audio', 'audio') },
  });
}

test('an authorization leaves nothing, is no paid task, and is not asked for twice', async () => {
  await inStudio(async ({ rig, provider }) => {
    const { result } = await rig.run([authorized()], provider);
    expect(result).toMatchObject({ outcome: 'done', finished: 2, started: { tts: 1 } });
    expect(inputOf(provider, 'authorize')).toMatchObject({
      target: { kind: 'voice', id: 'V-1' },
      consent: { statement: 'I agree.', recording: { kind: 'staged', staged: { purpose: 'consent' } } },
    });
    const again = await rig.run([authorized()], provider);
    expect(again.result).toMatchObject({ finished: 0, reused: 2 });
    expect(provider.counts.start).toBe(2);
  });
});

test('a lost authorization is handed in again without a question, and without waiting', async () => {
  await inStudio(
    async ({ rig, provider }) => {
      const { result, events } = await rig.run([authorized()], provider);
      expect(result).toMatchObject({ outcome: 'done', started: { tts: 1 } });
      expect(provider.tasks.map(({ ref }) => ref.kind)).toEqual(['authorize', 'authorize', 'tts']);
      expect(factsOfType(events, 'node-waiting').map(({ reason }) => reason)).not.toContain('uncertain-start');
    },
    {
      foundBy: 'nothing',
      after: (operation, nth) => {
        if (operation === 'start' && nth === 1) throw new ProviderError('fake', 'uncertain', 'The line was cut.');
      },
    },
  );
});

test('an authorization that its provider no longer knows is handed in again without a question', async () => {
  await inStudio(
    async ({ rig, provider }) => {
      const { result } = await rig.run([authorized()], provider);
      expect(result.outcome).toBe('done');
      expect(provider.tasks.map(({ ref }) => ref.kind)).toEqual(['authorize', 'authorize', 'tts']);
    },
    {
      status: (status, { kind }, nth) =>
        kind === 'authorize' && nth <= 4
          ? { state: 'vanished', error: new ProviderError('fake', 'missing-resource', 'It is not there.') }
          : status,
    },
  );
});

test('a voice is cloned with consent, and its outcome is another than without', async () => {
  await inStudio(async ({ rig, provider }) => {
    const clone = (more: Partial<StepInstance>) => instanceOf({ steps: [step('voice', cloneVoice(rig.sample), more)] });
    await rig.run([clone({})], provider);
    const { result } = await rig.run([clone(consentBy(rig.sample))], provider);
    expect(result.started).toEqual({ 'clone-voice': 1 });
    expect(provider.tasks.map(({ input }) => 'consent' in input)).toEqual([false, true]);
  });
});

test('films are joined on this machine, from files, results and addresses, in order', async () => {
  await inStudio(async ({ rig, server, provider }) => {
    server.files.set('/outro.mp4', fakeMedium('video', 500, 'outro'));
    const url = { type: 'url', url: `${server.origin}/outro.mp4?key=secret`, location: place() } as const;
    const whole = (...first: readonly MediumSource[]) =>
      instanceOf({
        steps: [
          step('film', avatarVideo(avatarId, 'Hello.')),
          step('whole', join(...first, output('film', 'video', 'video'), url), { needs: ['film'] }),
        ],
        outputs: { video: output('whole', 'video', 'video'), length: output('whole', 'duration', 'duration') },
      });
    const { result, events, diagnostics } = await rig.run([whole(fileAt(rig.footage))], provider);
    expect(diagnostics).toEqual([]);
    expect(result).toMatchObject({ outcome: 'done', finished: 2, started: { 'avatar-video': 1 } });
    expect(factsOfType(events, 'artifact-saved').some(({ step: id, output: name }) => id === 'whole' && name === 'video')).toBe(true);
    const read = (file: string) => readFileSync(joinPath(rig.out, 'film/default', file), 'utf8');
    expect([read('length.txt'), read('video.mp4').split('\n')[0]]).toEqual(['23500\n', expect.stringContaining('"durationMs":23500')]);
    const again = await rig.run([whole(fileAt(rig.footage))], provider);
    expect(again.result).toMatchObject({ finished: 0, reused: 2 });
    const shorter = await rig.run([whole()], provider);
    expect(shorter.result).toMatchObject({ finished: 1, reused: 1, started: {} });
    expect(read('length.txt')).toBe('3500\n');
  });
});

test.each<{ what: string; film: (studio: Studio) => MediumSource; code: string; message: RegExp }>([
  { what: 'no film', film: ({ rig }) => fileAt(rig.sample), code: 'RUN_RESULT_INVALID', message: /^The film mei\.wav cannot be joined/ },
  {
    what: 'nowhere',
    film: ({ server }) => ({ type: 'url', url: `${server.origin}/none.mp4?key=secret`, location: place() }),
    code: 'RUN_DOWNLOAD',
    message: /^The film at http:\/\/127\.0\.0\.1:\d+\/none\.mp4 cannot be joined, since it could not be fetched: .* \(HTTP 404\)/,
  },
  {
    what: 'changed since it was planned with',
    film: ({ rig }) => fileAt(rig.footage),
    code: 'RUN_DISK',
    message: /desk\.mp4 was changed while the run was under way/,
  },
])('a film that is $what fails the join in the words of the recipe', async ({ what, film, code, message }) => {
  await inStudio(async (studio) => {
    const { rig, provider } = studio;
    const instance = instanceOf({
      steps: [
        step('first', avatarVideo(avatarId, 'Hello.')),
        step('whole', join(output('first', 'video', 'video'), film(studio)), { needs: ['first'] }),
      ],
    });
    const { events } = await rig.run([instance], provider, {
      onEvent: ({ type }) => {
        if (what.startsWith('changed') && type === 'task-started') writeFileSync(rig.footage, fakeMedium('video', 1, 'another'));
      },
    });
    const [failed] = factsOfType(events, 'node-failed');
    expect(failed).toMatchObject({ step: 'whole', error: { code, message: expect.stringMatching(message) } });
    expect(failed?.error.provider).toBeUndefined();
    expect(JSON.stringify(events)).not.toContain('key=secret');
  });
});

test('what longest waits for a film of an avatar goes first', async () => {
  await inStudio(
    async ({ rig, provider }) => {
      const voice = { type: 'id', id: 'V', location: place() } as const;
      const alone = (n: number) => instanceOf({ name: `alone-${n}`, steps: [step('speech', tts(voice, `Alone ${n}.`))] });
      const chain = instanceOf({
        name: 'chain',
        steps: [
          step('speech', tts(voice, 'Chained.')),
          step('film', avatarVideo(avatarId, output('speech', 'audio', 'audio')), { needs: ['speech'] }),
        ],
      });
      await rig.run([alone(1), alone(2), alone(3), chain], provider);
      const texts = provider.tasks.flatMap(({ input }) => (input.kind === 'tts' ? [input.text] : []));
      expect(texts.indexOf('Chained.')).toBeLessThanOrEqual(1);
      expect(inputOf(provider, 'avatar-video')?.speech).toMatchObject({
        kind: 'audio',
        audio: { kind: 'staged', staged: { purpose: expect.stringMatching(/audio$/) } },
      });
    },
    { limits: [{ id: 'create', scopes: ['start:tts'], count: 1, windowMs: 60_000 }] },
  );
});
