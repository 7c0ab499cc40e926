import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LocalMedium, TaskInput, TaskKind, TaskOutputs } from '@reelwright/provider';
import type { ConformanceRig, MediumUse, Trouble } from '@reelwright/provider/conformance';
import { startRecordingProxy } from '@reelwright/test-kit';
import { createGuiji } from '../guiji-provider.ts';
import { type EmulatedGuiji, footagePath, label, samplePath, startEmulatedGuiji } from './emulated-guiji.ts';

const calls: Readonly<Partial<Record<TaskKind, { readonly create: string; readonly read: string }>>> = {
  'clone-voice': { create: 'speaker/v3/clone', read: 'speaker/v2/clone/{speakerId}' },
  'clone-avatar': { create: 'video/v3/create/training', read: 'video/v2/training/get/{id}' },
  'avatar-video': { create: 'video/v3/simpleCreate', read: 'video/v2/get/{id}' },
  tts: { create: 'speaker/v3/fastTts', read: 'speaker/v2/tts/{id}' },
  authorize: { create: 'speaker/v3/authorize', read: 'speaker/v2/clone/{speakerId}' },
};

/** Adapter and emulator for the conformance suite, with a proxy between them that notes what is asked. */
export async function openGuijiRig(): Promise<ConformanceRig> {
  await using opening = new AsyncDisposableStack();
  const rig = opening.use(await startEmulatedGuiji());
  const proxy = opening.use(await startRecordingProxy(rig.settings.baseUrl));
  const provider = createGuiji({ ...rig.settings, baseUrl: proxy.baseUrl });
  const opened = opening.move();
  return {
    provider,
    secrets: () => [rig.settings.apiSecret ?? '', ...rig.leases.map(({ token }) => token)],
    voices: ['C_173', 'C_175'],
    avatars: [{ id: '-292' }, { id: '-293' }],
    clones: () => makeClones(rig),
    medium: mediumOf,
    pass: rig.pass,
    sent: () => proxy.sent(),
    tasksMade: () => rig.emulator.report().tasks.length,
    vendorSamples: (kind) => (kind === 'clone-avatar' ? { id: '0', level: 2, compress: true } : {}),
    trouble: (trouble, { kind, does }) => cause(rig, trouble, calls[kind]?.[does] ?? ''),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Two files of a kind that differ in their last byte alone would do; these are real ones. */
function mediumOf(use: MediumUse, which: 0 | 1): LocalMedium {
  const isHeard = use === 'voice-sample' || use === 'driving-audio' || use === 'voice-consent';
  const path = isHeard ? samplePath : footagePath;
  const bytes = readFileSync(path);
  const purpose = use === 'voice-consent' || use === 'face-consent' ? 'consent' : use;
  const sha256 = createHash('sha256').update(bytes).update(String(which)).digest('hex');
  return { path, purpose, facts: { sha256, sizeBytes: bytes.length, extension: isHeard ? 'wav' : 'mp4' } };
}

async function makeClones(rig: EmulatedGuiji): Promise<{ voices: readonly [string, string]; avatar: string }> {
  const statement = 'I am Mei Chen and I agree.';
  const heard = { statement, recording: await rig.stage('consent', samplePath) };
  const seen = { statement, recording: await rig.stage('consent', footagePath) };
  const sample = await rig.stage('voice-sample', samplePath);
  const voice = (name: string) => made(rig, { kind: 'clone-voice', name, sample, consent: heard }, name);
  const video = await rig.stage('avatar-footage', footagePath);
  const avatar = await made(rig, { kind: 'clone-avatar', name: 'avatar', video, trainVoice: false, consent: seen }, 'avatar');
  return { voices: [(await voice('first')).voice ?? '', (await voice('second')).voice ?? ''], avatar: avatar.avatar ?? '' };
}

async function made(rig: EmulatedGuiji, input: TaskInput, name: string): Promise<TaskOutputs> {
  const status = await rig.make(input, `${label}${name}`);
  if (status.state !== 'succeeded') throw new Error(`${name} could not be cloned.`);
  return status.outputs;
}

function cause({ emulator: { faults } }: EmulatedGuiji, trouble: Trouble, call: string): void {
  if (trouble === 'login-refused') faults.refuseTokens(true);
  else faults.failNext(call, { kind: faultOf[trouble] });
}

const faultOf = { 'answer-lost': 'drop-after', 'gateway-page': 'html-502', unreadable: 'malformed-json' } as const;
