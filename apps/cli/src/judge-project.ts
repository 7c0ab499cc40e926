import type { Diagnostic, SourceLocation } from '@reelwright/errors';
import type { Project, Sourced, ProviderSettings as WrittenSettings } from '@reelwright/recipe';
import { localProvider } from '@reelwright/runner';
import { type Account, accountsOf, knownHint, registrationOf } from './accounts.ts';
import { bridgeSetting } from './bridges.ts';
import { registrations } from './providers.ts';

/** What is wrong with the providers that a project file names, as far as its recipes' language cannot know. */
export function judgeProject(project: Project): Diagnostic[] {
  const names = new Set([...accountsOf(project).keys(), ...project.accounts.keys()]);
  const unknown = ({ value, location }: Sourced<string>) => (names.has(value) ? [] : [unknownProvider(value, names, location)]);
  return [
    ...project.providers.flatMap(unknown),
    ...[...project.profiles.values()].flatMap(({ providers }) => providers.flatMap(unknown)),
    ...[...project.accounts.values()].flatMap(judgeAccount),
    ...bindingsOf(project).flatMap(unknown),
  ];
}

function bindingsOf({ cast }: Project): Sourced<string>[] {
  const parts = [...cast.values()].flatMap(({ voice, avatar }) => [voice, avatar]).filter((part) => part !== undefined);
  return parts.flatMap(({ bindings }) => [...bindings].map(([value, { location }]) => ({ value, location })));
}

/** Words that mean something else where accounts are named. */
const takenNames: Readonly<Record<string, string>> = {
  [localProvider]: 'what runs on this machine',
  clone: 'how the cast says that somebody is cloned',
};

function judgeAccount(written: WrittenSettings): Diagnostic[] {
  const { id, uses, location } = written;
  if (Object.hasOwn(takenNames, id)) {
    const message = `"${id}" is ${takenNames[id]}, so no account can have that name.`;
    return [{ severity: 'error', code: 'PROJECT_INVALID', message, location, hint: 'Give the account another name.' }];
  }
  const registration = registrationOf(uses.value);
  if (registration === undefined) return [unknownAdapter(written)];
  if (id !== uses.value && registrationOf(id) !== undefined) {
    const message = `${id} is the name of a provider, so an account of ${uses.value} cannot have it.`;
    return [{ severity: 'error', code: 'PROJECT_INVALID', message, location: uses.location, hint: 'Give the account another name.' }];
  }
  return judgeSettings({ name: id, adapter: uses.value, registration, written }, location);
}

function unknownAdapter({ id, uses, location }: WrittenSettings): Diagnostic {
  const known = Object.keys(registrations);
  if (uses.value !== id) return unknownProvider(uses.value, known, uses.location);
  const { hint, ...rest } = unknownProvider(id, known, location);
  return { ...rest, hint: `${hint} An account under a name of its own says whose it is: uses: ${known[0]}.` };
}

function judgeSettings({ name: account, adapter, registration, written }: Account, place: SourceLocation): Diagnostic[] {
  const known = [...Object.keys(registration.secrets), ...Object.keys(registration.addresses), bridgeSetting];
  const { settings = {}, locations = {} } = written ?? {};
  return Object.keys(settings).flatMap((name): Diagnostic[] => {
    const location = locations[name] ?? place;
    if (!known.includes(name)) {
      const message = `The provider ${account === adapter ? account : adapter} has no setting "${name}".`;
      return [{ severity: 'error', code: 'PROJECT_INVALID', message, location, hint: knownHint(name, known) }];
    }
    return [];
  });
}

function unknownProvider(name: string, known: Iterable<string>, location: SourceLocation): Diagnostic {
  const message = `There is no provider "${name}".`;
  return { severity: 'error', code: 'PLAN_UNKNOWN_PROVIDER', message, location, hint: knownHint(name, known) };
}
