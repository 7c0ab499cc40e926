import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, nearestName, ReelwrightError } from '@reelwright/errors';
import type { Project, ProviderSettings as WrittenSettings } from '@reelwright/recipe';
import type { CommandContext } from './context.ts';
import type { SeenFiles } from './project-files.ts';
import { type ProviderRegistration, registrations } from './providers.ts';

/** The settings of one provider, found in the project file and the environment. */
export interface ProviderSettings {
  readonly id: string;
  readonly registration: ProviderRegistration;
  readonly values: Readonly<Record<string, string>>;
  /** Secrets that are nowhere to be found, by the variable that would give them. */
  readonly missing: readonly string[];
  /** Environment variables in which the account is looked for. */
  readonly accountVariables: readonly string[];
}

export function registrationOf(id: string): ProviderRegistration | undefined {
  return Object.hasOwn(registrations, id) ? registrations[id] : undefined;
}

/** @throws {ReelwrightError} PLAN_UNKNOWN_PROVIDER when the command line names a provider that is not there. */
export function assertKnownProvider(id: string): void {
  if (registrationOf(id) === undefined)
    throw new ReelwrightError('PLAN_UNKNOWN_PROVIDER', `There is no provider "${id}".`, {
      hint: knownHint(id, Object.keys(registrations)),
    });
}

/** What is wrong with the providers that a project file names, as far as its recipes' language cannot know. */
export function judgeProject(project: Project): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (project.provider !== undefined && registrationOf(project.provider.value) === undefined) {
    diagnostics.push(
      unknown(
        'PLAN_UNKNOWN_PROVIDER',
        `There is no provider "${project.provider.value}".`,
        project.provider.value,
        Object.keys(registrations),
        project.provider.location,
      ),
    );
  }
  for (const { id, settings, locations, location } of project.providers.values()) {
    const registration = registrationOf(id);
    if (registration === undefined) {
      diagnostics.push(unknown('PLAN_UNKNOWN_PROVIDER', `There is no provider "${id}".`, id, Object.keys(registrations), location));
      continue;
    }
    const known = [...Object.keys(registration.secrets), ...Object.keys(registration.addresses)];
    for (const name of Object.keys(settings)) {
      if (!known.includes(name))
        diagnostics.push(
          unknown('PROJECT_INVALID', `The provider ${id} has no setting "${name}".`, name, known, locations[name] ?? location),
        );
    }
  }
  return diagnostics;
}

function unknown(
  code: Diagnostic['code'],
  message: string,
  name: string,
  known: readonly string[],
  location: Diagnostic['location'],
): Diagnostic {
  return { severity: 'error', code, message, location, hint: knownHint(name, known) };
}

function knownHint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return `${near === undefined ? '' : `Did you mean "${near}"? `}Known: ${known.join(', ')}.`;
}

export interface SettingsPlace {
  readonly id: string;
  readonly registration: ProviderRegistration;
  /** What the project file says. */
  readonly written: WrittenSettings | undefined;
  /** Folder of the project file: paths of pointers are relative to it. */
  readonly root: string;
  readonly seen: SeenFiles;
}

/**
 * The settings of one provider: the project file first, then the environment. Every secret found is registered for masking.
 *
 * @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS for a pointer that leads nowhere.
 */
export function readProviderSettings(
  { id, registration, written, root, seen }: SettingsPlace,
  { host, secrets }: CommandContext,
): ProviderSettings {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  const settings = written?.settings ?? {};
  const finder = { settings, id, root, seen, environment: host.environment };
  for (const [name, variable] of Object.entries(registration.secrets)) {
    const value = find(name, variable, finder);
    if (value === undefined) missing.push(variableOf(settings[name], variable));
    else {
      secrets.add(value);
      values[name] = value;
    }
  }
  for (const [name, variable] of Object.entries(registration.addresses)) {
    const value = find(name, variable, finder);
    if (value !== undefined) values[name] = value;
  }
  const variables = { ...registration.secrets, ...registration.addresses };
  const accountVariables = registration.account.map((name) => variableOf(settings[name], variables[name] ?? ''));
  return { id, registration, values, missing, accountVariables };
}

/** @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS when a secret is missing. */
export function assertComplete({ id, missing }: ProviderSettings): void {
  if (missing.length === 0) return;
  throw new ReelwrightError(
    'PLAN_PROVIDER_SETTINGS',
    `The provider ${id} has no credentials: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
    { hint: 'Set them in the environment or point at them in reelwright.yaml. With --emulate none are needed.' },
  );
}

interface Finder {
  readonly settings: WrittenSettings['settings'];
  readonly id: string;
  readonly root: string;
  readonly seen: SeenFiles;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Setting = WrittenSettings['settings'][string];

function find(name: string, variable: string, { settings, id, root, seen, environment }: Finder): string | undefined {
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (setting === undefined || setting === null) return environment[variable] || undefined;
  if (typeof setting === 'string') return setting;
  const [env, file] = [pointed(setting, 'env'), pointed(setting, 'file')];
  if (env !== undefined) return environment[env] || undefined;
  if (file !== undefined) {
    seen.note(resolve(root, file));
    return readSecret(resolve(root, file), `${id}.${name}`, file);
  }
  throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The setting ${id}.${name} is neither text nor a pointer.`, {
    hint: 'Write text, { env: NAME } or { file: path }.',
  });
}

function pointed(setting: Setting | undefined, key: 'env' | 'file'): string | undefined {
  if (typeof setting !== 'object' || setting === null || !Object.hasOwn(setting, key)) return undefined;
  const target: unknown = Reflect.get(setting, key);
  return typeof target === 'string' ? target : undefined;
}

function readSecret(path: string, name: string, shown: string): string {
  const text = readText(path, name, shown).trim();
  if (text === '') throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The file ${shown}, which ${name} points at, is empty.`);
  return text;
}

function readText(path: string, name: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The file ${shown}, which ${name} points at, cannot be read.`, {
      hint: 'Paths in reelwright.yaml are relative to its folder.',
      cause,
    });
  }
}

function variableOf(setting: Setting | undefined, variable: string): string {
  return pointed(setting, 'env') ?? variable;
}
