import type { Provider } from '../provider.ts';
import type { TaskInput, TaskKind } from '../task.ts';
import type { Check } from './check.ts';
import { claim } from './claims.ts';
import { baseInput, createMaterial, optionFlips } from './inputs.ts';

/** How the runner tells one task from another: `fingerprintOfInput` of `@reelwright/runner`. */
export type FingerprintOf = (input: TaskInput, provider: Provider) => string;

/** Equal fingerprints are one task and are paid for once: whatever changes the result must change the fingerprint. */
export function fingerprinting(fingerprintOf: FingerprintOf): readonly Check[] {
  return [
    {
      title: 'every option that changes the result changes the fingerprint, and no name does',
      kinds: 'native',
      async prove(rig, kind) {
        const material = createMaterial(rig);
        const base = await baseInput(kind, material);
        const plain = fingerprintOf(base, rig.provider);
        claim(fingerprintOf(structuredClone(base), rig.provider) === plain, 'Equal inputs have two fingerprints.');
        const seen = new Map([[plain, 'the plainest input']]);
        for (const flip of optionFlips[kind]) {
          const fingerprint = fingerprintOf(await flip.change(base, material), rig.provider);
          if (flip.isLabel === true) {
            claim(fingerprint === plain, `The ${flip.option} of ${kind} is a name, and changes the fingerprint.`);
            continue;
          }
          const twin = seen.get(fingerprint);
          claim(
            twin === undefined,
            `The option "${flip.option}" of ${kind} has the fingerprint of ${twin}: one would be taken for the other.`,
          );
          seen.set(fingerprint, `the option "${flip.option}"`);
        }
      },
    },
    {
      title: 'every vendor option changes the fingerprint',
      kinds: 'native',
      async prove(rig, kind) {
        const base = await baseInput(kind, createMaterial(rig));
        const plain = fingerprintOf(base, rig.provider);
        for (const [name, value] of Object.entries(rig.vendorSamples(kind))) {
          const input = { ...base, vendor: { [name]: value } } as TaskInput; // `authorize` alone has no vendor options
          claim(
            fingerprintOf(input, rig.provider) !== plain,
            `vendor.${rig.provider.id}.${name} of ${kind} does not change the fingerprint.`,
          );
        }
      },
    },
    {
      title: 'another provider and another version of its key are other tasks; another account is one where the result is bound to it',
      kinds: 'native',
      async prove(rig, kind) {
        const base = await baseInput(kind, createMaterial(rig));
        const plain = fingerprintOf(base, rig.provider);
        const others: Partial<Provider>[] = [{ id: 'another' }, { keyVersion: rig.provider.keyVersion + 1 }];
        if (boundToAccount.has(kind)) others.push({ accountKey: 'another-account' });
        for (const other of others)
          claim(
            fingerprintOf(base, Object.assign(Object.create(rig.provider), other)) !== plain,
            'Another provider has the same fingerprint.',
            other,
          );
      },
    },
  ];
}

const boundToAccount: ReadonlySet<TaskKind> = new Set(['clone-voice', 'clone-avatar', 'authorize']);
