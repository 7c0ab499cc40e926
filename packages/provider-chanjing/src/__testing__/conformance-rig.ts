import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVirtualClock } from '@reelwright/clock';
import { type Emulator, startEmulator } from '@reelwright/emulator';
import type { Json, LocalMedium, TaskKind, TokenLease } from '@reelwright/provider';
import type { ConformanceRig, MediumUse, Trouble } from '@reelwright/provider/conformance';
import { createMemoryTokenStore } from '@reelwright/provider-http';
import { createRecordingTokenStore, createTempFolder, startRecordingProxy } from '@reelwright/test-kit';
import { createChanjing } from '../chanjing-provider.ts';

const assets = join(import.meta.dirname, '../../../../specs/assets');

const calls: Readonly<Partial<Record<TaskKind, { readonly create: string; readonly read: string }>>> = {
  'clone-voice': { create: 'create_customised_audio', read: 'customised_audio' },
  'clone-avatar': { create: 'create_customised_person', read: 'customised_person' },
  tts: { create: 'create_audio_task', read: 'audio_task_state' },
  'lip-sync': { create: 'video_lip_sync/create', read: 'video_lip_sync/detail' },
  'avatar-video': { create: 'create_video', read: 'video' },
};

/** Adapter and emulator for the conformance suite, with a proxy between them that notes what is asked. */
export async function openChanjingRig(): Promise<ConformanceRig> {
  await using opening = new AsyncDisposableStack();
  const clock = createVirtualClock({ auto: false });
  const emulator = opening.use(await startEmulator({ clock, media: 'canned', limits: { set: 'none' } }));
  const proxy = opening.use(await startRecordingProxy(emulator.chanjing.baseUrl));
  const folder = opening.use(createTempFolder());
  const leases: TokenLease[] = [];
  const tokens = createRecordingTokenStore(createMemoryTokenStore(), leases);
  const provider = createChanjing({ ...emulator.chanjing, baseUrl: proxy.baseUrl, clock, tokens });
  const opened = opening.move();
  return {
    provider,
    secrets: () => [emulator.chanjing.secretKey, ...leases.map(({ token }) => token)],
    voices: ['C-f2429d07554749839849497589199916', 'C-5c1d7f0c3b5a4b0e9a4e7f6d2c8b9a10'],
    avatars: [
      { id: '1421df93d7754ee19dcaa18e85b68f39', figure: 'whole_body' },
      { id: '2f6c1d8e9b3a4c5d8e7f6a5b4c3d2e1f', figure: 'whole_body' },
    ],
    otherFigure: 'sit_body',
    medium: (use, which) => mediumOf(use, which, folder.path),
    async pass(ms) {
      // What was asked for is made before time moves on: a hand that moves the clock waits for no hold.
      await emulator.idle();
      await clock.advance(ms);
      await emulator.idle();
    },
    sent: () => proxy.sent(),
    tasksMade: () => emulator.report().tasks.length,
    vendorSamples: (kind) => vendorSamples[kind] ?? {},
    trouble: (trouble, { kind, does }) => cause(emulator, trouble, calls[kind]?.[does] ?? ''),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Values that are no defaults, for every property of the adapter's schemas. */
const vendorSamples: Readonly<Partial<Record<TaskKind, Readonly<Record<string, Json>>>>> = {
  'clone-voice': { model_type: 'cicada3.0', text: 'Hello.', denoise_flag: true, language_boost: 'en' },
  tts: {
    plain_text: 'Hello.',
    font_size: 40,
    width: 800,
    height: 200,
    language_boost: 'en',
    mss: 1,
    prompt_audio: 'https://media.example.com/manner.wav',
  },
  'clone-avatar': { error_skip: true, resolution_rate: 1, is_high_quality: true, denoise_flag: true, language_boost: 'en' },
  'avatar-video': {
    subtitle_config: { font_size: 40 },
    hide_subtitle: true,
    language_boost: 'en',
    resolution_rate: 1,
    source: 1,
    bg: { x: 10, y: 20, width: 300, height: 400 },
  },
};

const heard: ReadonlySet<MediumUse> = new Set(['voice-sample', 'driving-audio', 'voice-consent']);

/** Real media, the second of each use with a byte more at its end. */
function mediumOf(use: MediumUse, which: 0 | 1, folder: string): LocalMedium {
  const name = heard.has(use) ? 'mei.wav' : use === 'background' ? 'blank.png' : 'mei-desk.mp4';
  const bytes = use === 'background' ? blankPng : readFileSync(join(assets, name));
  const path = join(folder, `${which}-${name}`);
  const content = which === 0 ? bytes : Buffer.concat([bytes, Buffer.from([0])]);
  writeFileSync(path, content);
  const purpose = use === 'voice-consent' || use === 'face-consent' ? 'consent' : use;
  const frame = heard.has(use) ? { durationMs: 15_000 } : { widthPx: 540, heightPx: 960 };
  const facts = {
    sha256: createHash('sha256').update(content).digest('hex'),
    sizeBytes: content.length,
    extension: name.slice(-3),
    ...frame,
  };
  return { path, purpose, facts };
}

/** One white dot. */
const blankPng = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTnTvwAAAABJRU5ErkJggg==', 'base64');

function cause({ faults }: Emulator, trouble: Trouble, call: string): void {
  if (trouble === 'login-refused') faults.refuseTokens(true);
  else faults.failNext(call, { kind: faultOf[trouble] });
}

const faultOf = { 'answer-lost': 'drop-after', 'gateway-page': 'html-502', unreadable: 'malformed-json' } as const;
