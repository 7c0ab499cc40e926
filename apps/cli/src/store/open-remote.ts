import type { Clock } from '@reelwright/clock';
import { type Diagnostic, ReelwrightError } from '@reelwright/errors';
import type { Project } from '@reelwright/recipe';
import type { StoreRemote } from '@reelwright/runner';
import type { CommandContext } from '../context.ts';
import type { OpenedProject } from '../open-project.ts';
import { type PlainSetting, readSetting, standIn } from '../setting-values.ts';

/** What is wrong with `store:`, as far as it shows without its secrets. */
export async function judgeStore({ store }: Project, root: string): Promise<Diagnostic[]> {
  if (store === undefined) return [];
  const pointers = new Set<string>();
  const problems = await storeProblems(standIn(store.settings, '', pointers), root);
  return problems
    .filter(({ field }) => !pointers.has(field))
    .map(({ field, problem }) => ({
      severity: 'error',
      code: 'PROJECT_INVALID',
      message: `${nameOf(field)}: ${problem}`,
      location: store.locations[field] ?? store.location,
    }));
}

/**
 * The remote that the project file names.
 *
 * @returns Undefined where there is none.
 * @throws {ReelwrightError} PLAN_PROVIDER_SETTINGS when a secret of it is missing, or is no such secret.
 */
export async function openRemote(
  { project, root, seen }: Pick<OpenedProject, 'project' | 'root' | 'seen'>,
  clock: Clock,
  { host, secrets }: Pick<CommandContext, 'host' | 'secrets'>,
): Promise<StoreRemote | undefined> {
  const store = project?.store;
  if (store === undefined) return undefined;
  const unset: string[] = [];
  const onMissing = (name: string) => unset.push(name);
  const plain = readSetting(store.settings, 'store', { environment: host.environment, root, seen, onSecret: secrets.add, onMissing });
  const { location } = store;
  if (unset.length > 0) {
    const names = [...new Set(unset)];
    const message = `The store remote cannot be used: ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not set.`;
    throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', message, { location });
  }
  const { createStoreRemote, parseStoreSettings } = await import('@reelwright/store-remote');
  const parsed = parseStoreSettings(plain, root);
  if (!Array.isArray(parsed)) return createStoreRemote(parsed, { clock });
  const [first] = parsed;
  throw new ReelwrightError('PLAN_PROVIDER_SETTINGS', `${nameOf(first?.field ?? '')}: ${first?.problem}`, { location });
}

/** Loaded only where there is a store to judge. */
async function storeProblems(settings: PlainSetting, root: string) {
  const { parseStoreSettings } = await import('@reelwright/store-remote');
  const parsed = parseStoreSettings(settings, root);
  return Array.isArray(parsed) ? parsed : [];
}

function nameOf(field: string): string {
  return field === '' ? 'store' : `store.${field}`;
}
