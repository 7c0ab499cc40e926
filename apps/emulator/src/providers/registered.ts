import type { AccountSwitches } from '../control/fault-switches.ts';
import { defaultSharedTimings, type SharedTimings } from '../timings.ts';
import type { World } from '../world.ts';
import * as registry from './index.ts';
import type { CapWords } from './provider-service.ts';

type Registry = typeof registry;
type Id = keyof Registry;

/** All of `A | B` at once: `A & B`. */
type Together<Part> = (Part extends unknown ? (part: Part) => void : never) extends (whole: infer Whole) => void ? Whole : never;

/** The services of all providers, by their ids. */
export type Services = { readonly [Key in Id]: ReturnType<Registry[Key]['create']> };

/** What the emulator's settings can say about its providers. */
export type ProviderSettings = Together<{ [Key in Id]: Parameters<Registry[Key]['create']>[1] }[Id]>;

/** Where each provider is, and how to log in. */
export type Handles = { readonly [Key in Id]: ReturnType<Services[Key]['handle']> };

/** Balance and caps of all providers. */
export type Caps = Together<{ [Key in Id]: Parameters<Services[Key]['setCaps']>[0] }[Id]>;

/** How long things take and live at the emulated services, in milliseconds of their clock. */
export type Timings = SharedTimings & Together<Registry[Id]['timings']>;

/** Lives as the providers' pages state them; durations as live runs showed them (a film of 4 s in about 32 s). */
export const defaultTimings = Object.fromEntries(
  [defaultSharedTimings, ...Object.values(registry).map(({ timings }) => timings)].flatMap((timings) => Object.entries(timings)),
) as Timings; // the shared ones and those of the whole registry: that is what the type holds

/** What `caps` of a fault command may set, provider by provider. */
export const capWords: readonly CapWords[] = Object.values(registry).map((provider) => provider.capWords);

export function createServices(world: World, settings: ProviderSettings): Services {
  const created = Object.entries(registry).map(([id, provider]) => [id, provider.create(world, settings)] as const);
  return Object.fromEntries(created) as Services; // each was made by the entry of its id
}

export function handlesOf(services: Services, baseUrl: string): Handles {
  const handles = Object.entries(services).map(([id, service]) => [id, service.handle(baseUrl)] as const);
  return Object.fromEntries(handles) as Handles; // each comes from the service of its id
}

export function environmentOf(services: Services, baseUrl: string): Record<string, string> {
  return Object.fromEntries(Object.values(services).flatMap((service) => Object.entries(service.environment(baseUrl))));
}

/** What is switched about accounts happens to those of every provider. */
export function accountSwitches(services: Services): AccountSwitches {
  const all = Object.values(services);
  return {
    killTokens() {
      for (const service of all) service.killTokens();
    },
    refuseTokens(refuse) {
      for (const service of all) service.refuseTokens(refuse);
    },
    setCaps(caps) {
      for (const service of all) service.setCaps(caps);
    },
  };
}
