import { nearestName, ReelwrightError } from '@reelwright/errors';
import type { Project, ProviderSettings as WrittenSettings } from '@reelwright/recipe';
import { type ProviderRegistration, registrations } from './providers.ts';

/** An account at a provider, under the name that recipes and the command line use. */
export interface Account {
  readonly name: string;
  /** The id of the adapter behind it. */
  readonly adapter: string;
  readonly registration: ProviderRegistration;
  /** What the project file says. */
  readonly written: WrittenSettings | undefined;
}

export type Accounts = ReadonlyMap<string, Account>;

export function registrationOf(adapter: string): ProviderRegistration | undefined {
  return Object.hasOwn(registrations, adapter) ? registrations[adapter] : undefined;
}

/** Every adapter under its own name, and every account of the project file. Those whose adapter does not exist are left out. */
export function accountsOf(project: Project | undefined): Accounts {
  const own = Object.entries(registrations).map(([name, registration]): Account => {
    return { name, adapter: name, registration, written: undefined };
  });
  const named = [...(project?.accounts.values() ?? [])].flatMap((written): Account[] => {
    const adapter = written.uses.value;
    const registration = registrationOf(adapter);
    return registration === undefined ? [] : [{ name: written.id, adapter, registration, written }];
  });
  return new Map([...own, ...named].map((account) => [account.name, account]));
}

/** `chanjing`, or `studio (chanjing)` for an account with a name of its own. */
export function shownAccount({ name, adapter }: Pick<Account, 'name' | 'adapter'>): string {
  return name === adapter ? name : `${name} (${adapter})`;
}

/** @throws {ReelwrightError} PLAN_UNKNOWN_PROVIDER when the command line names an account that is not there. */
export function assertKnownAccounts(names: readonly string[], accounts: Accounts): void {
  for (const name of names) {
    if (!accounts.has(name))
      throw new ReelwrightError('PLAN_UNKNOWN_PROVIDER', `There is no provider "${name}".`, { hint: knownHint(name, accounts.keys()) });
  }
}

export function knownHint(name: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearestName(name, names);
  return `${near === undefined ? '' : `Did you mean "${near}"? `}Known: ${names.join(', ')}.`;
}
