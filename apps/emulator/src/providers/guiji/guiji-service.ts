import type { World } from '../../world.ts';
import type { ProviderService } from '../provider-service.ts';
import { accountCall } from './account-call.ts';
import { Accounts, type GuijiAccountSettings, type GuijiCaps } from './accounts.ts';
import type { GuijiWorld } from './call.ts';
import { ExampleBook } from './examples.ts';
import { createGuijiApp } from './guiji-app.ts';
import { addHistoricalClones } from './historical-clones.ts';
import { PublicAvatars, publicAvatarList } from './public-avatars.ts';
import { PublicVoices, publicVoiceList } from './public-voices.ts';
import { defaultQuirks, type Quirks } from './quirks.ts';
import { speechEndpoints, speechWorkshop } from './speech.ts';
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

/** Guiji, as its pages describe it. */
export interface GuijiService extends ProviderService {
  readonly id: 'guiji';
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Ends every live token. */
  killTokens(): void;
  /** Refuses every token until told otherwise. */
  refuseTokens(refuse: boolean): void;
  setCaps(caps: GuijiCaps): void;
}

const defaultAccounts: readonly [GuijiAccountSettings] = [{ apiKey: 'emulator-key', apiSecret: 'emulator-secret' }];

export function createGuijiService(shared: World, settings: GuijiSettings = {}): GuijiService {
  const [first, ...others] = settings.accounts ?? defaultAccounts;
  const accounts = new Accounts(shared.store);
  const publicVoices = new PublicVoices(shared);
  const publicAvatars = new PublicAvatars(shared);
  const quirks = { ...defaultQuirks, ...settings.quirks };
  const world: GuijiWorld = { ...shared, accounts, publicVoices, publicAvatars, quirks };
  world.tasks.register('guiji', 'clone-avatar', trainingWorkshop(world));
  world.tasks.register('guiji', 'clone-voice', voiceWorkshop(world));
  world.tasks.register('guiji', 'avatar-video', videoWorkshop(world));
  world.tasks.register('guiji', 'tts', speechWorkshop(world));
  const examples = new ExampleBook(world);
  const catalogues = [accountCall, publicAvatarList, publicVoiceList];
  const endpoints = [accessToken, ...catalogues, ...trainingEndpoints, ...voiceEndpoints, ...videoEndpoints, ...speechEndpoints];
  return {
    id: 'guiji',
    apiKey: first.apiKey,
    apiSecret: first.apiSecret,
    calls: endpoints.map(({ path }) => path),
    app: createGuijiApp({ world, endpoints, examples }),
    publicMakers: [publicVoices, publicAvatars],
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
    setCaps: (caps) => accounts.setCaps(caps),
  };
}
