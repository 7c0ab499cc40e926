import { describe, expect, test } from 'vitest';
import { places, sentences, usualFiles } from '../testing/judge.ts';
import { createMemoryFiles, type MemoryProject, memoryRoot } from '../testing/memory-files.ts';
import { parseProject } from './parse-project.ts';
import type { Project } from './project.ts';

const files = {
  ...usualFiles,
  'consents/mei.txt': '\ufeff I am Mei Chen.\r\nI agree.\n',
  'consents/mei.wav': 'sound',
  'consents/mei.MP4': 'film',
  'consents/mei.webm': 'film',
  'consents/mei': 'who knows',
  'consents/nothing.wav': '',
};

function parse(text: string, disk: MemoryProject = { files }) {
  return parseProject(text, 'reelwright.yaml', createMemoryFiles(disk));
}

function sound(text: string): Project {
  const { project, diagnostics } = parse(text);
  expect(sentences(diagnostics)).toEqual([]);
  if (project === undefined) throw new Error('no project');
  return project;
}

const consent = (fields: string) => `consents: { mei: { ${fields} } }\n`;
const consentOf = (fields: string) => sound(consent(fields)).consents.get('mei');
const refusals = (text: string) => sentences(parse(text).diagnostics);

describe('a consent', () => {
  test('grants voice and face and holds for ever where nothing else is said', () => {
    expect(consentOf('')).toEqual({
      name: 'mei',
      subject: undefined,
      grants: ['voice', 'face'],
      statement: undefined,
      recording: { voice: undefined, face: undefined },
      expires: undefined,
      location: { file: 'reelwright.yaml', line: 1, column: 13, endLine: 1, endColumn: 16 },
    });
  });

  test('keeps what is said, with its places', () => {
    const found = consentOf(
      'subject: Mei Chen, grants: [face], statement: { file: consents/mei.txt }, recording: { voice: consents/mei.wav, face: https://example.com/mei.mp4 }, expires: 2027-06-30',
    );
    expect(found).toMatchObject({
      subject: 'Mei Chen',
      grants: ['face'],
      statement: 'I am Mei Chen.\nI agree.',
      recording: {
        voice: {
          type: 'file',
          path: `${memoryRoot}/consents/mei.wav`,
          relativePath: 'consents/mei.wav',
          location: { line: 1, column: 114 },
        },
        face: { type: 'url', url: 'https://example.com/mei.mp4' },
      },
      expires: { value: '2027-06-30', location: { line: 1, column: 178 } },
    });
  });

  test.each([
    ['[voice]', ['voice']],
    ['[face, voice]', ['voice', 'face']],
  ])('grants %s', (written, grants) => {
    expect(consentOf(`grants: ${written}`)?.grants).toEqual(grants);
  });

  test('has its words in the file itself, without what surrounds them', () => {
    expect(consentOf('statement: " I agree. "')?.statement).toBe('I agree.');
  });

  test.each([
    ['consents/mei.wav', 'voice'],
    ['https://example.com/mei.MP3?x=1', 'voice'],
    ['consents/mei.MP4', 'face'],
    ['consents/mei.webm', 'face'],
    ['https://example.com/mei.mov', 'face'],
  ] as const)('takes the recording %s for what its name says', (path, kind) => {
    const recording = consentOf(`recording: '${path}'`)?.recording;
    expect(recording?.[kind]).toMatchObject({ location: { line: 1 } });
    expect(recording?.[kind === 'voice' ? 'face' : 'voice']).toBeUndefined();
  });

  test('may have one film for both, where that is said', () => {
    const recording = consentOf('recording: { voice: consents/mei.MP4, face: consents/mei.MP4 }')?.recording;
    expect([recording?.voice?.type, recording?.face?.type]).toEqual(['file', 'file']);
  });

  test.each(['2027-06-30', '2028-02-29', '0001-01-01', '9999-12-31'])('expires on %s', (day) => {
    expect(consentOf(`expires: ${day}`)?.expires?.value).toBe(day);
  });

  test.each([
    ['expires: 2027-02-29', 'PROJECT_INVALID There is no day 2027-02-29.'],
    ['expires: 2027-04-31', 'PROJECT_INVALID There is no day 2027-04-31.'],
    ['expires: 2027-13-01', 'PROJECT_INVALID There is no day 2027-13-01.'],
    ['expires: 2027-00-10', 'PROJECT_INVALID There is no day 2027-00-10.'],
    ['expires: 2027-06', 'PROJECT_INVALID "expires" must be a date such as 2027-06-30, not "2027-06".'],
    ['expires: 2027-06-30T12:00:00Z', 'PROJECT_INVALID "expires" must be a date such as 2027-06-30, not "2027-06-30T12:00:00Z".'],
    ['expires: never', 'PROJECT_INVALID "expires" must be a date such as 2027-06-30, not "never".'],
    ['grants: []', 'PROJECT_INVALID "grants" is empty.'],
    ['grants: [voice, voice]', 'PROJECT_INVALID "grants" names "voice" twice.'],
    ['grants: [voice, body]', 'PROJECT_INVALID An entry of "grants" must be "voice" or "face", not "body".'],
    ['statement: ""', 'PROJECT_INVALID "statement" must hold something that can be spoken, not "".'],
    ['statement: { file: consents/may.txt }', 'RECIPE_FILE_MISSING There is no file "consents/may.txt".'],
    ['statement: { file: scripts/blank.md }', 'RECIPE_EMPTY_TEXT The file "scripts/blank.md" holds nothing that can be spoken.'],
    ['statement: { file: ../mei.txt }', 'RECIPE_FILE_OUTSIDE The path "../mei.txt" leaves the project.'],
    ["statement: 'I, ${{ inputs.name }}, agree.'", 'PROJECT_INVALID A project file knows no expressions.'],
    ['recording: consents/mei', 'PROJECT_INVALID Whether "consents/mei" is sound or film cannot be told by its name.'],
    ['recording: https://example.com/mei', 'PROJECT_INVALID Whether the address is sound or film cannot be told by its name.'],
    ['recording: consents/nothing.wav', 'RECIPE_INVALID_VALUE The file "consents/nothing.wav" is empty.'],
    ['recording: { voice: consents/may.wav }', 'RECIPE_FILE_MISSING There is no file "consents/may.wav".'],
    ['recording: { face: /mei.mp4 }', 'RECIPE_FILE_OUTSIDE The path "/mei.mp4" is absolute.'],
    ['recording: {}', 'PROJECT_INVALID "recording" is empty.'],
    ['recording: [consents/mei.wav]', 'PROJECT_INVALID "recording" must be a path, or { voice: path, face: path }, not a list.'],
    ['subjct: Mei', 'PROJECT_INVALID Consent "mei" knows no key "subjct".'],
  ])('is refused with %s', (fields, told) => {
    expect(refusals(consent(fields))).toEqual([told]);
    expect(parse(consent(fields)).project).toBeUndefined();
  });
});

