import { readFileSync } from 'node:fs';
import { renderDiagnostic } from '@reelwright/errors';
import { describe, expect, test } from 'vitest';
import { places, sentences, usualFiles } from '../testing/judge.ts';
import { createMemoryFiles } from '../testing/memory-files.ts';
import { parseProject } from './parse-project.ts';

function parse(text: string) {
  return parseProject(text, 'reelwright.yaml');
}

function printed(text: string): string {
  return parse(text)
    .diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, text))
    .join('\n');
}

test('reads provider, settings and pointers, each with its place', () => {
  const { project, diagnostics } = parse(`version: 1
provider: chanjing
providers:
  chanjing:
    appId: { env: CHANJING_APP_ID }
    secretKey: { file: secrets/chanjing.txt }
    baseUrl: https://open-api.chanjing.cc
    limits: { starts: 10, burst: [1, true] }
`);
  expect(diagnostics).toEqual([]);
  expect(project?.providers).toMatchObject([{ value: 'chanjing', location: { line: 2, column: 11 } }]);
  expect(project?.accounts.get('chanjing')).toMatchObject({
    id: 'chanjing',
    location: { line: 4, column: 3 },
    settings: {
      appId: { env: 'CHANJING_APP_ID' },
      secretKey: { file: 'secrets/chanjing.txt' },
      baseUrl: 'https://open-api.chanjing.cc',
      limits: { starts: 10, burst: [1, true] },
    },
    locations: { baseUrl: { line: 7, column: 14 } },
  });
});

test('reads accounts under names of their own, and settings inside settings with their places', () => {
  const { project, diagnostics } = parse(`provider: [studio-b, chanjing]
providers:
  studio-b:
    uses: chanjing
    appId: { env: STUDIO_APP_ID }
    bridge:
      kind: s3
      accessKeyId: { env: BRIDGE_KEY }
      ports: [80, 443]
`);
  expect(diagnostics).toEqual([]);
  expect(project?.providers.map(({ value }) => value)).toEqual(['studio-b', 'chanjing']);
  const account = project?.accounts.get('studio-b');
  expect(account).toMatchObject({ id: 'studio-b', uses: { value: 'chanjing', location: { line: 4, column: 11 } } });
  expect(Object.keys(account?.settings ?? {})).toEqual(['appId', 'bridge']);
  expect(account?.locations).toMatchObject({
    bridge: { line: 7, column: 7 },
    'bridge.kind': { line: 7, column: 13 },
    'bridge.accessKeyId': { line: 8, column: 20 },
    'bridge.ports.1': { line: 9, column: 19 },
  });
});

test('an account without uses is one of the provider of its name', () => {
  const { project } = parse('providers: { guiji: {} }\n');
  expect(project?.accounts.get('guiji')?.uses).toMatchObject({ value: 'guiji', location: { line: 1, column: 14 } });
});

test('the sample of the design decodes whole', () => {
  const text = readFileSync(new URL('../__fixtures__/project-sample/reelwright.yaml', import.meta.url), 'utf8');
  const files = createMemoryFiles({
    files: { ...usualFiles, 'consents/mei.txt': 'I agree.\n', 'consents/mei.wav': 'sound', 'consents/mei.mp4': 'film' },
  });
  const { project, diagnostics } = parseProject(text, 'reelwright.yaml', files);
  expect(diagnostics).toEqual([]);
  expect([...(project?.accounts.keys() ?? [])]).toEqual(['chanjing', 'guiji']);
  expect(project?.consents.get('mei-2026')).toMatchObject({ statement: 'I agree.', recording: { voice: {}, face: {} } });
  expect(project?.cast.get('mei')?.avatar?.bindings.get('guiji')?.id).toBe('-292');
  expect(project?.cast.get('omar')?.voice?.clone?.medium).toMatchObject({ relativePath: 'assets/mei.wav' });
  expect(project?.profiles.get('final')).toMatchObject({ budget: { videoMs: { value: 720_000 }, speechCharacters: { value: 20_000 } } });
});

