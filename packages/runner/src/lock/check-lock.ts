import { isLocal, localProvider } from '../plan/local-provider.ts';
import { instancesOf, type Lock, type LockedInstance } from './lock.ts';

/** What does not fit together, though each value is well formed. */
export interface LockFault {
  readonly id: string;
  readonly emulated: boolean;
  readonly message: string;
}

/** The account of each step must be known, and nothing that was emulated may stand in for anything real. */
export function checkLock(lock: Lock): LockFault[] {
  const real = fingerprintsOf(lock.instances);
  const faults: LockFault[] = [];
  for (const { id, emulated, instance } of instancesOf(lock)) {
    const message = faultOf(instance, lock, emulated) ?? (emulated ? borrowed(instance, real) : undefined);
    if (message !== undefined) faults.push({ id, emulated, message: `Instance "${id}": ${message}` });
  }
  return faults;
}

function faultOf({ provider, steps }: LockedInstance, { accounts }: Lock, emulated: boolean): string | undefined {
  const isKnown = (name: string) => {
    const account = accounts.get(name);
    return (emulated ? account?.emulatedKey : account?.key) !== undefined;
  };
  if (provider !== localProvider && !isKnown(provider)) return `its provider "${provider}" is not among the accounts.`;
  for (const [id, step] of steps) {
    if (isLocal(step.uses) !== (step.provider === localProvider))
      return `step "${id}" uses ${step.uses}, which ${step.provider} does not make.`;
    if (step.provider !== localProvider && !isKnown(step.provider))
      return `the provider "${step.provider}" of step "${id}" is not among the accounts.`;
  }
  return undefined;
}

function borrowed({ steps }: LockedInstance, real: ReadonlySet<string>): string | undefined {
  for (const [id, { fingerprint }] of steps) {
    if (real.has(fingerprint)) return `step "${id}" has the fingerprint of a step that was not emulated.`;
  }
  return undefined;
}

function fingerprintsOf(instances: ReadonlyMap<string, LockedInstance>): ReadonlySet<string> {
  return new Set([...instances.values()].flatMap(({ steps }) => [...steps.values()].map(({ fingerprint }) => fingerprint)));
}
