import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookAt, srtCues } from './support/media.ts';
import { createPresenterProject, type PresenterProject } from './support/presenter.ts';
import { type Outcome, reel } from './support/reel.ts';

const providers = ['chanjing', 'guiji'] as const;
const sentence = 'Good evening. Whoever renders this film, the recipe stays the same.';

interface PlannedNode {
  readonly id: string;
  readonly uses: string;
  readonly provider: string;
  readonly origin: { readonly type: string } | null;
  readonly consent: string | null;
}

describe.each(providers)('the films of specs/presenter on %s', (provider) => {
  let project: PresenterProject;
  let film: Outcome;
  beforeAll(async () => {
    project = createPresenterProject();
    film = await reel(['run', 'presenter.reel.yaml', '--emulate', '--provider', provider], { cwd: project.path });
  });
  afterAll(() => project[Symbol.dispose]());

  const out = (...names: string[]) => join(project.path, 'out', ...names);

  test('the lip-synced film plays in the frame of its footage, as long as its speech, with its captions', async () => {
    expect(film.stderr).not.toMatch(/error/i);
    expect(film.code).toBe(0);
    const made = await lookAt(out('presenter', 'default', 'video.mp4'));
    expect(made).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac', widthPx: 360, heightPx: 640 });
    const cues = srtCues(readFileSync(out('presenter', 'default', 'captions.srt'), 'utf8'));
    expect(cues.map(({ text }) => text).join(' ')).toBe(sentence);
    expect(made.durationS).toBeGreaterThan(cues.at(-1)?.startS ?? Number.NaN);
    expect(JSON.parse(readFileSync(out('presenter', 'default', 'manifest.json'), 'utf8'))).toMatchObject({ emulated: true });
  });

  test('the second run does nothing', async () => {
    const again = await reel(['run', 'presenter.reel.yaml', '--emulate', '--provider', provider], { cwd: project.path });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('Nothing to do')]);
  });

  test('two films of an avatar from the catalogue are joined to one', async () => {
    const joined = await reel(['run', 'bulletin.reel.yaml', '--emulate', '--provider', provider, '--json'], { cwd: project.path });
    expect(joined.code).toBe(0);
    expect(JSON.parse(joined.stdout)).toMatchObject({ outcome: 'done', started: { 'avatar-video': 2 } });
    const made = await lookAt(out('bulletin', 'default', 'video.mp4'));
    expect(made).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac' });
    expect(made.durationS).toBeGreaterThan(2);
  });
});

test('one word is all that changes: the project file says who, and recipe and canonical form stay the same', async () => {
  using project = createPresenterProject();
  const look = async () => {
    const cwd = project.path;
    const plan = await reel(['plan', 'presenter.reel.yaml', '--emulate', '--json'], { cwd });
    const config = await reel(['config', 'presenter.reel.yaml'], { cwd });
    const nodes = JSON.parse(plan.stdout).nodes as PlannedNode[];
    return { file: project.read('reelwright.yaml'), nodes, config: config.stdout };
  };
  const one = await look();
  project.edit('reelwright.yaml', 'provider: chanjing', 'provider: guiji');
  const other = await look();

  const changed = (a: string, b: string) => a.split(/\s+/).filter((word, index) => word !== b.split(/\s+/)[index]);
  expect(changed(one.file, other.file)).toEqual(['chanjing']);
  expect(other.config).toBe(one.config);
  const shown = (nodes: readonly PlannedNode[]) => nodes.map(({ id, uses, provider }) => `${id} ${uses} ${provider}`);
  expect(shown(one.nodes)).toEqual([
    'presenter/default/cast.lena.voice clone-voice chanjing',
    'presenter/default/speech tts chanjing',
    'presenter/default/film lip-sync chanjing',
    'presenter/default/subtitles captions local',
  ]);
  expect(shown(other.nodes)).toEqual([
    'presenter/default/cast.lena.voice clone-voice guiji',
    'presenter/default/speech tts guiji',
    'presenter/default/film.avatar clone-avatar guiji',
    'presenter/default/film avatar-video guiji',
    'presenter/default/subtitles captions local',
  ]);
  expect(other.nodes.map(({ origin, consent }) => [origin?.type ?? null, consent])).toEqual([
    ['cast', 'lena-2026'],
    [null, null],
    ['compiled', 'lena-2026'],
    ['compiled', null],
    [null, null],
  ]);
});

test('the plan shows what a step is compiled to, beneath the step', async () => {
  using project = createPresenterProject();
  const { stdout } = await reel(['plan', 'presenter.reel.yaml', '--emulate', '--provider', 'guiji'], { cwd: project.path });
  expect(stdout).toMatch(
    /^presenter\/default\/film +lip-sync +guiji +compiled +.*\n {2}film\.avatar +clone-avatar +guiji +run .*\n {2}film +avatar-video +guiji +run /m,
  );
});

test('parity tells field by field what each provider makes of the recipe, and refusing is no error', async () => {
  using project = createPresenterProject();
  project.edit('presenter.reel.yaml', 'text: Good evening.', 'speed: 1.2\n      text: Good evening.');
  const table = await reel(['parity', 'presenter.reel.yaml'], { cwd: project.path });
  expect(table.code).toBe(0);
  expect(table.stdout).toMatch(/^STEP +FIELD +CHANJING +GUIJI$/m);
  expect(table.stdout).toMatch(/^presenter\/default\/film +lip-sync +yes +compiled \[\d\]$/m);
  expect(table.stdout).toMatch(/^ +speed +yes +refused \[\d\]$/m);
  expect(table.stdout).toMatch(/^\[\d\] .*pace of the voice/m);
  expect(table.stderr).toContain('It runs on chanjing. It does not run on guiji.');
  const data = await reel(['parity', 'presenter.reel.yaml', '--provider', 'guiji', '--json'], { cwd: project.path });
  expect(JSON.parse(data.stdout)).toMatchObject({ providers: ['guiji'], runs: { guiji: false } });
});

