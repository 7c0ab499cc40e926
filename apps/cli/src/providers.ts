import type { Bridge } from '@reelwright/bridge';
import type { Clock } from '@reelwright/clock';
import type { Provider, TokenStore } from '@reelwright/provider';

/** What makes local media reachable for a provider that takes no uploads. */
export type MediaBridge = Pick<Bridge, 'publish' | 'withdraw'>;

/** What a provider is made from, besides its own settings. */
export interface SharedSettings {
  readonly clock: Clock;
  readonly tokens?: TokenStore;
  readonly bridge?: MediaBridge;
}

/** How one provider is set up: its settings by name, each with the variable that is looked at when no file says otherwise. */
export interface ProviderRegistration {
  readonly secrets: Readonly<Record<string, string>>;
  readonly addresses: Readonly<Record<string, string>>;
  /** Addresses for which no default can be assumed. */
  readonly requires: readonly string[];
  /** Each of them is enough to log in with; the first is the one that people are told of first. */
  readonly logins: readonly (readonly string[])[];
  /** The settings that say which account it is; another account has another past. */
  readonly account: readonly string[];
  readonly create: (settings: Readonly<Record<string, string>>, shared: SharedSettings) => Promise<Provider>;
}

/** The one place that names providers: adding one adds its entry here. */
export const registrations: Readonly<Record<string, ProviderRegistration>> = {
  chanjing: {
    secrets: { appId: 'CHANJING_APP_ID', secretKey: 'CHANJING_SECRET_KEY' },
    addresses: { baseUrl: 'CHANJING_OPENAPI_BASE_URL' },
    requires: [],
    logins: [['appId', 'secretKey']],
    account: ['appId', 'baseUrl'],
    create: async ({ appId = '', secretKey = '', ...rest }, shared) =>
      (await import('@reelwright/provider-chanjing')).createChanjing({ appId, secretKey, ...rest, ...shared }),
  },
  guiji: {
    secrets: { apiKey: 'GUIJI_API_KEY', apiSecret: 'GUIJI_API_SECRET', accessToken: 'GUIJI_ACCESS_TOKEN' },
    addresses: { baseUrl: 'GUIJI_BASE_URL' },
    requires: ['baseUrl'],
    logins: [['apiKey', 'apiSecret'], ['accessToken']],
    account: ['apiKey', 'baseUrl'],
    create: async ({ baseUrl = '', ...rest }, shared) =>
      (await import('@reelwright/provider-guiji')).createGuiji({ baseUrl, ...rest, ...shared }),
  },
};

/** Used where neither command line, profile, recipe nor project names one. */
export const fallbackProvider = 'chanjing';
