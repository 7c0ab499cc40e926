import type { RateLimitScope } from '../provider.ts';
import type { TaskKind } from '../task.ts';
import { allKinds, type Check } from './check.ts';
import { claim, claimJson } from './claims.ts';

const scopesOf = (kind: TaskKind): RateLimitScope[] => [`start:${kind}`, `poll:${kind}`, `find:${kind}`];

/** What an adapter says of itself. */
export const describing: readonly Check[] = [
  {
    title: 'has an id that recipes can name, a key version and an account key without secrets',
    prove({ provider, secrets }) {
      claim(/^[a-z][a-z0-9-]*$/.test(provider.id), 'The id is not a name in lower case.', provider.id);
      claim(
        Number.isInteger(provider.keyVersion) && provider.keyVersion > 0,
        'The key version is no whole number from 1.',
        provider.keyVersion,
      );
      claim(provider.accountKey.length >= 8, 'The account key is too short to tell accounts apart.', provider.accountKey);
      for (const secret of secrets()) claim(!provider.accountKey.includes(secret), 'The account key holds a secret.');
    },
  },
  {
    title: 'says of every kind of task whether it is native, compiled to native ones, or absent and why',
    prove({ provider: { capabilities } }) {
      for (const kind of allKinds) {
        const capability = capabilities[kind];
        claim(capability !== undefined, `Nothing is said of ${kind}.`);
        if (capability.support === 'native') continue;
        claim(isSentence(capability.note), `The note on ${kind} is no sentence.`, capability.note);
        if (capability.support !== 'compiled') continue;
        claim(capability.to.length > 0, `${kind} is compiled to nothing.`);
        for (const part of capability.to)
          claim(capabilities[part].support === 'native', `${kind} is compiled to ${part}, which is not native.`);
      }
    },
  },
  {
    title: 'has limits with names of their own, that count something and speak of what it can do',
    prove({ provider: { limits, capabilities } }) {
      claim(new Set(limits.map(({ id }) => id)).size === limits.length, 'Two limits have one name.', limits);
      const known = new Set<RateLimitScope>(['stage', 'poll-staged', ...allKinds.flatMap(scopesOf)]);
      const absent = new Set(allKinds.filter((kind) => capabilities[kind].support !== 'native').flatMap(scopesOf));
      for (const { id, scopes, count, windowMs } of limits) {
        claim(Number.isInteger(count) && count > 0 && windowMs > 0, `The limit ${id} counts nothing.`, { count, windowMs });
        claim(scopes.length > 0, `The limit ${id} is for nothing.`);
        for (const scope of scopes) claim(known.has(scope) && !absent.has(scope), `The limit ${id} is for ${scope}, which does not occur.`);
      }
    },
  },
  {
    title: 'says how to wait for it',
    kinds: 'native',
    prove({ provider: { pacing } }, kind) {
      const own = pacing.tasks[kind];
      claim(own !== undefined, `Nothing is said of waiting for ${kind}.`);
      for (const one of [own, pacing.staged]) {
        claim(one.intervalMs > 0 && one.maxIntervalMs >= one.intervalMs && one.growth >= 1, 'The interval shrinks, or is none.', one);
        claim(one.firstAfterMs >= 0 && one.deadlineMs > one.firstAfterMs, 'The deadline comes before the first look.', one);
        claim(Number.isInteger(one.batchSize) && one.batchSize >= 1, 'A look answers for no task.', one);
      }
      claim(pacing.startTimeoutMs > 0, 'A create is never given up.', pacing.startTimeoutMs);
    },
  },
  {
    title: 'judges its vendor options by a schema that knows no others',
    kinds: 'native',
    prove({ provider, vendorSamples }, kind) {
      const schema = provider.vendorSchemas[kind];
      claim(isRecord(schema), `There is no schema of vendor.${provider.id} for ${kind}.`);
      claimJson(schema, 'The schema');
      claim(schema.type === 'object' && schema.additionalProperties === false, 'The schema takes what it does not know.', schema);
      const properties = Object.keys(isRecord(schema.properties) ? schema.properties : {});
      const sampled = Object.keys(vendorSamples(kind));
      claim(properties.sort().join() === sampled.sort().join(), 'The samples are not those of the schema.', { properties, sampled });
    },
  },
];

function isSentence(text: string): boolean {
  return /^\p{Lu}.*[.]$/su.test(text);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
