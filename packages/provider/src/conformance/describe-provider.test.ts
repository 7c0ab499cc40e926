import { expect, test } from 'vitest';
import type { Catalogue } from '../catalogue.ts';
import type { Provider, StartOptions } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { TaskInput } from '../task.ts';
import { openToyRig, type ToyService } from './__testing__/toy-service.ts';
import { conformanceChecks, describeProvider, prove } from './describe-provider.ts';
import { fingerprinting } from './fingerprinting.ts';

const wholeInput = (input: TaskInput, { id, keyVersion }: Pick<Provider, 'id' | 'keyVersion'>) => JSON.stringify([id, keyVersion, input]);

describeProvider('The example of the README', () => openToyRig(), { fingerprintOf: wholeInput });

type Bend = (provider: Provider, service: ToyService) => Partial<Provider>;

function catalogueOf({ catalogue }: Provider): Catalogue {
  if (catalogue === undefined) throw new Error('The example has a catalogue.');
  return catalogue;
}

const ill = new ProviderError('toy', 'provider', 'Toy is ill.');

/** Adapters that break one promise each, and the check that must notice. */
const broken: readonly (readonly [string, RegExp, Bend])[] = [
  ['an id with spaces', /has an id/, () => ({ id: 'My Toy' })],
  ['a secret in the account key', /has an id/, (_, { token }) => ({ accountKey: token })],
  [
    'a kind that is compiled to one that is absent',
    /native, compiled/,
    ({ capabilities }) => ({
      capabilities: { ...capabilities, 'lip-sync': { support: 'compiled', to: ['avatar-video'], note: 'It is compiled.' } },
    }),
  ],
  [
    'a limit for a kind that does not occur',
    /has limits/,
    () => ({
      limits: [{ id: 'films', scopes: ['start:lip-sync'], count: 1, windowMs: 1 }],
    }),
  ],
  ['no word on waiting', /how to wait/, ({ pacing }) => ({ pacing: { ...pacing, tasks: {} } })],
  ['vendor options that nobody judges', /judges its vendor options/, () => ({ vendorSchemas: { tts: { type: 'object' } } })],
  ['a check that says nothing of an option it drops', /spoken of at its key/, () => ({ check: () => [] })],
  [
    'a vendor option that is dropped',
    /every vendor option reaches/,
    ({ start }) => ({
      start: (input, options) => start(without(input, 'vendor'), options),
    }),
  ],
  [
    'a finding without a sentence',
    /findings are sentences/,
    ({ check }) => ({ check: (input) => check(input).map((one) => ({ ...one, message: 'no' })) }),
  ],
  [
    'a check that throws',
    /stays calm/,
    () => ({
      check: () => {
        throw new Error('undefined');
      },
    }),
  ],
  [
    'a start of an absent kind',
    /refused without a call/,
    (_, service) => ({
      start: async (input) => {
        service.call('POST', '/speak', service.token, {}, { name: 'x', ...input });
        return { task: { provider: 'toy', kind: input.kind, id: '1' }, warnings: [] };
      },
    }),
  ],
  [
    'a start that makes two tasks',
    /makes one task/,
    ({ start }) => ({
      start: async (input, options) => {
        await start(input, options);
        return start(input, options);
      },
    }),
  ],
  [
    'a task of another kind',
    /makes one task/,
    ({ start }) => ({
      start: async (input, options) => {
        const started = await start(input, options);
        return { ...started, task: { ...started.task, kind: 'lip-sync' } };
      },
    }),
  ],
  [
    'statuses in another order',
    /in the order asked/,
    ({ poll, pacing }) => ({
      pacing: { ...pacing, tasks: { tts: { ...pacing.tasks.tts, batchSize: 10 } as never } },
      poll: async (refs, options) => [...(await poll(refs, options))].sort((a, b) => a.state.localeCompare(b.state)),
    }),
  ],
  [
    'a stranger that spoils the look at others',
    /in the order asked/,
    ({ poll }) => ({
      poll: async (refs, options) =>
        (await poll(refs, options)).map((status) => {
          if (status.state === 'vanished') throw status.error;
          return status;
        }),
    }),
  ],
  ['a lost task that is denied', /answer was lost/, () => ({ find: async () => ({ kind: 'none' }) })],
  [
    'a retry of a create',
    /answer was lost/,
    ({ start }) => ({ start: (input, options) => start(input, options).catch(() => start(input, options)) }),
  ],
  [
    'a gateway page that counts as passing',
    /unreadable answer/,
    ({ start }) => ({
      start: (input, options) =>
        start(input, options).catch((error: unknown) => {
          throw error instanceof ProviderError && error.errorClass === 'uncertain'
            ? new ProviderError('toy', 'transient', 'Passing.')
            : error;
        }),
    }),
  ],
  [
    'credentials refused under another name',
    /refused credentials/,
    ({ start }) => ({
      start: (input, options) =>
        start(input, options).catch(() => {
          throw ill;
        }),
    }),
  ],
  [
    'a signal that is not heeded',
    /given up before it left/,
    ({ start }) => ({ start: (input, { label }: StartOptions) => start(input, { label }) }),
  ],
  ['rubbish that is taken for a callback', /rubbish/, () => ({ decodeCallback: () => ({ kind: 'tts', id: '1' }) })],
  [
    'a secret in an error',
    /makes one task/,
    (_, { token }) => ({
      start: async () => {
        throw new ProviderError('toy', 'auth', `Bad ${token}.`);
      },
    }),
  ],
  [
    'a secret in the cause of an error',
    /refused credentials/,
    ({ start }, { token }) => ({
      start: (input, options) =>
        start(input, options).catch((error: unknown) => {
          throw new ProviderError('toy', 'auth', 'No.', { cause: new Error(token, { cause: error }) });
        }),
    }),
  ],
  [
    'a quota without a number',
    /tells of the account/,
    (toy) => ({ catalogue: { ...catalogueOf(toy), account: async () => ({ quotas: [{ name: 'x', unit: 'beans' }] }) } }),
  ],
  [
    'a list that repeats itself',
    /pages through/,
    (toy) => ({
      catalogue: {
        ...catalogueOf(toy),
        voices: async (query) => ({
          items: ['a', 'b', 'c'].map((id) => ({ id, name: id, own: false, languages: [] })),
          hasMore: query.page < 2,
        }),
      },
    }),
  ],
  [
    'a voice that is not listed',
    /can be used/,
    (toy) => ({ catalogue: { ...catalogueOf(toy), voices: async () => ({ items: [], hasMore: false }) } }),
  ],
];

test.each(broken)('notices %s', async (_, title, bend) => {
  const check = conformanceChecks.find((one) => title.test(one.title));
  if (check === undefined) throw new Error(`There is no check ${title}.`);
  const kind = check.kinds === 'absent' ? 'lip-sync' : 'tts';
  await prove(check, () => openToyRig(), kind);
  await expect(prove(check, () => openToyRig(bend), kind)).rejects.toThrow();
});

test.each<[string, RegExp, (input: TaskInput) => unknown]>([
  ['an option that does not count', /every option that changes/, (input) => without(input, 'speed')],
  ['a name that counts', /every option that changes/, () => Math.random()],
  ['vendor options that do not count', /every vendor option/, (input) => without(input, 'vendor')],
  ['a provider that does not count', /another provider/, (input) => input],
])('notices a fingerprint with %s', async (_, title, part) => {
  const check = fingerprinting((input) => JSON.stringify(part(input))).find((one) => title.test(one.title));
  if (check === undefined) throw new Error(`There is no check ${title}.`);
  await expect(prove(check, () => openToyRig(), 'tts')).rejects.toThrow();
});

function without(input: TaskInput, key: string): TaskInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== key)) as unknown as TaskInput;
}
