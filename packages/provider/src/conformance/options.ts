import { checkInputOf } from '../check-input-of.ts';
import type { Finding } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { Json, TaskInput } from '../task.ts';
import { allKinds, type Check } from './check.ts';
import { claim, claimJson, refusalOf } from './claims.ts';
import { baseInput, createMaterial, type Flip, type Material, optionFlips } from './inputs.ts';
import type { SentRequest } from './rig.ts';

const label = `rw-${'c'.repeat(24)}`;

/** Nothing that a recipe asks for is dropped in silence: it is sent, or spoken of at its key. */
export const options: readonly Check[] = [
  {
    title: 'the plainest input is as good as can be, offline and at the service',
    kinds: 'native',
    async prove(rig, kind) {
      const input = await baseInput(kind, createMaterial(rig));
      const errors = rig.provider.check(checkInputOf(input)).filter(({ severity }) => severity === 'error');
      claim(errors.length === 0, 'It is refused offline.', errors);
      await rig.provider.start(input, { label });
    },
  },
  {
    title: 'every option either reaches the service or is spoken of at its key',
    kinds: 'native',
    async prove(rig, kind) {
      const material = createMaterial(rig);
      const base = await baseInput(kind, material);
      const plain = await requestOf(base, material);
      for (const flip of optionFlips[kind]) {
        const input = await flip.change(base, material);
        if (isToldOf(flip, rig.provider.check(checkInputOf(input)))) continue;
        claim(
          (await requestOf(input, material)) !== plain,
          `The option "${flip.option}" of ${kind} changes nothing at the service, and nobody is told.`,
        );
      }
    },
  },
  {
    title: 'every vendor option reaches the service',
    kinds: 'native',
    async prove(rig, kind) {
      const material = createMaterial(rig);
      const base = await baseInput(kind, material);
      const plain = await requestOf(base, material);
      for (const [name, value] of Object.entries(rig.vendorSamples(kind))) {
        const input = { ...base, vendor: { [name]: value } } as TaskInput; // `authorize` alone has no vendor options
        claim((await requestOf(input, material)) !== plain, `vendor.${rig.provider.id}.${name} of ${kind} changes nothing at the service.`);
      }
    },
  },
  {
    title: 'findings are sentences with a code, at a key of the step',
    kinds: 'native',
    async prove(rig, kind) {
      const material = createMaterial(rig);
      const base = await baseInput(kind, material);
      for (const flip of optionFlips[kind]) {
        for (const finding of rig.provider.check(checkInputOf(await flip.change(base, material)))) claimFinding(finding, rig.provider.id);
      }
    },
  },
  {
    title: 'check stays calm before an input of which nothing is known',
    prove({ provider }) {
      for (const kind of allKinds) provider.check({ kind, media: [] });
    },
  },
  {
    title: 'a kind that it does not do is refused without a call',
    kinds: 'absent',
    async prove(rig, kind) {
      const input = await baseInput(kind, absentMaterial(rig));
      rig.sent();
      await refusalOf(rig.provider.start(input, { label }), `A start of ${kind}`);
      claim(rig.sent().length === 0, `A start of ${kind} was refused only after a call.`);
    },
  },
];

/** Media that were never brought anywhere: whoever refuses a kind does not look at them. */
function absentMaterial(rig: Material['rig']): Material {
  return { rig, medium: async () => ({ kind: 'url', url: 'https://media.example.com/any.mp4' }) };
}

function isToldOf({ option }: Flip, findings: readonly Finding[]): boolean {
  return findings.some(({ field }) => field === option);
}

function claimFinding(finding: Finding, provider: string): void {
  claimJson(finding, 'A finding');
  claim(finding.message.length > 20 && /[.]$/.test(finding.message), `A finding of ${provider} is no sentence.`, finding);
  claim(/^[A-Za-z]+$/.test(finding.field), `A finding of ${provider} names no key of a step.`, finding);
}

/** What a start sends, as text. A refusal by the service counts as something that reached it. */
async function requestOf(input: TaskInput, { rig }: Material): Promise<string> {
  rig.sent();
  try {
    await rig.provider.start(input, { label });
  } catch (error) {
    if (!isProviderError(error)) throw error;
  }
  const secrets = new Set(rig.secrets());
  const sent = rig.sent().filter(({ method, body }) => method !== 'GET' || body !== '');
  claim(sent.length > 0, 'A start sent nothing.');
  return JSON.stringify(sent.map((request) => withoutSecrets(request, secrets)));
}

function withoutSecrets({ method, path, query, body }: SentRequest, secrets: ReadonlySet<string>): Json {
  return { method, path, body, query: Object.fromEntries(Object.entries(query).filter(([, value]) => !secrets.has(value))) };
}
