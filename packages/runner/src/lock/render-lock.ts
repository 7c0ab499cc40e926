import type { OutputValue } from '../plan/known.ts';
import { canonicalYaml, type YamlTree } from './canonical-yaml.ts';
import { type Lock, type LockedAccount, type LockedInstance, type LockedStep, lockVersion } from './lock.ts';

const head = '# Made by `reel run`; belongs into version control. After a merge with conflicts: `reel lock repair`.\n';

/** The one text of a lock: sorted, a fact per line. Equal locks have equal texts. */
export function renderLock(lock: Lock): string {
  return (
    head +
    canonicalYaml(
      new Map<string, YamlTree>([
        ['version', lockVersion],
        ['accounts', sorted(lock.accounts, accountTree)],
        ['instances', sorted(lock.instances, instanceTree)],
        ['emulated', sorted(lock.emulated, instanceTree)],
      ]),
    )
  );
}

/** One instance as it stands in a lock: what two blocks are compared by. */
export function renderInstance(instance: LockedInstance): string {
  return canonicalYaml(instanceTree(instance));
}

function accountTree({ adapter, key, emulatedKey }: LockedAccount): ReadonlyMap<string, YamlTree> {
  return present({ adapter, key, emulatedKey });
}

function instanceTree({ inputs, provider, steps, outputs }: LockedInstance): ReadonlyMap<string, YamlTree> {
  return new Map<string, YamlTree>([
    ['inputs', sorted(inputs, (value) => value)],
    ['provider', provider],
    ['steps', sorted(steps, stepTree)],
    ['outputs', sorted(outputs, ({ step, output }) => `${step}.${output}`)],
  ]);
}

function stepTree({ uses, provider, fingerprint, task, outputs }: LockedStep): ReadonlyMap<string, YamlTree> {
  const facts = present({ uses, provider, fingerprint, task });
  return new Map([...facts, ['outputs', sorted(new Map(Object.entries(outputs)), outputTree)]]);
}

/** The kind is not written: step and name say it. The order is one, wherever the value comes from. */
function outputTree(value: OutputValue): ReadonlyMap<string, YamlTree> {
  const { kind: _, ...facts } = value;
  return present(Object.fromEntries(Object.entries(facts).sort(([a], [b]) => outputFacts.indexOf(a) - outputFacts.indexOf(b))));
}

const outputFacts = ['id', 'sha256', 'sizeBytes', 'extension', 'format', 'durationMs', 'widthPx', 'heightPx'];

function sorted<T>(map: ReadonlyMap<string, T>, treeOf: (value: T) => YamlTree): ReadonlyMap<string, YamlTree> {
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(entries.map(([key, value]) => [key, treeOf(value)]));
}

function present(facts: Readonly<Record<string, string | number | undefined>>): ReadonlyMap<string, YamlTree> {
  const tree = new Map<string, YamlTree>();
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) tree.set(key, value);
  return tree;
}
