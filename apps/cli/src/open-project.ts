import { createSystemClock } from '@reelwright/clock';
import type { Provider } from '@reelwright/provider';
import type { Profile, Project } from '@reelwright/recipe';
import { type AccountSettings, readAccountSettings } from './account-settings.ts';
import { type Accounts, accountsOf, assertKnownAccounts } from './accounts.ts';
import { chooseProfile } from './choose-profile.ts';
import type { CommandContext } from './context.ts';
import { type LoadedProject, loadProject } from './load-project.ts';
import type { RecipeOptions } from './options.ts';
import { SeenFiles } from './project-files.ts';
import { fallbackProvider } from './providers.ts';

/** The words of a command line that say who does the work. */
export type ProjectWords = Pick<RecipeOptions, 'provider' | 'profile' | 'emulate'>;

/** A project as the words of a command line choose to see it. */
export interface OpenedProject {
  readonly root: string;
  readonly loadedProject: LoadedProject;
  /** Undefined where there is no project file, or a wrong one. */
  readonly project: Project | undefined;
  readonly profile: Profile | undefined;
  /** By the word of the command line or of the profile. */
  readonly emulate: boolean;
  readonly accounts: Accounts;
  /** Of command line or profile, in the order in which they are tried; empty where neither says anything. */
  readonly chosenProviders: readonly string[];
  /** Where nobody else says anything. */
  readonly defaultProviders: readonly string[];
  /** Every account there is, without credentials: what can be asked offline. */
  readonly catalogue: ReadonlyMap<string, Provider>;
  /** What was read besides recipes, as it looked before. */
  readonly seen: SeenFiles;
}

/** @throws {ReelwrightError} A name on the command line is known to nobody, or the project file cannot be read. */
export async function openProject(root: string, words: ProjectWords, { host }: CommandContext): Promise<OpenedProject> {
  const seen = new SeenFiles();
  const loadedProject = await loadProject(root, host.cwd, seen);
  const isUnusable = loadedProject.project === 'unusable';
  const project = loadedProject.project === 'unusable' ? undefined : loadedProject.project;
  const { provider = [], profile: named, emulate } = words;
  const accounts = accountsOf(project);
  // A project file that is wrong tells of neither profiles nor accounts; it is mended first.
  const profile = named === undefined || isUnusable ? undefined : chooseProfile(named, project);
  if (!isUnusable) assertKnownAccounts(provider, accounts);
  const ofProject = valuesOf(project?.providers ?? []);
  return {
    root,
    loadedProject,
    project,
    profile,
    emulate: emulate === true || profile?.emulate === true,
    accounts,
    chosenProviders: provider.length > 0 ? provider : valuesOf(profile?.providers ?? []),
    defaultProviders: ofProject.length > 0 ? ofProject : [fallbackProvider],
    catalogue: await offlineProviders(accounts),
    seen,
  };
}

/** @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS for a pointer that leads nowhere. */
export async function readSettings(
  names: readonly string[],
  { accounts, root, seen }: OpenedProject,
  context: CommandContext,
): Promise<AccountSettings[]> {
  const wanted = names.map((name) => accounts.get(name)).filter((account) => account !== undefined);
  return await Promise.all(wanted.map((account) => readAccountSettings({ account, root, seen }, context)));
}

export function valuesOf(names: readonly { readonly value: string }[]): string[] {
  return names.map(({ value }) => value);
}

async function offlineProviders(accounts: Accounts): Promise<ReadonlyMap<string, Provider>> {
  const clock = createSystemClock();
  const made = [...accounts.values()].map(async ({ name, registration }) => [name, await registration.create({}, { clock })] as const);
  return new Map(await Promise.all(made));
}
