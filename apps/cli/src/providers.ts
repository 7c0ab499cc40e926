import type { Clock } from '@reelwright/clock';
import type { Provider, TokenStore } from '@reelwright/provider';

/** What a provider is made from, besides its own settings. */
export interface SharedSettings {
  readonly clock: Clock;
  readonly tokens?: TokenStore;
}

/** How one provider is set up: its settings by name, each with the variable that is looked at when no file says otherwise. */
export interface ProviderRegistration {
  readonly secrets: Readonly<Record<string, string>>;
  readonly addresses: Readonly<Record<string, string>>;
  /** The settings that say which account it is; another account has another past. */
  readonly account: readonly string[];
  readonly create: (settings: Readonly<Record<string, string>>, shared: SharedSettings) => Promise<Provider>;
}

/** The one place that names providers: adding one adds its line here. */
export const registrations: Readonly<Record<string, ProviderRegistration>> = {
  chanjing: {
    secrets: { appId: 'CHANJING_APP_ID', secretKey: 'CHANJING_SECRET_KEY' },
    addresses: { baseUrl: 'CHANJING_OPENAPI_BASE_URL' },
    account: ['appId', 'baseUrl'],
    create: async ({ appId = '', secretKey = '', baseUrl }, shared) =>
      (await import('@reelwright/provider-chanjing')).createChanjing({
        appId,
        secretKey,
        ...(baseUrl === undefined ? {} : { baseUrl }),
        ...shared,
      }),
  },
};

/** Used where neither command line, recipe nor project names one. */
export const fallbackProvider = 'chanjing';
