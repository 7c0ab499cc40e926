import type { World } from '../../world.ts';
import type { ProviderService } from '../provider-service.ts';
import { accountEndpoints } from './account-calls.ts';
import { type AccountCaps, type AccountSettings, Accounts } from './accounts.ts';
import type { ChanjingWorld } from './call.ts';
import { createChanjingApp } from './chanjing-app.ts';
import { ExampleBook } from './examples.ts';
import { fileEndpoints } from './files.ts';
import { type LimitSettings, resolveLimits } from './limits.ts';
import { lipSyncEndpoints } from './lip-sync.ts';
import { lipSyncWorkshop } from './lip-sync-workshop.ts';
import { PublicVoices } from './public-voices.ts';
import { speechEndpoints, speechWorkshop } from './speech.ts';
import { accessToken } from './token.ts';
import { voiceWorkshop } from './voice-workshop.ts';
import { voiceEndpoints } from './voices.ts';

export interface ChanjingSettings {
  readonly accounts: readonly [AccountSettings, ...AccountSettings[]];
  readonly limits: LimitSettings;
}

/** Chanjing, as its pages describe it. */
export interface ChanjingService extends ProviderService {
  readonly id: 'chanjing';
  readonly appId: string;
  readonly secretKey: string;
  /** Ends the live token of every app. */
  killTokens(): void;
  /** Refuses every token until told otherwise. */
  refuseTokens(refuse: boolean): void;
  setCaps(caps: AccountCaps): void;
}

export function createChanjingService(shared: World, { accounts: [first, ...others], limits }: ChanjingSettings): ChanjingService {
  const accounts = new Accounts(shared.store);
  const publicVoices = new PublicVoices(shared.mediaFolder, shared.studio);
  const world: ChanjingWorld = { ...shared, accounts, publicVoices };
  world.tasks.register('chanjing', 'clone-voice', voiceWorkshop(world));
  world.tasks.register('chanjing', 'tts', speechWorkshop(world));
  world.tasks.register('chanjing', 'lip-sync', lipSyncWorkshop(world));
  const examples = new ExampleBook(world);
  const endpoints = [accessToken, ...fileEndpoints, ...voiceEndpoints, ...speechEndpoints, ...lipSyncEndpoints, ...accountEndpoints];
  return {
    id: 'chanjing',
    appId: first.appId,
    secretKey: first.secretKey,
    calls: endpoints.map(({ path }) => path),
    app: createChanjingApp({ world, endpoints, limits: resolveLimits(limits), examples }),
    publicMakers: [publicVoices],
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