const member = (fields: string, more = '') => `${more}cast: { mei: { ${fields} } }\n`;

describe('a member of the cast', () => {
  test('has ids per account or provider, texts all of them', () => {
    const mei = sound(
      member(
        'consent: mei-2026, voice: { chanjing: C-Audio-1, studio-b: 12345678901234567890 }, avatar: { chanjing: { id: C-1, figure: whole_body }, guiji: -292, other: { id: 0 } }',
        'consents: { mei-2026: {} }\n',
      ),
    ).cast.get('mei');
    expect(mei?.consent).toMatchObject({ value: 'mei-2026', location: { line: 2 } });
    expect([...(mei?.voice?.bindings ?? [])].map(([name, { id, figure }]) => [name, id, figure])).toEqual([
      ['chanjing', 'C-Audio-1', undefined],
      ['studio-b', '12345678901234567890', undefined],
    ]);
    expect([...(mei?.avatar?.bindings ?? [])].map(([name, { id, figure }]) => [name, id, figure])).toEqual([
      ['chanjing', 'C-1', 'whole_body'],
      ['guiji', '-292', undefined],
      ['other', '0', undefined],
    ]);
    expect(mei?.voice).toMatchObject({ clone: undefined, location: { line: 2, column: 35 } });
  });

  test('is cloned from a path, or from a map with what else the clone takes', () => {
    const { cast } = sound(`cast:
  omar: { voice: { clone: assets/mei.wav } }
  zoe:
    voice: { chanjing: C-1, clone: { sample: https://example.com/zoe.wav, language: en, sex: female } }
    avatar: { clone: { video: assets/mei-desk.mp4, language: cn } }
`);
    expect(cast.get('omar')).toMatchObject({
      consent: undefined,
      voice: {
        bindings: new Map(),
        clone: { medium: { type: 'file', relativePath: 'assets/mei.wav' }, language: undefined, sex: undefined, location: { line: 2 } },
      },
      avatar: undefined,
    });
    expect(cast.get('zoe')).toMatchObject({
      voice: { clone: { medium: { type: 'url' }, language: 'en', sex: 'female' } },
      avatar: { bindings: new Map(), clone: { medium: { type: 'file' }, language: 'cn' } },
    });
  });

  test.each([
    ['voice: C-1', 'PROJECT_INVALID "voice" must be a map with an id per provider, or clone:, not "C-1".'],
    ['voice: {}', 'PROJECT_INVALID "voice" is empty.'],
    ['consent: mei', 'PROJECT_INVALID Member "mei" has none of "voice" and "avatar".'],
    ['voice: { chanjing: 007 }', 'PROJECT_INVALID "chanjing" must be text, not 007, which is the number 7.'],
    ['voice: { chanjing: C 1 }', 'PROJECT_INVALID "chanjing" must be the id of a voice, without spaces, not "C 1".'],
    ['voice: { chanjing: { id: C-1 } }', 'PROJECT_INVALID "chanjing" must be text, not a map.'],
    ['voice: { Chanjing: C-1 }', 'PROJECT_INVALID "Chanjing" is not a name.'],
    ['avatar: { chanjing: { figure: sit } }', 'PROJECT_INVALID "chanjing" of member "mei" has no "id", which it needs.'],
    ['voice: { clone: assets/may.wav }', 'RECIPE_FILE_MISSING There is no file "assets/may.wav".'],
    ['voice: { clone: { sample: ../mei.wav } }', 'RECIPE_FILE_OUTSIDE The path "../mei.wav" leaves the project.'],
    ['voice: { clone: { sample: assets/mei.wav, sex: man } }', 'PROJECT_INVALID "sex" must be "female" or "male", not "man".'],
    ['avatar: { clone: { language: en } }', 'PROJECT_INVALID "clone" of member "mei" has no "video", which it needs.'],
    ['voice: { clone: http://example.com/a.wav }', 'RECIPE_INVALID_VALUE A medium is fetched over https, and this address is plain http.'],
  ])('is refused with %s', (fields, told) => {
    expect(refusals(member(fields, 'consents: { mei: {} }\n'))).toEqual([told]);
  });

  test.each([
    ['mei-2062', 'Did you mean "mei-2026"?'],
    ['somebody', 'Consents: mei-2026.'],
  ])('is refused with the consent %s, which is not on record', (name, hint) => {
    const { diagnostics } = parse(member(`consent: ${name}, voice: { chanjing: C-1 }`, 'consents: { mei-2026: {} }\n'));
    expect(places(diagnostics)).toEqual(['2:25 PROJECT_INVALID']);
    expect(diagnostics[0]).toMatchObject({ message: `There is no consent "${name}".`, hint });
  });

  test('is not told to lack a record that may stand where the file cannot be read', () => {
    const { diagnostics } = parse(
      `cast:\n  mei:\n    consent: mei-2026\n    voice: { chanjing: C-1 }\n\n\nprofiles: "\nconsents: { mei-2026: {} }\n`,
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['RECIPE_SYNTAX']);
  });
});

