import type { MediumFacts } from '@reelwright/provider';
import type { StepWith } from '@reelwright/recipe';
import { expect, test } from 'vitest';
import { captions, cloneVoice, lipSync, output, place, step, tts } from '../__fixtures__/recipes.ts';
import type { OutputValue } from './known.ts';
import { fingerprintOf, identifyStep } from './step-identity.ts';

const media = new Map<string, MediumFacts>([
  ['/p/mei.wav', { sha256: 'a1'.repeat(32), sizeBytes: 10, extension: 'wav' }],
  ['/p/desk.mp4', { sha256: 'c3'.repeat(32), sizeBytes: 12, extension: 'mp4' }],
]);
const values: Readonly<Record<string, OutputValue>> = {
  voice: { kind: 'voice', id: 'V-1' },
  audio: { kind: 'audio', sha256: 'd4'.repeat(32), sizeBytes: 4, extension: 'wav' },
  captions: { kind: 'captions', sha256: 'e5'.repeat(32), sizeBytes: 4, format: 'srt' },
};
const voice = { type: 'id', id: 'C-1', location: place() } as const;
const audio = output('speech', 'audio', 'audio');
const spoken = { text: 'Hi.', path: undefined, relativePath: undefined, location: place() } as const;

/** Results of earlier versions are kept under these: were one of them to change, everybody would pay for everything again. */
test.each<{ what: string; uses: StepWith; vendor?: Record<string, unknown>; fingerprint: string }>([
  { what: 'clone-voice', uses: cloneVoice('/p/mei.wav'), fingerprint: '27b0385846ba98420a8429df97f4e670e7acaeb2f6e86569c24424cb03773311' },
  {
    what: 'clone-voice with everything',
    uses: cloneVoice('/p/mei.wav', { name: 'any', language: 'cn', sex: 'female' }),
    vendor: { fake: { model: 'x' } },
    fingerprint: '21810cb727846a32da839384a854595d61d1f9627d245c319a13690d51cf35c7',
  },
  { what: 'tts', uses: tts(voice, 'Hello there.'), fingerprint: 'c7e4801adf0dc480ea00d5af5b48e7d4cb76db28ffe0da6acd828eeb68609e96' },
  {
    what: 'tts with everything',
    uses: tts(output('voice', 'voice', 'voice'), 'Hello there.', { speed: 1.05, pitch: 0.9, watermark: true }),
    fingerprint: 'f2f53ff0a743dd3af96fc2092800ae74d109db4acfd25db1ed67d38944b975bd',
  },
  {
    what: 'lip-sync',
    uses: lipSync('/p/desk.mp4', audio),
    fingerprint: 'e6b4a0c5e7baba98c29b316925e80e5a5ecf91c8bdd2a24034c24d84e634fc01',
  },
  {
    what: 'lip-sync with everything',
    uses: lipSync('/p/desk.mp4', audio, {
      video: { type: 'url', url: 'https://media.example/desk.mp4?signature=1', location: place() },
      speech: { type: 'text', voice, text: spoken, speed: 1.2, pitch: 1.1 },
      size: { widthPx: 1080, heightPx: 1920 },
      quality: 'high',
      volume: 80,
      playback: 'reverse',
      frames: 'random',
    }),
    fingerprint: '9ec5416403bfbabb272c071a71def3164dd9009611c8f32a10cc8fb2933f9598',
  },
  {
    what: 'captions',
    uses: captions(output('speech', 'captions', 'captions'), { maxLineLength: 12, maxLines: 2 }),
    fingerprint: '44dd3cc85dc711c3e55a003cdb92382ac135abce3ad5a9fdc13c9930c311383e',
  },
])('the fingerprint of $what is what it always was', ({ uses, vendor = {}, fingerprint }) => {
  const isLocal = uses.uses === 'captions';
  const identity = identifyStep(step('any', uses, { vendor }), {
    provider: isLocal ? 'local' : 'fake',
    keyVersion: 1,
    emulated: false,
    account: 'account-1',
    media,
    resolve: ({ output: name }) => values[name],
  });
  expect(identity && fingerprintOf(identity)).toBe(fingerprint);
});
