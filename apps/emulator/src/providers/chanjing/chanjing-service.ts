import type { World } from '../../world.ts';
import type { EmulatedProvider, ProviderService } from '../provider-service.ts';
import { accountEndpoints } from './account-calls.ts';
import { type AccountCaps, type AccountSettings, Accounts, capNames } from './accounts.ts';
import { avatarVideoWorkshop } from './avatar-video-workshop.ts';
import { avatarVideoEndpoints } from './avatar-videos.ts';
import type { ChanjingWorld } from './call.ts';
import { catalogueEndpoints } from './catalogues.ts';
import { createChanjingApp } from './chanjing-app.ts';
import { ExampleBook } from './examples.ts';
import { fileEndpoints } from './files.ts';
import { FontFiles } from './fonts.ts';
import { Ledger } from './ledger.ts';
import { type LimitSettings, resolveLimits } from './limits.ts';
import { lipSyncEndpoints } from './lip-sync.ts';
import { lipSyncWorkshop } from './lip-sync-workshop.ts';
import { personWorkshop } from './person-workshop.ts';
import { personEndpoints } from './persons.ts';
import { PublicAvatars } from './public-avatars.ts';
import { PublicVoices } from './public-voices.ts';
import { defaultQuirks, type Quirks } from './quirks.ts';
import { speechEndpoints, speechWorkshop } from './speech.ts';
import { type ChanjingTimings, chanjingTimings } from './timings.ts';
import { accessToken } from './token.ts';
import { voiceWorkshop } from './voice-workshop.ts';
import { voiceEndpoints } from './voices.ts';

/** What the emulator's settings say about this provider. */
export interface ChanjingSettings {
  /** The apps that can log in; the first one is what `environment()` tells. */
  readonly accounts?: readonly [AccountSettings, ...AccountSettings[]];
  readonly limits?: LimitSettings;
  readonly timings?: Partial<ChanjingTimings>;
  /** Which readings of the pages' contradictions are served. */
  readonly chanjing?: { readonly quirks?: Partial<Quirks> };
}

/** Where the service is, and the first of the apps that can log in. */
export interface ChanjingHandle {
  readonly baseUrl: string;
  readonly appId: string;
  readonly secretKey: string;
}

/** Chanjing, as its pages describe it. */
export const chanjing: EmulatedProvider<ChanjingSettings, ChanjingHandle, AccountCaps, ChanjingTimings> = {
  timings: chanjingTimings,
  capWords: { names: capNames },
  create: createChanjingService,
};

const defaultAccounts: readonly [AccountSettings] = [{ appId: 'emulator-app', secretKey: 'emulator-secret' }];

function createChanjingService(shared: World, settings: ChanjingSettings): ProviderService<ChanjingHandle, AccountCaps> {
  const [first, ...others] = settings.accounts ?? defaultAccounts;
  const accounts = new Accounts(shared.store);
  const publicVoices = new PublicVoices(shared.mediaFolder, shared.studio);
  const publicAvatars = new PublicAvatars(shared, publicVoices);
  const quirks = { ...defaultQuirks, ...settings.chanjing?.quirks };
  const timings = { ...shared.timings, ...chanjingTimings, ...settings.timings };
  const world: ChanjingWorld = { ...shared, timings, accounts, publicVoices, publicAvatars, ledger: new Ledger(shared.store), quirks };
  world.tasks.register('chanjing', 'clone-voice', voiceWorkshop(world));
  world.tasks.register('chanjing', 'tts', speechWorkshop(world));
  world.tasks.register('chanjing', 'lip-sync', lipSyncWorkshop(world));
  world.tasks.register('chanjing', 'clone-avatar', personWorkshop(world));
  world.tasks.register('chanjing', 'avatar-video', avatarVideoWorkshop(world));
  const examples = new ExampleBook(world);
  const films = [...lipSyncEndpoints, ...avatarVideoEndpoints];
  const clones = [...voiceEndpoints, ...personEndpoints];
  const endpoints = [accessToken, ...fileEndpoints, ...clones, ...speechEndpoints, ...films, ...catalogueEndpoints, ...accountEndpoints];
  return {
    calls: endpoints.map(({ path }) => path),
    app: createChanjingApp({ world, endpoints, limits: resolveLimits(settings.limits), examples }),
    publicMakers: [publicVoices, publicAvatars, new FontFiles(shared)],
    handle: (baseUrl) => ({ baseUrl, appId: first.appId, secretKey: first.secretKey }),
    environment: (baseUrl) => ({
      CHANJING_APP_ID: first.appId,
      CHANJING_SECRET_KEY: first.secretKey,
      CHANJING_OPENAPI_BASE_URL: baseUrl,
    }),
    open() {
      examples.reset();
      for (const account of [first, ...others]) accounts.open(account);
    },
    killTokens: () => accounts.killTokens(),
    refuseTokens: (refuse) => accounts.refuseTokens(refuse),
    setCaps: (caps) => accounts.setCaps(caps),
  };
}
