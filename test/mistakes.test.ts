import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEmulatorServer } from './support/emulator.ts';
import { createProject } from './support/project.ts';
import { reel } from './support/reel.ts';

/** Ten mistakes, one of each kind that authors make. */
const tenMistakes = `name: ten
inputs:
  count: { type: strin, default: a }
steps:
  voice:
    uses: clone-voice
    with: { sampel: assets/mei.wav, language: en }
  speech:
    uses: ttts
    with: { voice: x, text: hello }
  talk:
    uses: tts
    with:
      voice: \${{ steps.voice.audio }}
      text: \${{ inputs.conut }}
      speed: fast
  film:
    uses: lip-sync
    with:
      video: assets/missing.mp4
      audio: \${{ steps.tlak.audio }}
      size: 1080-1920
  away:
    uses: clone-voice
    with: { sample: ../../etc/passwd }
outputs:
  video: \${{ steps.film.video }}
`;

test('ten mistakes give ten diagnostics in one go, each at its line, and run starts nothing', async () => {
  using project = createProject({ 'ten.reel.yaml': tenMistakes });
  await using emulator = await startEmulatorServer(project.path);
  const outcome = await reel(['run', 'ten.reel.yaml'], { cwd: project.path, env: emulator.env });
  expect(outcome.code).toBe(2);
  const lines = [...outcome.stderr.matchAll(/^ten\.reel\.yaml:(\d+):\d+ error [A-Z_]+: /gm)].map((match) => Number(match[1]));
  expect(lines).toEqual([3, 7, 9, 14, 15, 16, 20, 21, 22, 25]);
  expect(outcome.stderr).toMatch(/sampel[\s\S]*~+[\s\S]*"sample"/);
  expect((await emulator.report()).calls).toEqual({});
});

test.each([
  { title: 'no recipe', args: ['run'], says: /recipe/ },
  { title: 'a recipe that is not there', args: ['run', 'nowhere.reel.yaml'], says: /nowhere\.reel\.yaml/ },
  { title: 'an unknown command', args: ['rnu'], says: /run/ },
  { title: 'an unknown flag', args: ['run', '--emulat'], says: /--emulate/ },
  { title: 'an unknown provider', args: ['plan', 'ten.reel.yaml', '--provider', 'chanjin'], says: /chanjing/ },
])('$title is a usage error with a way out, exit 2', async ({ args, says }) => {
  using project = createProject({ 'ten.reel.yaml': tenMistakes });
  const outcome = await reel(args, { cwd: project.path });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(says);
  expect(outcome.stdout).toBe('');
  expect(outcome.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
});

test('missing credentials point at the variables and at --emulate, before anything is sent', async () => {
  using project = createProject({
    'a.reel.yaml': 'steps:\n  s:\n    uses: tts\n    with: { voice: C-1, text: hello }\noutputs:\n  audio: ${{ steps.s.audio }}\n',
  });
  const outcome = await reel(['run', 'a.reel.yaml'], { cwd: project.path });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(/CHANJING_APP_ID/);
  expect(outcome.stderr).toMatch(/--emulate/);
});

test('check judges a recipe whose input must be given at each run, and says what it could not judge', async () => {
  using project = createProject({
    'a.reel.yaml': `inputs:
  who: { type: string }
steps:
  s:
    uses: tts
    with: { voice: C-1, text: 'Hello \${{ inputs.who }}', sped: 1 }
outputs:
  audio: \${{ steps.s.audio }}
`,
  });
  const wrong = await reel(['check', 'a.reel.yaml'], { cwd: project.path });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr.match(/ error /g)).toHaveLength(1);
  expect(wrong.stderr).toMatch(/a\.reel\.yaml:6:.*sped/);
  project.write('a.reel.yaml', readFileSync(join(project.path, 'a.reel.yaml'), 'utf8').replace(', sped: 1', ''));
  const right = await reel(['check', 'a.reel.yaml'], { cwd: project.path });
  expect(right.stderr).toMatch(/who/);
  expect(right.code).toBe(0);
  expect((await reel(['run', 'a.reel.yaml', '--emulate'], { cwd: project.path })).code).toBe(2);
});
