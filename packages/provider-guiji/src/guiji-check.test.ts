import type { CheckInput, Finding } from '@reelwright/provider';
import { expect, test } from 'vitest';
import { testSettings } from './__testing__/guiji-service.ts';
import { createGuiji } from './index.ts';

const without = createGuiji(testSettings());
const guiji = createGuiji({ ...testSettings(), bridge: { publish: async () => ({ url: 'https://bridge.test/x' }) } });

const facts = { sha256: 'a'.repeat(64), sizeBytes: 1000, extension: 'wav', durationMs: 20_000 };
const sample = { field: 'sample', purpose: 'voice-sample', facts } as const;
const recording = { field: 'consent', purpose: 'consent', facts } as const;
const footage = { field: 'video', purpose: 'footage', facts: { ...facts, extension: 'mp4', widthPx: 1080, heightPx: 1920 } } as const;
const film: CheckInput = { kind: 'avatar-video', media: [] };
const brief = (findings: readonly Finding[]) => findings.map(({ severity, code, field }) => `${severity} ${code} ${field}`);

test.each<{ name: string; input: CheckInput }>([
  {
    name: 'a voice',
    input: { kind: 'clone-voice', name: 'Mei', media: [sample, recording], options: { consent: { statement: 'I agree.' } } },
  },
  {
    name: 'an avatar',
    input: {
      kind: 'clone-avatar',
      media: [
        { ...footage, purpose: 'avatar-footage' },
        { ...recording, facts: footage.facts },
      ],
    },
  },
  { name: 'speech', input: { kind: 'tts', text: 'Hello.', speed: 1, pitch: 1, media: [], options: { watermark: false } } },
  {
    name: 'a film with everything as Guiji does it anyway',
    input: {
      ...film,
      speed: 1,
      pitch: 1,
      volume: 100,
      options: { quality: 'basic', playback: 'reverse', frames: 'sequential', captions: false, transparent: false, watermark: false },
    },
  },
  { name: 'a film of media that are not there yet', input: { ...film, media: [{ field: 'audio', purpose: 'driving-audio' }] } },
  { name: 'an authorization', input: { kind: 'authorize', media: [recording] } },
  {
    name: 'lip-sync in the frame of its footage',
    input: { kind: 'lip-sync', size: { widthPx: 1080, heightPx: 1920 }, media: [footage, { ...recording, facts: footage.facts }] },
  },
])('finds nothing against $name', ({ input }) => {
  expect(guiji.check(input)).toEqual([]);
});

