import {
  type CallOptions,
  type CheckInput,
  checkInputOf,
  type Finding,
  type LipSyncInput,
  type Provider,
  type Started,
  type StartOptions,
  type TaskInput,
  type TaskKind,
  type TaskRef,
} from '@reelwright/provider';
import { createCommonCatalogue } from './common-catalogue.ts';
import { authorize } from './guiji-authorize.ts';
import { hintOf } from './guiji-callback.ts';
import { findingsOf } from './guiji-check.ts';
import { createGuijiClient, type GuijiClient } from './guiji-client.ts';
import { encodeSpeech, encodeTraining, encodeVideo, encodeVoiceClone } from './guiji-encode.ts';
import { endpoints } from './guiji-endpoints.ts';
import { findTask } from './guiji-find.ts';
import { stageMedium, unstaging } from './guiji-media.ts';
import { guijiVendorSchemas } from './guiji-options.ts';
import { guijiCapabilities, guijiLimits, guijiPacing } from './guiji-pacing.ts';
import { pollTasks } from './guiji-poll.ts';
import { accessOf, type GuijiSettings } from './guiji-settings.ts';
import { newestSpeech } from './newest-speech.ts';

/**
 * Guiji (硅基智能). What is missing in its settings is told by the first call, so that recipes can be checked without any.
 *
 * @throws {ReelwrightError} `PLAN_PROVIDER_SETTINGS` for an unusable base address.
 * @see WIRE.md
 */
export function createGuiji(settings: GuijiSettings): Provider {
  const access = accessOf(settings);
  const client = createGuijiClient(settings, access);
  return {
    id: 'guiji',
    keyVersion: 1,
    accountKey: access.accountKey,
    capabilities: guijiCapabilities,
    limits: guijiLimits,
    pacing: guijiPacing,
    media: 'addresses',
    vendorSchemas: guijiVendorSchemas,
    catalogue: createCommonCatalogue(client),
    check: (input) => findingsOf(input, { hasBridge: settings.bridge !== undefined }),
    start: (input, options) => startTask(client, input, options),
    poll: (refs, options) => pollTasks(client, refs, options),
    find: (query, options) => findTask(client, query, options),
    // Everything but speech is found by its name, so that a start need not be preceded by a look.
    highWaterMark: async (kind, options) => (kind === 'tts' ? newestSpeech(client, options) : undefined),
    stage: (medium, options) => stageMedium(client, settings.bridge, medium, options),
    pollStaged: async (staged) => staged.map(() => ({ state: 'ready' })),
    ...unstaging(settings.bridge),
    decodeCallback: hintOf,
  };
}

/** What Guiji has a call for. */
type NativeInput = Exclude<TaskInput, LipSyncInput>;

async function startTask(client: GuijiClient, input: TaskInput, options: StartOptions): Promise<Started> {
  if (input.kind === 'lip-sync')
    throw client.fail('bad-input', 'Guiji has no lip-sync call: such a step is compiled to others before it runs.');
  // Whoever knows it can send us callbacks.
  if (options.callbackUrl !== undefined) client.hide(options.callbackUrl);
  // Media have their addresses by now.
  const findings = findingsOf(factsOf(input), { hasBridge: true });
  refuse(client, findings);
  const task = await send(client, input, options);
  return { task, warnings: findings.filter(({ code }) => code === 'PLAN_UNSUPPORTED').map(({ message }) => message) };
}

/** The start as a plan would have checked it. Whose consent an authorization is of, only the start tells. */
function factsOf(input: NativeInput): CheckInput {
  const facts = checkInputOf(input);
  return input.kind === 'authorize' ? { ...facts, options: { ...facts.options, target: input.target.kind } } : facts;
}

/** What a plan would have refused is refused here, too: nothing that was asked for is dropped. */
function refuse(client: GuijiClient, findings: readonly Finding[]): void {
  const finding = findings.find(({ severity }) => severity === 'error');
  if (finding !== undefined) throw client.fail('bad-input', finding.message, { code: finding.code, hint: finding.hint });
}

// Costs money, authorizations apart: the runner calls it once per task and never inside a blind retry.
async function send(client: GuijiClient, input: NativeInput, options: StartOptions): Promise<TaskRef> {
  const call: CallOptions = options;
  switch (input.kind) {
    case 'clone-voice':
      return refOf('clone-voice', (await client.call(endpoints.createVoice, { json: encodeVoiceClone(input, options) }, call)).id);
    case 'clone-avatar':
      return refOf('clone-avatar', await client.call(endpoints.createTraining, { json: encodeTraining(input, options) }, call));
    case 'avatar-video':
      return refOf('avatar-video', await client.call(endpoints.createVideo, { json: encodeVideo(input, options) }, call));
    case 'tts':
      return refOf('tts', (await client.call(endpoints.createSpeech, { json: encodeSpeech(input, options) }, call)).id);
    case 'authorize':
      return authorize(client, input, call);
  }
}

function refOf(kind: TaskKind, id: string): TaskRef {
  return { provider: 'guiji', kind, id };
}
