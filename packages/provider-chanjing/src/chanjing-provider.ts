import type { Clock } from '@reelwright/clock';
import { InternalError } from '@reelwright/errors';
import type {
  CallOptions,
  Capabilities,
  Json,
  LocalMedium,
  Provider,
  StagedMedium,
  StagedStatus,
  Started,
  StartOptions,
  TaskInput,
  TokenStore,
} from '@reelwright/provider';
import { createMemoryTokenStore, createProviderHttp, type Operation, type ProviderHttp, parseBaseUrl } from '@reelwright/provider-http';
import { encodeAvatarVideo } from './avatar-video-encode.ts';
import { encodeAvatar } from './avatar-wire.ts';
import { accountKeyOf, logIn } from './chanjing-auth.ts';
import { decodeChanjingCallback } from './chanjing-callback.ts';
import { createChanjingCatalogue } from './chanjing-catalogue.ts';
import { checkChanjing } from './chanjing-check.ts';
import { pollStagedFiles, stageFile } from './chanjing-files.ts';
import { findTask, highWaterMarkOf } from './chanjing-find.ts';
import { chanjingLimits, chanjingPacing } from './chanjing-limits.ts';
import { chanjingVendorSchemas } from './chanjing-options.ts';
import { createPoll } from './chanjing-poll.ts';
import { judgeRefusal, refusesToken } from './chanjing-refusals.ts';
import { createdIdOf, type IdPlace, openEnvelope, operations } from './chanjing-wire.ts';
import { createFilmsStarted } from './films-started.ts';
import { encodeLipSync } from './lip-sync-wire.ts';
import { encodeSpeech } from './speech-wire.ts';
import { encodeVoice, voiceWarnings } from './voice-wire.ts';

export interface ChanjingSettings {
  readonly appId: string;
  readonly secretKey: string;
  /** Origin and path, without `/open/v1`. Default: the documented host. */
  readonly baseUrl?: string;
  readonly clock: Clock;
  /** Where the one live token is shared. Default: this process alone. */
  readonly tokens?: TokenStore;
}

const defaultBaseUrl = 'https://open-api.chanjing.cc';

const capabilities: Capabilities = {
  'clone-voice': { support: 'native' },
  tts: { support: 'native' },
  'lip-sync': { support: 'native' },
  'clone-avatar': { support: 'native' },
  'avatar-video': { support: 'native' },
  authorize: {
    support: 'absent',
    note: 'Chanjing has no call that authorizes a voice or an avatar after it was made: it takes the consent together with the footage of an avatar.',
  },
};

/**
 * Chanjing (蝉镜). Missing credentials are told by the first call, so that recipes can be checked without any.
 *
 * @throws {ReelwrightError} `PLAN_PROVIDER_SETTINGS` for an unusable base address.
 */
export function createChanjing({
  appId,
  secretKey,
  baseUrl = defaultBaseUrl,
  clock,
  tokens = createMemoryTokenStore(),
}: ChanjingSettings): Provider {
  const base = parseBaseUrl(baseUrl.trim().replace(/\/open\/v1\/*$/, ''), 'Chanjing');
  const accountKey = accountKeyOf(base.url, appId);
  const http = createProviderHttp({
    provider: 'chanjing',
    name: 'Chanjing',
    base,
    clock,
    dialect: { open: openEnvelope, refusesToken, judge: judgeRefusal, placeToken: (token) => ({ headers: { access_token: token } }) },
    secrets: [secretKey],
    tokenStore: tokens,
    tokenKey: `chanjing:${accountKey}`,
    login: (anonymous) => logIn(anonymous, { appId, secretKey }, clock.now),
  });
  const films = createFilmsStarted();
  return {
    id: 'chanjing',
    keyVersion: 1,
    accountKey,
    capabilities,
    limits: chanjingLimits,
    pacing: chanjingPacing,
    media: 'uploads',
    catalogue: createChanjingCatalogue(http),
    vendorSchemas: chanjingVendorSchemas,
    check: checkChanjing,
    // Costs money: the runner calls it once per task and never inside a blind retry.
    start: async (input, options) => films.note(input, await start(http, input, options)),
    poll: createPoll(http, films),
    find: (query, options) => findTask(http, query, options),
    highWaterMark: (kind, options) => highWaterMarkOf(http, kind, options),
    stage: (medium: LocalMedium, options: CallOptions): Promise<StagedMedium> => stageFile(http, medium, clock.now, options),
    pollStaged: (staged: readonly StagedMedium[], options: CallOptions): Promise<readonly StagedStatus[]> =>
      pollStagedFiles(http, staged, options),
    decodeCallback: decodeChanjingCallback,
  };
}

interface EncodedStart {
  readonly operation: Operation;
  readonly body: Json;
  readonly idPlace: IdPlace;
  readonly warnings: readonly string[];
}

async function start(http: ProviderHttp, input: TaskInput, options: StartOptions): Promise<Started> {
  // Whoever knows it can send us callbacks.
  if (options.callbackUrl !== undefined) http.hide(options.callbackUrl);
  const { operation, body, idPlace, warnings } = encodeStart(http, input, options);
  const reply = await http.call(operation, { json: body }, options);
  const created = createdIdOf(reply, idPlace);
  if (created === undefined) throw http.undecodable(operation, reply, idPlace);
  return { task: { provider: 'chanjing', kind: input.kind, id: created.id }, warnings: [...warnings, ...created.warnings] };
}

function encodeStart(http: ProviderHttp, input: TaskInput, options: StartOptions): EncodedStart {
  switch (input.kind) {
    case 'clone-voice':
      return {
        operation: operations.createVoice,
        body: encodeVoice(http, input, options),
        idPlace: 'data',
        warnings: voiceWarnings(input),
      };
    case 'tts':
      return { operation: operations.createSpeech, body: encodeSpeech(input, options), idPlace: 'data.task_id', warnings: [] };
    case 'lip-sync':
      return { operation: operations.createLipSync, idPlace: 'data', ...encodeLipSync(http, input, options) };
    case 'clone-avatar':
      return { operation: operations.createAvatar, body: encodeAvatar(http, input, options), idPlace: 'data', warnings: [] };
    case 'avatar-video':
      return { operation: operations.createAvatarVideo, idPlace: 'data', ...encodeAvatarVideo(http, input, options) };
    default:
      throw new InternalError(`A ${input.kind} step was started on Chanjing, whose capabilities call it absent.`);
  }
}
