import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEmulatorServer } from './support/emulator.ts';
import { createProject } from './support/project.ts';
import { reel, repository } from './support/reel.ts';

test('two-voices: its chains run side by side, by one login, and nothing is created twice', async () => {
  using project = createProject({ 'two-voices.reel.yaml': readFileSync(join(repository, 'specs', 'two-voices.reel.yaml'), 'utf8') });
  await using emulator = await startEmulatorServer(project.path);
  const outcome = await reel(['run', 'two-voices.reel.yaml'], { cwd: project.path, env: emulator.env });
  expect(outcome.code).toBe(0);
  const report = await emulator.report();
  expect(report.tasks.map(({ kind, outcome: end }) => `${kind} ${end}`).sort()).toEqual([
    'clone-voice succeeded',
    'clone-voice succeeded',
    'lip-sync succeeded',
    'lip-sync succeeded',
    'tts succeeded',
    'tts succeeded',
  ]);
  expect(report.createdTwice).toEqual([]);
  expect(report.sideBySide.byKind).toEqual({ 'clone-voice': 2, tts: 2, 'lip-sync': 2 });
  expect(report).toMatchObject({ tokensIssued: 1, tokensLeaked: 0 });
  expect(report.tasks.every((task) => task.polls > 0)).toBe(true);
});

test('25 films on one limit: at most ten creates in any minute, none refused, none twice', async () => {
  const films = Array.from({ length: 25 }, (_, index) => index);
  const recipe = `name: many
steps:
  speech:
    uses: tts
    with: { voice: C-f2429d07554749839849497589199916, text: One sentence for all. }
${films
  .map(
    (index) => `  film-${index}:
    uses: lip-sync
    with: { video: assets/mei-desk.mp4, audio: '\${{ steps.speech.audio }}', size: 64x${64 + 2 * index} }`,
  )
  .join('\n')}
outputs:
${films.map((index) => `  film-${index}: \${{ steps.film-${index}.video }}`).join('\n')}
`;
  using project = createProject({ 'many.reel.yaml': recipe });
  await using emulator = await startEmulatorServer(project.path, ['--speed', '60']);
  const outcome = await reel(['run', 'many.reel.yaml'], { cwd: project.path, env: emulator.env });
  expect(outcome.stderr).not.toMatch(/error/);
  expect(outcome.code).toBe(0);
  const report = await emulator.report();
  expect(report.tasks.filter((task) => task.kind === 'lip-sync')).toHaveLength(25);
  expect(report.createdTwice).toEqual([]);
  expect(report.calls['video_lip_sync/create']).toMatchObject({ count: 25, refused: 0 });
  expect(report.windows['lip-sync'] ?? report.windows['video_lip_sync/create']).toBe(10);
});
