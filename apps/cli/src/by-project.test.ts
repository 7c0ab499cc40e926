import { expect, test } from 'vitest';
import { createProject, film } from './testing/project.ts';

/** Two projects in one folder, the second of which can be made wrong. */
function createTwo(second = film) {
  return createProject({
    'film.reel.yaml': film,
    'guests/reelwright.yaml': 'version: 1\n',
    'guests/mei.wav': 'sound',
    'guests/desk.mp4': 'picture',
    'guests/film.reel.yaml': second,
  });
}

test('check goes through the projects one after the other, and says of which it speaks', async () => {
  using both = createTwo();
  const { code, stderr } = await both.reel(['check', '.']);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^In \.:\n[\s\S]*Right: 1 recipe checked\.\nIn guests:\n[\s\S]*Right: 1 recipe checked\.\n$/);
});

test.each([
  { command: 'check', order: ['guests', 'film.reel.yaml'], oks: [false, true] },
  { command: 'check', order: ['film.reel.yaml', 'guests'], oks: [true, false] },
])('$command $order: the exit code is the worst one, and the documents are a list in that order', async ({ command, order, oks }) => {
  using both = createTwo(film.replace('uses: tts', 'uses: ttts'));
  const { code, stdout } = await both.reel([command, ...order, '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout).map(({ ok }: { ok: boolean }) => ok)).toEqual(oks);
});

test('plan prints one document for each project, and one project is no list', async () => {
  using both = createTwo();
  const documents = JSON.parse((await both.reel(['plan', '.', '--json', '--emulate'])).stdout);
  expect(documents.map(({ nodes }: { nodes: unknown[] }) => nodes.length)).toEqual([4, 4]);
  expect(JSON.parse((await both.reel(['plan', 'guests', '--json', '--emulate'])).stdout).nodes).toHaveLength(4);
});

test('what stops one project is told, and the next has its turn', async () => {
  using both = createTwo();
  both.write('reelwright.yaml', 'providers:\n  chanjing: { secretKey: { file: nowhere } }\n');
  const { code, stderr } = await both.reel(['plan', '.']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/PLAN_PROVIDER_SETTINGS: The file nowhere[\s\S]*In guests:\n[\s\S]*CHANJING_APP_ID/);
});

test.each([
  { words: ['run', '.', '--reporter', 'ndjson'], says: '--reporter ndjson is for one project' },
  { words: ['run', '.', '--out', 'films'], says: '--out is for one project' },
  { words: ['check', '.', '--input', 'who=Mei'], says: '--input is for one project, and the recipes belong to 2 projects: ., guests.' },
])('$words is refused for several projects', async ({ words, says }) => {
  using both = createTwo();
  const { code, stderr } = await both.reel(words);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});