test.each(['', '# nothing yet\n', '{}\n', 'version: 1\n'])('a project file may be as good as empty: %j', (text) => {
  expect(parse(text)).toMatchObject({
    project: { providers: [], accounts: new Map(), consents: new Map(), cast: new Map(), profiles: new Map() },
    diagnostics: [],
  });
});

test('a provider named as what every object has is a name like any other', () => {
  const { project } = parse('providers: { constructor: { baseUrl: x } }\n');
  expect(project?.accounts.get('constructor')?.settings).toMatchObject({ baseUrl: 'x' });
  expect(project?.accounts.get('constructor')?.settings.toString).toBeUndefined();
});

describe('refuses', () => {
  test.each([
    ['an unknown key', 'provder: x\n', ['1:1 PROJECT_INVALID']],
    ['a list', '- a\n', ['1:1 PROJECT_INVALID']],
    ['a provider that is no name', 'provider: Chan Jing\n', ['1:11 PROJECT_INVALID']],
    ['settings that are no map', 'providers: { chanjing: 1 }\n', ['1:24 PROJECT_INVALID']],
    ['a setting that is no name', 'providers: { chanjing: { "a b": 1 } }\n', ['1:26 PROJECT_INVALID']],
    ['a version that is none', 'version: one\n', ['1:10 PROJECT_INVALID']],
    ['a newer version', 'version: 2\nstudio: {}\n', ['1:10 RECIPE_UNSUPPORTED_VERSION']],
    ['a key given twice', 'provider: a\nprovider: b\n', ['2:1 RECIPE_DUPLICATE_KEY']],
    ['an expression', "providers: { a: { baseUrl: 'https://${{ env.HOST }}' } }\n", ['1:28 PROJECT_INVALID']],
    ['an expression in a list', "providers: { a: { hosts: [x, '${{ env.HOST }}'] } }\n", ['1:30 PROJECT_INVALID']],
    ['a tab', 'providers:\n\tchanjing: {}\n', ['2:1 RECIPE_SYNTAX']],
    ['several at once', 'provder: x\nprovider: Y\n', ['1:1 PROJECT_INVALID', '2:11 PROJECT_INVALID']],
  ])('%s', (_, text, told) => {
    const { project, diagnostics } = parse(text);
    expect(places(diagnostics)).toEqual(told);
    expect(project).toBeUndefined();
  });

  test('later parts of the language and parts of recipes by name', () => {
    expect(parse('steps: {}\n').diagnostics[0]).toMatchObject({ hint: 'Recipes stand in files of their own, <name>.reel.yaml.' });
    expect(parse('defaults: {}\n').diagnostics[0]).toMatchObject({ hint: '"defaults" is not part of this version of the language.' });
  });
});

