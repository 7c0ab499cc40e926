import type { BridgeSettings } from '@reelwright/bridge';
import { ReelwrightError } from '@reelwright/errors';
import { type Account, shownAccount } from './accounts.ts';
import { bridgeSetting } from './bridges.ts';
import type { CommandContext } from './context.ts';
import type { SeenFiles } from './project-files.ts';
import { type PlainSetting, type PointerReader, pointed, readSetting } from './setting-values.ts';

/** The settings of one account, found in the project file and the environment. */
export interface AccountSettings {
  readonly account: Account;
  readonly values: Readonly<Record<string, string>>;
  /** What the project file says of a bridge, with all pointers followed; undefined where it says nothing, or a secret is missing. */
  readonly bridge: BridgeSettings | undefined;
  /** What keeps the account from being called, a clause each: `CHANJING_APP_ID is not set`. */
  readonly gaps: readonly Gap[];
  /** Under what names its credentials are looked for, for people. */
  readonly credentials: readonly string[];
  /** Environment variables that say which account it is, and those that let it be called. */
  readonly variables: { readonly account: readonly string[]; readonly login: readonly string[] };
}

export interface Gap {
  readonly lacks: 'credentials' | 'address' | 'bridge';
  readonly clause: string;
}

export interface SettingsPlace {
  readonly account: Account;
  /** Folder of the project file. */
  readonly root: string;
  readonly seen: SeenFiles;
}

/**
 * The settings of one account: the project file first, then the environment, whose variables are the defaults of the account that has its
 * adapter's own name and of no other. Every secret found is registered for masking.
 *
 * @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS for a pointer that leads nowhere.
 */
export async function readAccountSettings(
  { account, root, seen }: SettingsPlace,
  { host, secrets }: CommandContext,
): Promise<AccountSettings> {
  const { registration, written } = account;
  const reader: PointerReader = { environment: host.environment, root, seen, onSecret: secrets.add, onMissing: () => {} };
  const found = (name: string) => findValue(name, account, reader);
  const secretValues = compact(Object.keys(registration.secrets).map((name) => [name, found(name)]));
  for (const value of Object.values(secretValues)) secrets.add(value);
  // The address of a service is no secret, though a pointer may lead to it.
  const addresses = compact(
    Object.keys(registration.addresses).map((name) => [name, findValue(name, account, { ...reader, onSecret: () => {} })]),
  );
  const values = { ...secretValues, ...addresses };
  const unset: string[] = [];
  const bridgeReader: PointerReader = { ...reader, onMissing: (name) => unset.push(name) };
  const bridgeWritten = written?.settings[bridgeSetting];
  const plain = bridgeWritten === undefined ? undefined : readSetting(bridgeWritten, settingName(account, bridgeSetting), bridgeReader);
  return {
    account,
    values,
    bridge: plain === undefined || unset.length > 0 ? undefined : await parseBridge(plain, account),
    gaps: [
      ...addressGaps(account, values),
      ...loginGaps(account, values),
      ...unset.map((name): Gap => ({ lacks: 'bridge', clause: `${name} is not set` })),
    ],
    credentials: [...new Set(registration.logins.flat())].map((name) => sourceOf(name, account)),
    variables: {
      account: registration.account.flatMap((name) => variableOf(name, account) ?? []),
      login: [...registration.requires, ...registration.logins.flat()].flatMap((name) => variableOf(name, account) ?? []),
    },
  };
}

/** @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS when something is missing that a call needs. */
export function assertComplete(settings: AccountSettings): void {
  if (settings.gaps.length === 0) return;
  throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', describeGaps(settings), {
    hint: 'Set them in the environment or point at them in reelwright.yaml. With --emulate none are needed.',
  });
}

/** `The provider chanjing has no credentials: CHANJING_SECRET_KEY is not set.` */
export function describeGaps({ account, gaps }: AccountSettings): string {
  const who = account.name === account.adapter ? `provider ${account.name}` : `account ${shownAccount(account)}`;
  const parts = [...Map.groupBy(gaps, ({ lacks }) => lacks)].map(([lacks, found]) => {
    const clauses = found.map(({ clause }) => clause).join(' and ');
    return lacks === 'address'
      ? `no address: ${clauses}, and none can be assumed`
      : `no ${lacks === 'bridge' ? 'working bridge' : lacks}: ${clauses}`;
  });
  return `The ${who} has ${parts.join('; it has ')}.`;
}

/** Loaded only where there is a bridge. What shows without its secrets was told with the project file already. */
async function parseBridge(plain: PlainSetting, account: Account): Promise<BridgeSettings> {
  const { parseBridgeSettings } = await import('@reelwright/bridge');
  const parsed = parseBridgeSettings(plain);
  if (!Array.isArray(parsed)) return parsed;
  const [first] = parsed;
  const name = [settingName(account, bridgeSetting), first?.field ?? ''].filter((part) => part !== '').join('.');
  const location = account.written?.locations[bridgeSetting];
  throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `${name}: ${first?.problem}`, location === undefined ? {} : { location });
}

function addressGaps(account: Account, values: Readonly<Record<string, string>>): Gap[] {
  const missing = account.registration.requires.filter((name) => values[name] === undefined).map((name) => sourceOf(name, account));
  return missing.map((name) => ({ lacks: 'address', clause: `${name} is not set` }));
}

/** What is missing of the way to log in that lacks least; the others are named beside it. */
function loginGaps(account: Account, values: Readonly<Record<string, string>>): Gap[] {
  const lacking = account.registration.logins.map((names) =>
    names.filter((name) => values[name] === undefined).map((name) => sourceOf(name, account)),
  );
  if (lacking.some((names) => names.length === 0)) return [];
  const [first = [], ...others] = lacking;
  const nor = others.map((names) => `, nor ${verb(names)} ${list(names)}`).join('');
  return [{ lacks: 'credentials', clause: `${list(first)} ${verb(first)} not set${nor}` }];
}

function list(names: readonly string[]): string {
  return names.join(' and ');
}

function verb(names: readonly string[]): 'is' | 'are' {
  return names.length === 1 ? 'is' : 'are';
}

function findValue(name: string, account: Account, reader: PointerReader): string | undefined {
  const setting = account.written?.settings[name];
  if (setting === undefined || setting === null) {
    const variable = variableOf(name, account);
    return variable === undefined ? undefined : reader.environment[variable] || undefined;
  }
  const value = readSetting(setting, settingName(account, name), reader);
  if (value === undefined || typeof value === 'string') return value;
  throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The setting ${settingName(account, name)} is neither text nor a pointer.`, {
    hint: 'Write text, { env: NAME } or { file: path }.',
  });
}

/** The variable that gives a setting: the one that is pointed at, else the default, which only the adapter's own account has. */
function variableOf(name: string, { name: account, adapter, registration, written }: Account): string | undefined {
  const setting = written?.settings[name];
  if (setting !== undefined && setting !== null) return pointed(setting, 'env');
  return account === adapter ? { ...registration.secrets, ...registration.addresses }[name] : undefined;
}

function sourceOf(name: string, account: Account): string {
  return variableOf(name, account) ?? `${settingName(account, name)} in reelwright.yaml`;
}

function settingName({ name: account }: Account, name: string): string {
  return `${account}.${name}`;
}

function compact(entries: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
