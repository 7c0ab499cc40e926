import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject, film } from '../testing/project.ts';

/** Commands that only look: check, config, plan, graph, schema. */

test('check says that a recipe is right, and leaves nothing behind', async () => {
  using project = createProject();
  const { code, stdout, stderr } = await project.reel(['check']);
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toMatch(/Right: 1 recipe checked\.\n$/);
  expect(existsSync(join(project.path, '.reel'))).toBe(false);
});

test('check tells all mistakes of all recipes at once, with their lines, and counts them', async () => {
  using project = createProject({
    'a.reel.yaml': film.replace('uses: tts', 'uses: ttts').replace('mei.wav', 'may.wav'),
    'b.reel.yaml': film.replace('name: film', 'name: other').replace('steps.lines.captions', 'steps.line.captions'),
  });
  const { code, stdout, stderr } = await project.reel(['check', '.', '--json']);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /a\.reel\.yaml:9:11 error RECIPE_UNKNOWN_USES: .*\n {4}9 \| {5}uses: ttts\n {6}\| {11}~~~~\n {3}hint: Did you mean "tts"\?/,
  );
  expect(stderr).toContain('a.reel.yaml:7:21 error RECIPE_FILE_MISSING');
  expect(stderr).toMatch(/b\.reel\.yaml:19:\d+ error RECIPE_UNKNOWN_STEP/);
  const { ok, diagnostics } = JSON.parse(stdout);
  expect(ok).toBe(false);
  expect(stderr).toContain(`${diagnostics.length} errors.`);
});

test('check knows the limits of the provider', async () => {
  using project = createProject({ 'film.reel.yaml': film.replace('Hello', 'Hello '.repeat(1000)) });
  const { code, stderr } = await project.reel(['check']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/film\.reel\.yaml:10:\d+ error PLAN_LIMIT: The text has \d+ characters/);
});

test.each([
  { project: 'provider: chanjng\n', says: /reelwright\.yaml:1:11 error PLAN_UNKNOWN_PROVIDER: [\s\S]*Did you mean "chanjing"\?/ },
  {
    project: 'providers:\n  chanjing: { baseURL: x }\n',
    says: /reelwright\.yaml:2:\d+ error PROJECT_INVALID: .*"baseURL"[\s\S]*Did you mean "baseUrl"\?/,
  },
  {
    project: 'providers:\n  studio: { uses: chanjng }\n',
    says: /reelwright\.yaml:2:19 error PLAN_UNKNOWN_PROVIDER: There is no provider "chanjng"[\s\S]*Did you mean "chanjing"\?/,
  },
  {
    project: 'providers:\n  studio: { appId: { env: A } }\n',
    says: /reelwright\.yaml:2:3 error PLAN_UNKNOWN_PROVIDER: There is no provider "studio"[\s\S]*uses: chanjing/,
  },
  {
    project: 'providers:\n  guiji: { uses: chanjing }\n',
    says: /reelwright\.yaml:2:18 error PROJECT_INVALID: guiji is the name of a provider/,
  },
  {
    project: 'providers:\n  local: { uses: chanjing }\n',
    says: /reelwright\.yaml:2:3 error PROJECT_INVALID: "local" is what runs on this machine, so no account can have that name\./,
  },
  {
    project: 'providers:\n  clone: { uses: chanjing }\n',
    says: /reelwright\.yaml:2:3 error PROJECT_INVALID: "clone" is how the cast says that somebody is cloned/,
  },
  {
    project: 'profiles:\n  final: { provider: [chanjing, studoi] }\nproviders:\n  studio: { uses: chanjing }\n',
    says: /reelwright\.yaml:2:33 error PLAN_UNKNOWN_PROVIDER: There is no provider "studoi"[\s\S]*Did you mean "studio"\?/,
  },
  {
    project: 'cast:\n  mei:\n    voice: { chanjng: C-1 }\n',
    says: /reelwright\.yaml:3:23 error PLAN_UNKNOWN_PROVIDER: There is no provider "chanjng"/,
  },
  { project: 'providers:\n  chanjing: { secretKey: test-secret-value }\n', says: /reelwright\.yaml:2:\d+ error PROJECT_INVALID: .*secret/ },
])('check judges the project file: $project', async ({ project: text, says }) => {
  using project = createProject({ 'film.reel.yaml': film, 'reelwright.yaml': text });
  const { code, stderr } = await project.reel(['check']);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
  expect(stderr).not.toContain('test-secret-value');
});

