import type { CallOptions, LocalMedium, Provider, StagedMedium } from '@reelwright/provider';
import type { GuijiClient } from './guiji-client.ts';
import type { Bridge } from './guiji-settings.ts';
import { compact } from './wire-fields.ts';

/**
 * Gives a local medium a public address. Nothing goes to Guiji itself: it fetches the file when a task needs it.
 *
 * @throws {ProviderError} `bad-input` without a bridge. What the bridge throws comes through as it is.
 */
export async function stageMedium(
  client: GuijiClient,
  bridge: Bridge | undefined,
  medium: LocalMedium,
  options: CallOptions,
): Promise<StagedMedium> {
  if (bridge === undefined) {
    throw client.fail('bad-input', 'Guiji fetches media from public addresses only, and no bridge is set up that gives a local file one.', {
      code: 'PLAN_PROVIDER_SETTINGS',
      hint: 'Set `bridge` for the provider in reelwright.yaml, or name an https address.',
    });
  }
  const { url, expiresAt } = await bridge.publish(medium, options);
  return compact({ provider: 'guiji', purpose: medium.purpose, id: medium.facts.sha256, url, expiresAt });
}

/** Takes back what was given an address, where the bridge can. */
export function unstaging(bridge: Bridge | undefined): Pick<Provider, 'unstage'> {
  if (bridge?.withdraw === undefined) return {};
  return {
    async unstage({ url }) {
      if (url !== undefined) await bridge.withdraw?.(url);
    },
  };
}
