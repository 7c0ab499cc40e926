import type { Diagnostic } from '@reelwright/errors';
import type { Project, ProviderSettings as WrittenSettings } from '@reelwright/recipe';
import { bridgeSetting } from './bridges.ts';
import { type PlainSetting, standIn } from './setting-values.ts';

/** What is wrong with the bridges of a project file, as far as it shows without their secrets. */
export async function judgeBridges(project: Project): Promise<Diagnostic[]> {
  const found = await Promise.all([...project.accounts.values()].map(judgeBridge));
  return found.flat();
}

async function judgeBridge({ id, settings, locations, location }: WrittenSettings): Promise<Diagnostic[]> {
  const written = settings[bridgeSetting];
  if (written === undefined) return [];
  const place = locations[bridgeSetting] ?? location;
  const pointers = new Set<string>();
  const problems = await bridgeProblems(standIn(written, '', pointers));
  return problems
    .filter(({ field }) => !pointers.has(field))
    .map(({ field, problem }) => {
      const name = [id, bridgeSetting, field].filter((part) => part !== '').join('.');
      return { severity: 'error', code: 'PROJECT_INVALID', message: `${name}: ${problem}`, location: place };
    });
}

export interface BridgeProblem {
  readonly field: string;
  readonly problem: string;
}

/** Loaded only where there is a bridge to judge. */
async function bridgeProblems(settings: PlainSetting): Promise<readonly BridgeProblem[]> {
  const { parseBridgeSettings } = await import('@reelwright/bridge');
  const parsed = parseBridgeSettings(settings);
  return Array.isArray(parsed) ? parsed : [];
}
