import type { Clock } from '@reelwright/clock';
import {
  type FindResult,
  type Pacing,
  type PollPacing,
  type Provider,
  ProviderError,
  type RateLimit,
  type TaskInput,
  type TaskKind,
  type TaskOutputs,
  type TaskRef,
  type TaskStatus,
} from '@reelwright/provider';
import { fakeCover, fakeMedium } from './fake-media.ts';
import type { FileServer } from './file-server.ts';

export type FakeOperation = 'start' | 'poll' | 'stage' | 'pollStaged' | 'find' | 'highWaterMark' | 'unstage';

/** A task that the provider has made, and been paid for. */
export interface FakeTask {
  readonly ref: TaskRef;
  readonly label: string;
  readonly input: TaskInput;
  readonly createdAt: number;
}

export interface FakeSettings {
  readonly clock: Clock;
  readonly server?: FileServer;
  readonly id?: string;
  readonly accountKey?: string;
  readonly limits?: readonly RateLimit[];
  readonly pacing?: Partial<PollPacing>;
  readonly startTimeoutMs?: number;
  /** How long a task of each kind takes. Default: a minute. */
  readonly takesMs?: Partial<Record<TaskKind, number>>;
  /** What a lost start can be found by. Default: the label. */
  readonly foundBy?: 'label' | 'list' | 'nothing';
  /** Before the provider does anything; may throw. `nth` counts the calls of the operation from 1. */
  readonly before?: (operation: FakeOperation, nth: number, input?: TaskInput) => void | Promise<void>;
  /** After it was done, before the answer arrives; may throw. */
  readonly after?: (operation: FakeOperation, nth: number, input?: TaskInput) => void | Promise<void>;
  /** Changes a status on its way. */
  readonly status?: (status: TaskStatus, ref: TaskRef, nth: number) => TaskStatus;
  readonly check?: Provider['check'];
  readonly keyVersion?: number;
  /** The round trip of a start, on the clock. */
  readonly startTakesMs?: number;
  /** Before the id of every task, so that those of two accounts differ. */
  readonly taskPrefix?: string;
  /** Clones avatars and renders them, too, and takes authorizations. */
  readonly avatars?: boolean;
  /** Fetches media from addresses, which `stage` gives to local ones and `unstage` takes away. Without a bridge it cannot. */
  readonly fetches?: 'with a bridge' | 'without a bridge';
  /** Reports the end of each task to the address of its start. */
  readonly report?: (url: string, body: string) => void;
  /** How long what was staged is good for. Default: for ever. */
  readonly stagedForMs?: number;
}

export interface FakeProvider extends Provider {
  readonly tasks: FakeTask[];
  /** How often each operation was called. */
  readonly counts: Record<FakeOperation, number>;
  /** Refs of every poll, in order. */
  readonly polls: string[][];
  readonly staged: string[];
  /** Ids of media that can be fetched at this moment. */
  readonly published: Set<string>;
  /** Media that a start or a running task would have fetched in vain. */
  readonly unreachable: string[];
}

const defaultPacing: PollPacing = { firstAfterMs: 5_000, intervalMs: 5_000, maxIntervalMs: 15_000, growth: 1.3, deadlineMs: 3_600_000, batchSize: 1 };