test('paths are relative to the project file, and guessed at', () => {
  const { diagnostics } = parse('cast: { mei: { voice: { clone: asset/mei.wav } } }\n');
  expect(diagnostics[0]?.hint).toBe('Did you mean "assets/mei.wav"?');
  const outside = parse('cast: { mei: { voice: { clone: ../mei.wav } } }\n').diagnostics;
  expect(outside[0]?.hint).toBe('Copy the file into the project and name it relative to the project file.');
});

test('without files the text is judged alone, and what paths lead to is left out', () => {
  const text =
    'consents: { mei: { statement: { file: nowhere.txt }, recording: nowhere.wav } }\ncast: { mei: { voice: { clone: nowhere.wav } } }\n';
  const { project, diagnostics } = parseProject(text, 'reelwright.yaml');
  expect(diagnostics).toEqual([]);
  expect(project?.consents.get('mei')).toMatchObject({ statement: undefined, recording: { voice: undefined, face: undefined } });
  expect(project?.cast.get('mei')?.voice?.clone).toBeUndefined();
});

test('names what every object has mean no more than others', () => {
  const { consents, cast } = sound(
    'consents: { constructor: {} }\ncast: { valueOf: { consent: constructor, voice: { chanjing: C-1 } } }\n',
  );
  expect(consents.get('constructor')?.name).toBe('constructor');
  expect(cast.get('valueOf')?.consent?.value).toBe('constructor');
});

test('a file that asks the disk for nothing costs no look at it', () => {
  const disk = createMemoryFiles({ files });
  parseProject('provider: chanjing\nproviders: { chanjing: {} }\ncast: { mei: { voice: { chanjing: C-1 } } }\n', 'reelwright.yaml', disk);
  expect(disk.looks).toEqual([]);
});
