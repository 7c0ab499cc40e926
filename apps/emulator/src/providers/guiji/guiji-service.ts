import type { World } from '../../world.ts';
import type { EmulatedProvider, ProviderService } from '../provider-service.ts';
import { accountCall } from './account-call.ts';
import { Accounts, capNames, type GuijiAccountSettings, type GuijiCaps } from './accounts.ts';
import type { GuijiWorld } from './call.ts';
import { ExampleBook } from './examples.ts';
import { createGuijiApp } from './guiji-app.ts';
import { addHistoricalClones } from './historical-clones.ts';
import { PublicAvatars, publicAvatarList } from './public-avatars.ts';
import { PublicVoices, publicVoiceList } from './public-voices.ts';
import { defaultQuirks, type Quirks } from './quirks.ts';
import { speechEndpoints, speechWorkshop } from './speech.ts';
import { type GuijiTimings, guijiTimings } from './timings.ts';
import { accessToken } from './token.ts';
import { trainingWorkshop } from './training-workshop.ts';
import { trainingEndpoints } from './trainings.ts';
import { videoWorkshop } from './video-workshop.ts';
import { videoEndpoints } from './videos.ts';
import { voiceWorkshop } from './voice-workshop.ts';
import { voiceEndpoints } from './voices.ts';

export interface GuijiSettings {
  /** The accounts that can log in; the first one is what `environment()` tells. */
  readonly accounts?: readonly [GuijiAccountSettings, ...GuijiAccountSettings[]];
  /** Which readings of the pages' contradictions are served. */
  readonly quirks?: Partial<Quirks>;
}

/** What the emulator's settings say about this provider. */
export interface SettingsForGuiji {
  /** Its accounts, and which readings of its pages it serves. */
  readonly guiji?: GuijiSettings;
  readonly timings?: Partial<GuijiTimings>;
}

/** Where the service is, and the first of the accounts that can log in. */
export interface GuijiHandle {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Quotas and the parallel limit, apart from what other providers count. */
export interface CapsForGuiji {
  readonly guiji?: GuijiCaps;
}

/** Guiji, as its pages describe it. */
export const guiji: EmulatedProvider<SettingsForGuiji, GuijiHandle, CapsForGuiji, GuijiTimings> = {
  timings: guijiTimings,
  capWords: { below: 'guiji', names: capNames },
  create: createGuijiService,
};

const defaultAccounts: readonly [GuijiAccountSettings] = [{ apiKey: 'emulator-key', apiSecret: 'emulator-secret' }];

function createGuijiService(shared: World, settings: SettingsForGuiji): ProviderService<GuijiHandle, CapsForGuiji> {
  const [first, ...others] = settings.guiji?.accounts ?? defaultAccounts;
  const accounts = new Accounts(shared.store);
  const publicVoices = new PublicVoices(shared);
  const publicAvatars = new PublicAvatars(shared);
  const quirks = { ...defaultQuirks, ...settings.guiji?.quirks };
  const timings = { ...shared.timings, ...guijiTimings, ...settings.timings };
  const world: GuijiWorld = { ...shared, timings, accounts, publicVoices, publicAvatars, quirks };
  world.tasks.register('guiji', 'clone-avatar', trainingWorkshop(world));
  world.tasks.register('guiji', 'clone-voice', voiceWorkshop(world));
  world.tasks.register('guiji', 'avatar-video', videoWorkshop(world));
  world.tasks.register('guiji', 'tts', speechWorkshop(world));
  const examples = new ExampleBook(world);
  const catalogues = [accountCall, publicAvatarList, publicVoiceList];
  const endpoints = [accessToken, ...catalogues, ...trainingEndpoints, ...voiceEndpoints, ...videoEndpoints, ...speechEndpoints];
  return {
    calls: endpoints.map(({ path }) => path),
    app: createGuijiApp({ world, endpoints, examples }),
    publicMakers: [publicVoices, publicAvatars],
    handle: (baseUrl) => ({ baseUrl, apiKey: first.apiKey, apiSecret: first.apiSecret }),
    environment: (baseUrl) => ({ GUIJI_BASE_URL: baseUrl, GUIJI_API_KEY: first.apiKey, GUIJI_API_SECRET: first.apiSecret }),
    open() {
      examples.reset();
      for (const account of [first, ...others]) {
        const owner = accounts.open(account);
        if (owner !== undefined && account.historicalClones === true) addHistoricalClones(world, owner);
      }
    },
    killTokens: () => accounts.killTokens(),
    refuseTokens: (refuse) => accounts.refuseTokens(refuse),
    setCaps: ({ guiji: caps = {} }) => accounts.setCaps(caps),
  };
}