/** A provider in memory, driven by the test's clock. Every task it makes is remembered: what stands there was paid for. */
export function createFakeProvider(settings: FakeSettings): FakeProvider {
  const { clock, server, id = 'fake', takesMs = {}, foundBy = 'label', startTakesMs = 0 } = settings;
  const tasks: FakeTask[] = [];
  const counts: Record<FakeOperation, number> = { start: 0, poll: 0, stage: 0, pollStaged: 0, find: 0, highWaterMark: 0, unstage: 0 };
  const published = new Set<string>();
  const unreachable: string[] = [];
  const polls: string[][] = [];
  const staged: string[] = [];
  const around = async <T>(operation: FakeOperation, work: () => T | Promise<T>, input?: TaskInput): Promise<T> => {
    const nth = ++counts[operation];
    await settings.before?.(operation, nth, input);
    const result = await work();
    await settings.after?.(operation, nth, input);
    return result;
  };
  const pollPacing = { ...defaultPacing, ...settings.pacing };
  const kinds = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video', 'authorize'] as const;
  const lookAtMedia = (input: TaskInput) => {
    if (settings.fetches === undefined) return;
    for (const id of stagedIdsIn(input)) if (!published.has(id)) unreachable.push(`${input.kind} ${id}`);
  };
  const pacing: Pacing = {
    tasks: Object.fromEntries(kinds.map((kind) => [kind, pollPacing])),
    staged: { ...defaultPacing, firstAfterMs: 1_000 },
    startTimeoutMs: settings.startTimeoutMs ?? 60_000,
  };
  const statusOf = (ref: TaskRef): TaskStatus => {
    const task = tasks.findLast((one) => one.ref.id === ref.id);
    if (task !== undefined && clock.now() - task.createdAt < (takesMs[ref.kind] ?? 60_000)) lookAtMedia(task.input);
    if (task === undefined) return { state: 'vanished', error: new ProviderError(id, 'missing-resource', `No task ${ref.id}.`) };
    const total = takesMs[ref.kind] ?? 60_000;
    const elapsed = clock.now() - task.createdAt;
    if (elapsed < total) return { state: 'running', progress: Math.floor((elapsed / total) * 100) / 100 };
    return { state: 'succeeded', outputs: outputsOf(task, server), missing: [] };
  };
  const known = (ids: readonly TaskRef[]) => ids.map((ref) => settings.status?.(statusOf(ref), ref, counts.poll) ?? statusOf(ref));
  return {
    ...{ tasks, counts, polls, staged, published, unreachable, id, pacing },
    keyVersion: settings.keyVersion ?? 1,
    accountKey: settings.accountKey ?? 'account-1',
    capabilities: {
      'clone-voice': { support: 'native' },
      tts: { support: 'native' },
      'lip-sync': { support: 'native' },
      'clone-avatar': settings.avatars ? { support: 'native' } : { support: 'absent', note: 'It has no avatars.' },
      'avatar-video': settings.avatars ? { support: 'native' } : { support: 'absent', note: 'It has no avatars.' },
      authorize: settings.avatars ? { support: 'native' } : { support: 'absent', note: 'It asks for nothing.' },
    },
    limits: settings.limits ?? [],
    media: settings.fetches === undefined ? 'uploads' : 'addresses',
    vendorSchemas: {},
    check: settings.check ?? (() => []),
    start: (input, { label, callbackUrl }) =>
      around(
        'start',
        async () => {
          lookAtMedia(input);
          const ref: TaskRef = { provider: id, kind: input.kind, id: `${settings.taskPrefix ?? ''}${idOf(input, tasks.length + 1)}` };
          tasks.push({ ref, label, input, createdAt: clock.now() });
          const { report } = settings;
          if (callbackUrl !== undefined && report !== undefined) {
            const { kind } = input;
            void clock.sleep(takesMs[kind] ?? 60_000).then(() => report(callbackUrl, JSON.stringify({ kind, id: ref.id })));
          }
          if (startTakesMs > 0) await clock.sleep(startTakesMs);
          return { task: ref, warnings: [] };
        },
        input,
      ),
    poll: (refs) =>
      around('poll', () => {
        polls.push(refs.map((ref) => ref.id));
        return known(refs);
      }),
    find: ({ kind, label, highWaterMark }) =>
      around('find', (): FindResult => {
        if (foundBy === 'nothing') return { kind: 'unknowable' };
        const ofKind = tasks.filter((task) => task.ref.kind === kind);
        if (foundBy === 'label') {
          const own = ofKind.find((task) => task.label === label);
          return own === undefined ? { kind: 'none' } : { kind: 'certain', task: own.ref };
        }
        const newer = ofKind.filter((task) => tasks.indexOf(task) >= Number(highWaterMark ?? 0));
        if (newer.length === 0) return { kind: 'none' };
        return { kind: 'candidates', tasks: newer.map(({ ref, createdAt }) => ({ task: ref, createdAt, description: 'a task' })) };
      }),
    highWaterMark: () => around('highWaterMark', () => (foundBy === 'list' ? String(tasks.length) : undefined)),
    stage: (medium) =>
      around('stage', () => {
        if (settings.fetches === 'without a bridge') {
          throw new ProviderError(id, 'bad-input', 'It fetches from addresses only, and no bridge is set up.', {
            code: 'PLAN_PROVIDER_SETTINGS',
            hint: 'Set `bridge` for the provider in reelwright.yaml.',
          });
        }
        staged.push(`${medium.purpose} ${medium.facts.sha256.slice(0, 8)}`);
        const file = `file-${staged.length}`;
        published.add(file);
        return {
          ...{ provider: id, purpose: medium.purpose, id: file },
          ...(settings.fetches === undefined ? {} : { url: `https://bridge.example/${file}?signature=secret-of-${file}` }),
          ...(settings.stagedForMs === undefined ? {} : { expiresAt: Math.round(clock.now()) + settings.stagedForMs }),
        };
      }),
    ...(settings.fetches === 'with a bridge' ? { unstage: ({ id: file }) => around('unstage', () => void published.delete(file)) } : {}),
    pollStaged: (all) => around('pollStaged', () => all.map(() => ({ state: 'ready' as const }))),
    decodeCallback: (body) => {
      if (typeof body !== 'string' || !body.startsWith('{')) return undefined;
      const { kind, id: told }: { kind: TaskKind; id: string } = JSON.parse(body);
      return { kind, id: told, answer: { heard: true } };
    },
  };
}