describe('a consent that does not cover a use', () => {
  const recipeLine = 'presenter\\.reel\\.yaml:1\\d:\\d+ error PLAN_CONSENT: ';
  const record = '"lena-2026" \\(reelwright\\.yaml:5\\)';

  test.each([
    {
      title: 'is missing',
      spoil: (project: PresenterProject) => project.edit('presenter.reel.yaml', 'consent: lena-2026', 'consent: lena-2025'),
      says: `${recipeLine}There is no consent "lena-2025"[\\s\\S]*Did you mean "lena-2026"\\?`,
    },
    {
      title: 'has expired',
      spoil: (project: PresenterProject) => project.edit('reelwright.yaml', 'subject: Lena Hart', 'expires: 2020-01-31'),
      says: `${recipeLine}.*${record} expired on 2020-01-31`,
    },
    {
      title: 'is not granted for a face',
      spoil: (project: PresenterProject) => project.edit('reelwright.yaml', 'grants: [voice, face]', 'grants: [voice]'),
      says: `${recipeLine}.*${record} does not grant the use of the face`,
    },
    {
      title: 'has no recording of the face',
      spoil: (project: PresenterProject) => project.edit('reelwright.yaml', ', face: consents/lena.mp4', ''),
      says: `${recipeLine}.*${record} has no recording`,
    },
  ])('$title: the plan stops at its line and names the record', async ({ spoil, says }) => {
    using project = createPresenterProject();
    spoil(project);
    for (const command of ['plan', 'run']) {
      const refused = await reel([command, 'presenter.reel.yaml', '--emulate', '--provider', 'guiji'], { cwd: project.path });
      expect(refused.stderr).toMatch(new RegExp(says));
      expect(refused.code).toBe(2);
    }
    expect(existsSync(join(project.path, 'out'))).toBe(false);
  });

  test('covers the voice of a cast member as well, at the line that uses it', async () => {
    using project = createPresenterProject();
    project.edit('reelwright.yaml', 'grants: [voice, face]', 'grants: [face]');
    const refused = await reel(['check', 'presenter.reel.yaml', '--provider', 'guiji'], { cwd: project.path });
    expect(refused.stderr).toMatch(/presenter\.reel\.yaml:8:\d+ error PLAN_CONSENT: .*"lena-2026".* does not grant the use of the voice/);
    expect(refused.code).toBe(2);
  });
});

describe('a profile', () => {
  test('draft is emulated without a word about it on the command line', async () => {
    using project = createPresenterProject();
    const draft = await reel(['run', 'presenter.reel.yaml', '--profile', 'draft'], { cwd: project.path });
    expect([draft.code, draft.stderr]).toEqual([0, expect.stringContaining('no account, no network, nothing paid')]);
    const again = await reel(['run', 'presenter.reel.yaml', '--profile', 'draft'], { cwd: project.path });
    expect(again.stderr).toContain('Nothing to do');
    const real = await reel(['run', 'presenter.reel.yaml'], { cwd: project.path });
    expect([real.code, real.stderr]).toEqual([2, expect.stringContaining('PLAN_PROVIDER_SETTINGS')]);
  });

  test('gives its values to recipes that ask for them', async () => {
    using project = createPresenterProject();
    project.edit('presenter.reel.yaml', 'Good evening.', "'${{ profile.greeting }}");
    project.edit('presenter.reel.yaml', 'stays the same.', "stays the same.'");
    const config = await reel(['config', 'presenter.reel.yaml', '--profile', 'draft'], { cwd: project.path });
    expect(config.stdout).toContain('This is a draft. Whoever renders this film');
    const without = await reel(['config', 'presenter.reel.yaml'], { cwd: project.path });
    expect([without.code, without.stderr]).toEqual([2, expect.stringMatching(/--profile draft or --profile final|--profile final/)]);
  });

  test('that nobody knows is answered with the nearest', async () => {
    using project = createPresenterProject();
    const unknown = await reel(['plan', 'presenter.reel.yaml', '--profile', 'finla'], { cwd: project.path });
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toMatch(/There is no profile "finla"\.\n {3}hint: Did you mean "final"\? Known: draft, final\./);
  });

  test('holds a run to its budget before anything is called', async () => {
    using project = createPresenterProject();
    project.edit('reelwright.yaml', 'video: 2m, speech: 2000', 'video: 1s, speech: 20');
    const words = ['presenter.reel.yaml', '--profile', 'final', '--emulate'];
    const over = await reel(['run', ...words], { cwd: project.path });
    expect(over.stderr).toMatch(
      /RUN_BUDGET: The profile final allows 1\.0 s of film, and this run would start about \d\.\d s; it allows 20 characters of speech, and this run would start (?:about )?67\. Nothing was started\./,
    );
    expect(over.code).toBe(5);
    expect(existsSync(join(project.path, 'out'))).toBe(false);
    const planned = await reel(['plan', ...words], { cwd: project.path });
    expect([planned.code, planned.stderr]).toEqual([0, expect.stringContaining('reel run would refuse it')]);
  });
});