test.each<{ input: CheckInput; found: string }>([
  { input: { kind: 'tts', text: ' ', media: [] }, found: 'error RECIPE_EMPTY_TEXT text' },
  { input: { kind: 'tts', speed: 1.05, media: [] }, found: 'error PLAN_UNSUPPORTED speed' },
  { input: { kind: 'tts', pitch: 0.9, media: [] }, found: 'error PLAN_UNSUPPORTED pitch' },
  { input: { kind: 'tts', media: [], options: { watermark: true } }, found: 'error PLAN_UNSUPPORTED watermark' },
  { input: { ...film, speed: 2 }, found: 'error PLAN_UNSUPPORTED speed' },
  { input: { ...film, pitch: 2 }, found: 'error PLAN_UNSUPPORTED pitch' },
  { input: { ...film, volume: 80 }, found: 'error PLAN_UNSUPPORTED volume' },
  { input: { ...film, size: { widthPx: 540, heightPx: 960 } }, found: 'error PLAN_UNSUPPORTED size' },
  { input: { ...film, options: { position: { x: 0 } } }, found: 'error PLAN_UNSUPPORTED position' },
  { input: { ...film, options: { background: '#ffffff' } }, found: 'error PLAN_UNSUPPORTED background' },
  {
    input: { ...film, media: [{ field: 'background', purpose: 'background', url: 'https://a.test/b.png' }] },
    found: 'error PLAN_UNSUPPORTED background',
  },
  { input: { ...film, options: { captions: true } }, found: 'error PLAN_UNSUPPORTED captions' },
  { input: { ...film, options: { quality: 'high' } }, found: 'error PLAN_UNSUPPORTED quality' },
  { input: { ...film, options: { frames: 'random' } }, found: 'error PLAN_UNSUPPORTED frames' },
  { input: { ...film, options: { transparent: true } }, found: 'error PLAN_UNSUPPORTED transparent' },
  { input: { ...film, options: { watermark: true } }, found: 'error PLAN_UNSUPPORTED watermark' },
  { input: { ...film, options: { figure: 'sit_body' } }, found: 'error PLAN_UNSUPPORTED figure' },
  { input: { ...film, options: { language: 'cn' } }, found: 'warning PLAN_UNSUPPORTED language' },
  { input: { kind: 'clone-voice', media: [sample, recording], options: { language: 'cn' } }, found: 'warning PLAN_UNSUPPORTED language' },
  {
    input: { kind: 'clone-avatar', media: [{ ...recording, facts: footage.facts }], options: { voice: true } },
    found: 'error PLAN_UNSUPPORTED voice',
  },
  {
    input: { kind: 'lip-sync', size: { widthPx: 540, heightPx: 960 }, media: [footage, { ...recording, facts: footage.facts }] },
    found: 'error PLAN_UNSUPPORTED size',
  },
  {
    input: { kind: 'lip-sync', media: [{ ...recording, facts: footage.facts }], options: { quality: 'high' } },
    found: 'error PLAN_UNSUPPORTED quality',
  },
  { input: { ...film, options: { avatar: '1421df93d7754ee19dcaa18e85b68f39' } }, found: 'warning RECIPE_INVALID_VALUE avatar' },
  {
    input: {
      kind: 'clone-avatar',
      media: [
        { field: 'video', purpose: 'avatar-footage', url: 'https://a.test/x.mp3' },
        { ...recording, facts: footage.facts },
      ],
    },
    found: 'error PLAN_LIMIT video',
  },
  {
    input: {
      kind: 'lip-sync',
      media: [
        { ...footage, facts },
        { ...recording, facts: footage.facts },
      ],
    },
    found: 'error PLAN_LIMIT video',
  },
])('$input.kind: $found', ({ input, found }) => {
  const findings = guiji.check(input);
  expect(brief(findings)).toEqual([found]);
  expect(findings[0]?.message).toMatch(/^(?:Guiji|The text) .+\.$/);
  expect(findings[0]?.hint).toMatch(/\.$/);
});

test.each(['clone-voice', 'clone-avatar', 'lip-sync', 'authorize'] as const)(
  'trap 27: %s without a consent is an error at `consent`',
  (kind) => {
    expect(brief(guiji.check({ kind, media: [] }))).toEqual(['error PLAN_CONSENT consent']);
  },
);

test.each(['-292', '423', ' -1 '])('the avatar %j is one of Guiji', (avatar) => {
  expect(guiji.check({ ...film, options: { avatar } })).toEqual([]);
});

test('trap 27: a lip-sync is checked as the clone that it begins with: one consent, seen and with its words', () => {
  const seen = { ...recording, facts: footage.facts };
  const input: CheckInput = { kind: 'lip-sync', media: [footage, seen], options: { consent: { statement: 'I agree.' } } };
  expect(guiji.check(input)).toEqual([]);
  expect(brief(guiji.check({ ...input, options: { consent: { statement: '' } } }))).toEqual(['error PLAN_CONSENT consent']);
  expect(brief(guiji.check({ ...input, media: [footage] }))).toEqual(['error PLAN_CONSENT consent']);
});

test('trap 27: a consent without words is an error, too', () => {
  const input: CheckInput = { kind: 'clone-voice', media: [sample, recording], options: { consent: { statement: ' ' } } };
  expect(brief(guiji.check(input))).toEqual(['error PLAN_CONSENT consent']);
});