/** What each kind leaves: ids, or files on the test's server. */
function outputsOf({ ref, input }: FakeTask, server: FileServer | undefined): TaskOutputs {
  const put = (name: string, content: string | Uint8Array) => {
    if (server !== undefined && !server.files.has(`/${name}`)) server.files.set(`/${name}`, content);
    return `${server?.origin ?? 'https://files.example'}/${name}?signature=secret-of-${ref.id}`;
  };
  switch (input.kind) {
    case 'clone-voice':
      return { voice: `voice-of-${ref.id}` };
    case 'tts': {
      const words = input.text.split(' ');
      return {
        audio: { url: put(`${ref.id}.wav`, fakeMedium('audio', words.length * 400, input.text)), media: 'audio' },
        captions: words.map((text, i) => ({ startMs: i * 400, endMs: (i + 1) * 400, text })),
      };
    }
    case 'lip-sync':
      return {
        video: { url: put(`${ref.id}.mp4`, fakeMedium('video', 2_000, ref.id)), media: 'video' },
        cover: { url: put(`${ref.id}.jpg`, fakeCover), media: 'image' },
      };
    case 'clone-avatar':
      return { avatar: `avatar-of-${ref.id}`, ...(input.trainVoice ? { voice: `voice-of-${ref.id}` } : {}) };
    case 'avatar-video':
      return {
        video: { url: put(`${ref.id}.mp4`, fakeMedium('video', 3_000, ref.id)), media: 'video' },
        cover: { url: put(`${ref.id}.jpg`, fakeCover), media: 'image' },
        audio: { url: put(`${ref.id}.wav`, fakeMedium('audio', 3_000, ref.id)), media: 'audio' },
        captions: [{ startMs: 0, endMs: 3_000, text: 'spoken' }],
      };
    case 'authorize':
      return {};
  }
}

/** An authorization is no task: its id is what it speaks of, so that a second one has the same. */
function idOf(input: TaskInput, number: number): string {
  return input.kind === 'authorize' ? `authorization of ${input.target.id}` : `${input.kind}-${number}`;
}

/** Every medium of an input that was staged. */
function stagedIdsIn(input: TaskInput): string[] {
  const ids: string[] = [];
  JSON.stringify(input, (key, value: unknown) => {
    if (key === 'staged' && typeof value === 'object' && value !== null && 'id' in value) ids.push(String(value.id));
    return value;
  });
  return ids;
}
