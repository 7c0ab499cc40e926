import { checkInputOf } from '../../check-input-of.ts';
import type { CheckInput, Finding, FindQuery, FindResult, Provider, Started, StartOptions } from '../../provider.ts';
import { ProviderError } from '../../provider-error.ts';
import type { TaskInput, TaskRef } from '../../task.ts';
import type { TaskStatus } from '../../task-status.ts';
import type { ToyService } from './toy-service.ts';

/**
 * The smallest whole adapter, and the example of the README: a service that speaks texts, finds tasks by their name, and has a list of
 * voices. A real one differs in that `call` is HTTP (see `@reelwright/provider-http`).
 */
export function createToy({ service, token }: { readonly service: ToyService; readonly token: string }): Provider {
  const absent = (what: string) => ({ support: 'absent', note: `Toy ${what} nothing.` }) as const;
  const call: Call = (method, path, fields, creates = false) =>
    read(method === 'GET' ? service.call(method, path, token, textsOf(fields)) : service.call(method, path, token, {}, fields), creates);
  return {
    id: 'toy',
    keyVersion: 1,
    accountKey: 'toy-account',
    capabilities: {
      tts: { support: 'native' },
      'clone-voice': absent('clones'),
      'clone-avatar': absent('clones'),
      'lip-sync': absent('films'),
      'avatar-video': absent('films'),
      authorize: absent('authorizes'),
    },
    limits: [{ id: 'speech', scopes: ['start:tts'], count: 10, windowMs: 60_000 }],
    pacing: {
      tasks: { tts: { firstAfterMs: 1000, intervalMs: 1000, maxIntervalMs: 5000, growth: 1.5, deadlineMs: 600_000, batchSize: 1 } },
      staged: { firstAfterMs: 0, intervalMs: 1000, maxIntervalMs: 1000, growth: 1, deadlineMs: 60_000, batchSize: 1 },
      startTimeoutMs: 30_000,
    },
    media: 'uploads',
    vendorSchemas: { tts: { type: 'object', additionalProperties: false, properties: { mood: { type: 'string' } } } },
    check,
    start: async (input, options) => start(input, options, call),
    poll: async (refs) => refs.map((ref) => look(ref, call)),
    find: async (query) => find(query, call),
    highWaterMark: async () => undefined,
    stage: async () => fail('bad-input', 'Toy takes no media.'),
    pollStaged: async (staged) => staged.map(() => ({ state: 'ready' })),
    decodeCallback: () => undefined,
    catalogue: {
      account: async () => {
        const { characters } = call('GET', '/account', {});
        return { quotas: [{ name: 'speech', unit: 'characters', remaining: Number(characters) }] };
      },
      voices: async ({ page, pageSize, own }) => {
        if (own === true) return { items: [], hasMore: false };
        const { voices, total } = call('GET', '/voices', { page, size: pageSize });
        const items = (voices as readonly string[]).map((id) => ({ id, name: id, own: false, languages: ['en'] }));
        return { items, total: Number(total), hasMore: page * pageSize < Number(total) };
      },
      jobKinds: [],
      removable: [],
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;
type Call = (method: 'GET' | 'POST', path: string, fields: Fields, creates?: boolean) => Fields;

function check(input: CheckInput): Finding[] {
  const fixed = { speed: input.speed, pitch: input.pitch };
  const findings = Object.entries(fixed).flatMap(([field, value]): Finding[] =>
    value === undefined || value === 1
      ? []
      : [{ severity: 'error', code: 'PLAN_UNSUPPORTED', field, message: `Toy cannot change the ${field} of a voice.` }],
  );
  if (input.options?.watermark !== true) return findings;
  return [
    ...findings,
    { severity: 'error', code: 'PLAN_UNSUPPORTED', field: 'watermark', message: 'Toy marks no speech as made by a machine.' },
  ];
}

function start(input: TaskInput, { label, signal }: StartOptions, call: Call): Started {
  if (input.kind !== 'tts') return fail('bad-input', `Toy does not do ${input.kind}.`);
  const refused = check(checkInputOf(input)).find(({ severity }) => severity === 'error');
  if (refused !== undefined) return fail('bad-input', refused.message);
  signal?.throwIfAborted();
  const { voice, text, vendor } = input;
  const { id } = call('POST', '/speak', { name: label, voice, text, ...(vendor as Fields | undefined) }, true);
  return { task: { provider: 'toy', kind: 'tts', id: String(id) }, warnings: [] };
}

function look({ id }: TaskRef, call: Call): TaskStatus {
  try {
    const { state, url } = call('GET', '/task', { id });
    if (state !== 'done') return { state: 'running', detail: String(state) };
    return { state: 'succeeded', outputs: { audio: { url: String(url), media: 'audio' } }, missing: [] };
  } catch (error) {
    if (error instanceof ProviderError && error.errorClass === 'missing-resource') return { state: 'vanished', error };
    throw error;
  }
}

function find({ label }: FindQuery, call: Call): FindResult {
  const { tasks } = call('GET', '/tasks', {});
  const found = (tasks as readonly { id: string; name: string }[]).find(({ name }) => name === label);
  return found === undefined ? { kind: 'none' } : { kind: 'certain', task: { provider: 'toy', kind: 'tts', id: found.id } };
}

/** The envelope, and what its absence means: a create that was not answered may have taken place. */
function read(text: string | undefined, creates: boolean): Fields {
  const reply = parse(text);
  if (reply === undefined) return fail(creates ? 'uncertain' : 'transient', 'Toy gave no readable answer.');
  if (reply.code === 0) return reply;
  if (reply.code === 401) return fail('auth', 'Toy refuses the token.');
  return fail(reply.code === 404 ? 'missing-resource' : 'provider', `Toy said: ${String(reply.message)}.`);
}

function parse(text: string | undefined): Fields | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Fields);
  } catch {
    return undefined;
  }
}

function textsOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

function fail(errorClass: ProviderError['errorClass'], message: string): never {
  throw new ProviderError('toy', errorClass, message);
}