test.each<{ kind: CheckInput['kind']; extension: string; found: readonly string[] }>([
  { kind: 'clone-voice', extension: 'mp4', found: ['error PLAN_CONSENT consent'] },
  { kind: 'clone-voice', extension: 'm4a', found: [] },
  { kind: 'clone-voice', extension: 'txt', found: ['error PLAN_CONSENT consent'] },
  { kind: 'lip-sync', extension: 'jpg', found: ['error PLAN_CONSENT consent'] },
  { kind: 'authorize', extension: 'pdf', found: ['error PLAN_CONSENT consent'] },
  { kind: 'clone-avatar', extension: 'wav', found: ['error PLAN_CONSENT consent'] },
  { kind: 'clone-avatar', extension: 'mov', found: [] },
  { kind: 'lip-sync', extension: 'mp3', found: ['error PLAN_CONSENT consent'] },
  { kind: 'authorize', extension: 'wav', found: [] },
  { kind: 'authorize', extension: 'mp4', found: [] },
])('a person is heard for a voice and seen for an avatar: $kind with $extension', ({ kind, extension, found }) => {
  expect(brief(guiji.check({ kind, media: [{ ...recording, facts: { ...facts, extension } }] }))).toEqual(found);
  expect(
    brief(guiji.check({ kind, media: [{ field: 'consent', purpose: 'consent', url: `https://a.test/c.${extension}?x=.txt` }] })),
  ).toEqual(found);
});

test.each(['footage', 'avatar-footage', 'driving-audio', 'avatar-audio'] as const)(
  'what is neither sound nor film is refused as %s',
  (purpose) => {
    const kind = purpose === 'footage' ? 'lip-sync' : purpose === 'avatar-footage' ? 'clone-avatar' : 'avatar-video';
    const told = (extension: string) => {
      const media = [
        { field: 'it', purpose, facts: { ...facts, extension } },
        { ...recording, facts: footage.facts },
      ];
      return brief(guiji.check({ kind, media, options: { consent: { statement: 'I agree.' } } }));
    };
    expect(told('txt')).toEqual(['error PLAN_LIMIT it']);
    expect(told('mp4')).toEqual([]);
    expect(told('unheard-of')).toEqual([]);
  },
);

test.each<{ name: string; medium: CheckInput['media'][number]; found: readonly string[] }>([
  { name: 'an MP3', medium: { ...sample, facts: { ...facts, extension: 'mp3' } }, found: ['error PLAN_LIMIT sample'] },
  {
    name: 'an address that ends in mp3',
    medium: { field: 'sample', purpose: 'voice-sample', url: 'https://a.test/x.mp3' },
    found: ['error PLAN_LIMIT sample'],
  },
  { name: 'an address that ends in WAV', medium: { field: 'sample', purpose: 'voice-sample', url: 'https://a.test/x.WAV?s=1' }, found: [] },
  {
    name: 'an address that tells nothing',
    medium: { field: 'sample', purpose: 'voice-sample', url: 'https://a.test/x' },
    found: ['warning PLAN_LIMIT sample'],
  },
  { name: 'a step that has not run', medium: { field: 'sample', purpose: 'voice-sample' }, found: [] },
  { name: '9.9 s', medium: { ...sample, facts: { ...facts, durationMs: 9_900 } }, found: ['warning PLAN_LIMIT sample'] },
  { name: '10 s', medium: { ...sample, facts: { ...facts, durationMs: 10_000 } }, found: [] },
  { name: '30 s', medium: { ...sample, facts: { ...facts, durationMs: 30_000 } }, found: [] },
  { name: '30.1 s', medium: { ...sample, facts: { ...facts, durationMs: 30_100 } }, found: ['warning PLAN_LIMIT sample'] },
])('a sample of $name: $found', ({ medium, found }) => {
  expect(brief(guiji.check({ kind: 'clone-voice', media: [medium, recording] }))).toEqual(found);
});

test('trap 15: without a bridge every local file is an error, and every address is fine', () => {
  const input: CheckInput = { kind: 'clone-voice', media: [sample, recording] };
  expect(brief(without.check(input))).toEqual(['error PLAN_PROVIDER_SETTINGS sample', 'error PLAN_PROVIDER_SETTINGS consent']);
  const media = [
    { field: 'sample', purpose: 'voice-sample', url: 'https://a.test/x.wav' },
    { field: 'consent', purpose: 'consent', url: 'https://a.test/c.wav' },
  ] as const;
  expect(without.check({ kind: 'clone-voice', media })).toEqual([]);
});

test('the sound of a film that is read apart from it is refused, its other outputs are not', () => {
  const outputs = ['video', 'cover', 'captions', 'duration'];
  expect(guiji.check({ ...film, outputs })).toEqual([]);
  expect(brief(guiji.check({ ...film, outputs: [...outputs, 'audio'] }))).toEqual(['error PLAN_UNSUPPORTED outputs.audio']);
});