test('an input that none of several recipes knows is a slip of the command line; one that one of them knows is right for all', async () => {
  using project = createProject({
    'a.reel.yaml': film.replace('name: film', 'name: a'),
    'b.reel.yaml': film.replace('name: film', 'name: b').replaceAll('who', 'whom'),
  });
  expect((await project.reel(['check', '.', '--input', 'who=Mei'])).code).toBe(0);
  const { code, stderr } = await project.reel(['check', '.', '--input', 'woh=Mei']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/None of the recipes has an input "woh"\.\n {3}hint: Did you mean "who"\?/);
});

test('config prints the canonical form, which config prints again unchanged', async () => {
  using project = createProject();
  const { code, stdout } = await project.reel(['config', 'film.reel.yaml', '--input', 'who=Mei']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/text: Hello Mei\.\n\s+speed: 1\n/);
  project.write('canonical.reel.yaml', stdout);
  expect((await project.reel(['config', 'canonical.reel.yaml'])).stdout).toBe(stdout);
  const [document] = JSON.parse((await project.reel(['config', 'canonical.reel.yaml', '--json'])).stdout);
  expect(document).toEqual({ recipe: 'film', instance: 'default', yaml: stdout });
});

test('plan tells each step with its decision and why, and what would be paid for', async () => {
  using project = createProject();
  const { code, stdout, stderr } = await project.reel(['plan']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^STEP +USES +PROVIDER +DECISION +WHY\nfilm\/default\/voice +clone-voice +chanjing +run +It has not been made yet/,
  );
  expect(stdout).toMatch(
    /4 steps: 4 to run\. Paid tasks that would be started, at most: 1 clone-voice, 1 tts, 1 lip-sync \(about 0\.7 s of film, 10 characters of speech, 1 clone\)\.\n$/,
  );
  expect(stderr).toMatch(
    /CHANJING_APP_ID and CHANJING_SECRET_KEY are not set, so what your account at chanjing has already made is not known/,
  );
  expect(existsSync(join(project.path, '.reel'))).toBe(false);
});

test('plan --emulate asks for no account and speaks of no payment', async () => {
  using project = createProject();
  const { stdout, stderr } = await project.reel(['plan', '--emulate']);
  expect(stdout).toContain('Emulated: nothing would be paid.');
  expect(stderr).not.toContain('CHANJING');
});

test('plan --json is data alone', async () => {
  using project = createProject();
  const { stdout } = await project.reel(['plan', '--json']);
  const { nodes, outputs, emulated, diagnostics } = JSON.parse(stdout);
  expect(nodes.map((node: { id: string }) => node.id)).toContain('film/default/film');
  expect([outputs.length, emulated]).toEqual([2, false]);
  expect(diagnostics.map(({ location }: { location: { line: number } }) => location.line)).toEqual([7, 13]);
});

test('check warns of media that are not what their names say, at their lines', async () => {
  using project = createProject();
  const { code, stderr } = await project.reel(['check']);
  expect(code).toBe(0);
  expect(stderr).toMatch(/film\.reel\.yaml:7:21 warning PLAN_LIMIT: The file ends in \.wav and cannot be read as that/);
  expect(stderr).toMatch(/film\.reel\.yaml:13:20 warning PLAN_LIMIT: The file ends in \.mp4 and cannot be read as that/);
  expect(stderr).toMatch(/2 warnings\.\nRight: 1 recipe checked\.\n$/);
});