describe('the store remote', () => {
  test('is handed over with its places, its secrets as pointers', () => {
    const { project, diagnostics } = parse('store:\n  kind: s3\n  bucket: films\n  secretAccessKey: { env: STORE_KEY }\n');
    expect(diagnostics).toEqual([]);
    expect(project?.store?.settings).toEqual({ kind: 's3', bucket: 'films', secretAccessKey: { env: 'STORE_KEY' } });
    expect(project?.store?.locations).toMatchObject({ bucket: { line: 3, column: 11 } });
    expect(project?.store?.location).toMatchObject({ line: 1, column: 1 });
    expect(parse('provider: chanjing\n').project).not.toHaveProperty('store');
  });

  test.each([
    ['store: /mnt/films', '"store" must be a map.'],
    ['store: { path: x }', '"store" has no "kind", which it needs.'],
    ['store: { kind: s4 }', /"s4"/],
  ])('%s is refused', (text, says) => {
    const { project, diagnostics } = parse(`${text}\n`);
    expect(project).toBeUndefined();
    expect(diagnostics.map(({ message }) => message)).toEqual([typeof says === 'string' ? says : expect.stringMatching(says)]);
    expect(diagnostics[0]).toMatchObject({
      code: 'PROJECT_INVALID',
      hint: expect.stringMatching(/store: \{ kind: directory|Did you mean "s3"/),
    });
  });
});

const secret = 'hunter2';

describe('a secret that stands in the file is refused', () => {
  test.each(['appId', 'app_id', 'secretKey', 'apiKey', 'api_key', 'apiSecret', 'accessToken', 'password', 'KEY', 'key', 'privateKey'])(
    'as %s',
    (name) => {
      const { project, diagnostics } = parse(`providers:\n  chanjing:\n    ${name}: ${secret}\n`);
      expect(project).toBeUndefined();
      expect(sentences(diagnostics)).toEqual([
        `PROJECT_INVALID "${name}" of "chanjing" is a secret, and secrets do not stand in files that are checked in.`,
      ]);
      expect(diagnostics[0]?.location).toMatchObject({ line: 3 });
    },
  );

  test.each(['baseUrl', 'monkey', 'timeout', 'maxTokens', 'keyboard', 'bridge', 'id'])('but not what is none: %s', (name) => {
    expect(parse(`providers: { chanjing: { ${name}: x } }\n`).diagnostics).toEqual([]);
  });

  test('also deep inside, in a list, or as a pointer with something beside it', () => {
    const text = `providers:\n  guiji:\n    bridge:\n      - { token: ${secret} }\n    apiKey: { env: A, value: ${secret} }\n`;
    expect(places(parse(text).diagnostics)).toEqual(['4:18 PROJECT_INVALID', '5:13 PROJECT_INVALID']);
  });
});

describe('a secret is never printed', () => {
  test.each([
    ['with the finding about itself', `providers: { chanjing: { secretKey: ${secret} } }\n`],
    ['with another finding in its line', `providers: { chanjing: { secretKey: ${secret}, "a b": 1 } }\n`],
    ['when its provider is misspelled', `providers: { Chanjing: { secretKey: ${secret} } }\n`],
    ['when the map around it is misspelled', `provders: { chanjing: { secretKey: ${secret} } }\n`],
    ['when it stands twice', `providers:\n  chanjing:\n    secretKey: ${secret}\n    secretKey: ${secret}\n`],
    ['over several lines', `providers:\n  chanjing:\n    secretKey: >\n      ${secret}\n      more\n`],
    ['in the place of settings', `providers: { chanjing: ${secret} }\n`],
    ['in a line that cannot be read', `providers:\n  chanjing:\n    secretKey: "${secret}\n`],
    ['in a line with a tab', `providers:\n\tsecretKey: ${secret}\n`],
    ['without the space after its key', `providers:\n  chanjing:\n    secretKey:${secret}\n    x: 1\n`],
    ['without its key’s colon', `providers:\n  chanjing:\n    secretKey:\n      ${secret}\n      x: 1\n`],
    ['behind a tab', `providers:\n  chanjing:\n    secretKey:\n\t${secret}\n`],
    ['as a key', `providers:\n  chanjing:\n    secretKey:\n      ? [${secret}]\n`],
    ['with a wrong escape', `providers: { chanjing: { secretKey: "\\${secret}" } }\n`],
    ['with a tag', `providers: { chanjing: { secretKey: !!binary ${secret} } }\n`],
    ['as an alias', `providers: { a: { secretKey: &k ${secret} }, b: { secretKey: *k } }\n`],
    ['with a number too long to keep', `providers: { chanjing: { appId: 12345678901234567890, secretKey: ${secret} } }\n`],
    ['in the settings of the store', `store: { kind: s3, secretAccessKey: ${secret} }\n`],
    ['in the place of the store', `store: ${secret}\n`],
    ['in a list of its own', `providers: [${secret}]\n`],
  ])('%s', (_, text) => {
    expect(parse(text).diagnostics).not.toEqual([]);
    expect(printed(text)).not.toContain(secret);
    expect(JSON.stringify(parse(text).diagnostics)).not.toContain(secret);
  });

  test('also not when it is a number too long to keep', () => {
    expect(printed('providers: { chanjing: { appId: 12345678901234567890 } }\n')).not.toContain('1234567');
  });

  test('while lines without one are shown', () => {
    expect(printed(`providers:\n  chanjing:\n    secretKey: { env: A }\nprovder: x\n`)).toContain('4 | provder: x');
    expect(printed(`providers:\n  chanjing:\n    secretKey: { env: A }\n\tbaseUrl: x\n`)).toContain('4 |  baseUrl: x');
  });
});
