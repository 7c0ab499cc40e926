import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempFolder } from '@reelwright/test-kit';
import { expect, test } from 'vitest';
import { runCommandLine } from '../command-line.ts';
import { createCollectingHost } from '../testing/collecting-host.ts';

async function init(cwd: string, ...args: string[]) {
  const host = createCollectingHost({ cwd });
  return { code: await runCommandLine(['init', ...args], host), ...host.written };
}

test('a new project is whole and right, and the next steps are named', async () => {
  using folder = createTempFolder();
  const { code, stdout, stderr } = await init(folder.path, 'my films');
  expect([code, stdout]).toEqual([0, '']);
  const project = join(folder.path, 'my films');
  const files = readdirSync(project, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.\w+$/.test(name) && !name.endsWith('.github'),
  );
  expect(files.sort()).toEqual([
    '.github/workflows/films.yml',
    '.gitignore',
    'assets/mei-desk.mp4',
    'assets/mei.wav',
    'reelwright.yaml',
    'welcome.reel.yaml',
  ]);
  expect(stderr).toMatch(/cd 'my films'\n {2}reel run --emulate/);
  const host = createCollectingHost({ cwd: project });
  expect([await runCommandLine(['check'], host), host.written.stderr]).toEqual([0, expect.not.stringContaining('error')]);
});

test.each(['reelwright.yaml', 'welcome.reel.yaml', 'other.reel.yaml', '.gitignore'])(
  'nothing is written where %s stands already',
  async (name) => {
    using folder = createTempFolder();
    mkdirSync(join(folder.path, 'films'));
    writeFileSync(join(folder.path, 'films', name), 'mine');
    const { code, stderr } = await init(folder.path, 'films');
    expect(code).toBe(2);
    expect(stderr).toContain(name);
    expect(readdirSync(join(folder.path, 'films'))).toEqual([name]);
    expect(readFileSync(join(folder.path, 'films', name), 'utf8')).toBe('mine');
  },
);

test('the current folder is the default', async () => {
  using folder = createTempFolder();
  expect((await init(folder.path)).code).toBe(0);
  expect(existsSync(join(folder.path, 'welcome.reel.yaml'))).toBe(true);
});

test.each([
  { what: 'a file', argument: 'notes.txt' },
  { what: 'a folder below a file', argument: 'notes.txt/films' },
])('$what cannot be a project, and that is no fault of ours', async ({ argument }) => {
  using folder = createTempFolder();
  writeFileSync(join(folder.path, 'notes.txt'), 'mine');
  const { code, stderr } = await init(folder.path, argument);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^error CLI_FILE: .*notes\.txt.*\n {3}hint: /)]);
});