test.each([
  { format: 'mermaid', says: /^flowchart LR\n[\s\S]*n0\["voice<br>clone-voice · chanjing"\][\s\S]*-- "voice" -->/ },
  { format: 'dot', says: /^digraph reel \{\n[\s\S]*\}\n$/ },
])('graph prints $format', async ({ format, says }) => {
  using project = createProject();
  const { code, stdout } = await project.reel(['graph', 'film.reel.yaml', '--format', format]);
  expect(code).toBe(0);
  expect(stdout).toMatch(says);
});

test.each(['config', 'plan', 'graph'])('%s of a wrong recipe tells why and prints no data', async (command) => {
  using project = createProject({ 'film.reel.yaml': film.replace('uses: tts', 'uses: ttts') });
  const { code, stdout, stderr } = await project.reel([command, 'film.reel.yaml']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('RECIPE_UNKNOWN_USES');
});

test('schema prints a JSON Schema', async () => {
  using project = createProject();
  expect(JSON.parse((await project.reel(['schema'])).stdout)).toMatchObject({
    $schema: expect.stringContaining('json-schema.org'),
    type: 'object',
  });
});

test('run refuses a wrong recipe, missing credentials and two claims on stdout before anything is started', async () => {
  using project = createProject({ 'film.reel.yaml': film, 'bad.reel.yaml': film.replace('uses: tts', 'uses: ttts') });
  const bad = await project.reel(['run', 'bad.reel.yaml', '--emulate', '--json']);
  expect(bad.code).toBe(2);
  expect(bad.stderr).toMatch(/RECIPE_UNKNOWN_USES[\s\S]*Nothing was started\.\n$/);
  expect(JSON.parse(bad.stdout).outcome).toBe('refused');
  const poor = await project.reel(['run', 'film.reel.yaml'], { CHANJING_APP_ID: 'test-app' });
  expect(poor.code).toBe(2);
  expect(poor.stderr).toMatch(
    /PLAN_PROVIDER_SETTINGS: The provider chanjing has no credentials: CHANJING_SECRET_KEY is not set\.\n {3}hint: .*--emulate/,
  );
  expect((await project.reel(['run', 'film.reel.yaml', '--json', '--reporter', 'ndjson'])).stderr).toContain('both want stdout');
  const unknown = await project.reel(['run', 'film.reel.yaml', '--provider', 'chanjng']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringMatching(/PLAN_UNKNOWN_PROVIDER[\s\S]*Did you mean "chanjing"/)]);
  expect(existsSync(join(project.path, '.reel'))).toBe(false);
  expect(existsSync(join(project.path, 'out'))).toBe(false);
});

test('the variables that a project file points at are the ones that are asked for', async () => {
  using project = createProject({
    'film.reel.yaml': film,
    'reelwright.yaml': 'providers:\n  chanjing: { appId: { env: TEST_APP }, secretKey: { file: secrets/key } }\n',
  });
  const missing = await project.reel(['run', 'film.reel.yaml']);
  expect(missing.stderr).toContain('The file secrets/key, which chanjing.secretKey points at, cannot be read.');
  project.write('secrets/key', 'test-secret-value\n');
  expect((await project.reel(['run', 'film.reel.yaml'])).stderr).toContain('TEST_APP is not set');
});

test('a mistake in the project file is told once, and nothing is said of people whom it may well name', async () => {
  using project = createProject({
    'film.reel.yaml': film
      .replace(`'\${{ steps.voice.voice }}'`, `'\${{ cast.mei.voice }}'`)
      .replace("audio: '", "consent: mei-2026, audio: '"),
    'reelwright.yaml': [
      'consents:',
      '  mei-2026: { grants: voice, statement: I agree., recording: mei.wav }',
      'cast: { mei: { voice: { clone: mei.wav } } }',
      '',
    ].join('\n'),
  });
  for (const command of ['check', 'plan', 'run']) {
    const { code, stderr } = await project.reel([command]);
    expect(code).toBe(2);
    expect(stderr.match(/ error [A-Z_]+/g)).toEqual([' error PROJECT_INVALID']);
    expect(stderr).toMatch(/reelwright\.yaml:2:23 error PROJECT_INVALID: "grants"/);
  }
});
