import { readFileSync } from 'node:fs';
import type {
  FindQuery,
  FindResult,
  LocalMedium,
  MediumInput,
  Pacing,
  RateLimit,
  SpeechInput,
  StagedMedium,
  TaskInput,
  TaskKind,
  TaskOutputs,
  TaskRef,
  TaskStatus,
} from '@reelwright/provider';
import { ProviderError } from '@reelwright/provider';
import { fakeCover } from '../../__fixtures__/fake-media.ts';
import { modelMedium, tagOf } from './model-media.ts';
import type { World } from './world.ts';

/** What a lost start can be found by: our name, a list with or without a mark of its newest entry, or nothing. */
export type FoundBy = 'name' | 'list-with-marks' | 'list' | 'nothing';

export interface ServiceTraits {
  readonly id: string;
  readonly foundBy: FoundBy;
  readonly media: 'uploads' | 'addresses';
  readonly limits: readonly RateLimit[];
  readonly batchSize: number;
}

/** Something that the service has made, and been paid for. */
export interface ServiceTask {
  readonly ref: TaskRef;
  readonly label: string;
  readonly input: TaskInput;
  /** What it makes, in words. */
  readonly tag: string;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly fails: boolean;
  /** From when on nobody here knows it any more. */
  readonly vanishesAt: number;
  /** Of a client that is not ours. */
  readonly foreign: boolean;
}

const odds = { fails: 0.04, stuck: 0.03, vanishes: 0.015, foreign: 0.15, forgetsFile: 0.04 };

/** How long a link to a result is good for. */
const linkLifeMs = 8 * 60_000;

/** One account of a model service. It lives on whatever becomes of the processes that call it. */
export class Service {
  readonly traits: ServiceTraits;
  readonly tasks: ServiceTask[] = [];
  readonly published = new Set<string>();
  readonly #world: World;
  /** What each staged medium is, in words. */
  readonly #staged = new Map<string, string>();
  readonly #startsAt = new Map<string, number[]>();

  constructor(traits: ServiceTraits, world: World) {
    this.traits = traits;
    this.#world = world;
  }

  get pacing(): Pacing {
    const kinds = ['clone-voice', 'clone-avatar', 'tts', 'lip-sync', 'avatar-video', 'authorize'] as const;
    const base = { firstAfterMs: 4_000, intervalMs: 5_000, maxIntervalMs: 20_000, growth: 1.4, deadlineMs: 8 * 60_000 };
    const pacing = { ...base, batchSize: this.traits.batchSize };
    return {
      tasks: Object.fromEntries(kinds.map((kind) => [kind, pacing])),
      staged: { ...pacing, firstAfterMs: 1_000 },
      startTimeoutMs: 60_000,
    };
  }

  /** A start has arrived. @throws {ProviderError} a refusal, without any effect. */
  start(input: TaskInput, label: string): TaskRef {
    const { clock, misfortune, chance } = this.#world;
    const tag = this.#describe(input);
    if (input.kind === 'authorize') return this.#make(input, label, tag, { endsAt: clock.nowMs, fails: false, vanishesAt: Infinity });
    this.#countStart(input.kind);
    const name = `${this.traits.id} ${label}`;
    const takesMs = chance.integer(3_000, 70_000, `length of ${tag}`);
    return this.#make(input, label, tag, {
      endsAt: clock.nowMs + (misfortune.strikes(`${name} is stuck`, odds.stuck) ? 11 * 60_000 : takesMs),
      fails: misfortune.strikes(`${name} fails`, odds.fails),
      vanishesAt: misfortune.strikes(`${name} vanishes`, odds.vanishes) ? clock.nowMs + takesMs / 2 : Infinity,
    });
  }

  status({ id }: TaskRef): TaskStatus {
    const { clock } = this.#world;
    const task = this.tasks.find(({ ref }) => ref.id === id);
    if (task === undefined || clock.nowMs >= task.vanishesAt)
      return { state: 'vanished', error: this.error('missing-resource', `No task ${id}.`) };
    if (clock.nowMs < task.endsAt) return { state: 'running', progress: (clock.nowMs - task.createdAt) / (task.endsAt - task.createdAt) };
    if (task.fails) return { state: 'failed', error: this.error('provider', 'It could not be made.') };
    return { state: 'succeeded', outputs: this.#outputsOf(task), missing: [] };
  }

  find({ kind, label, highWaterMark, since }: FindQuery): FindResult {
    const { foundBy } = this.traits;
    if (foundBy === 'nothing') return { kind: 'unknowable' };
    const ofKind = this.tasks.filter((task) => task.ref.kind === kind);
    if (foundBy === 'name') {
      const own = ofKind.find((task) => task.label === label);
      return own === undefined ? { kind: 'none' } : { kind: 'certain', task: own.ref };
    }
    const newer = ofKind.filter((task) => this.#mayBe(task, since, highWaterMark));
    if (newer.length === 0) return { kind: 'none' };
    return { kind: 'candidates', tasks: newer.map(({ ref, createdAt }) => ({ task: ref, createdAt, description: 'a task' })) };
  }

  highWaterMark(): string | undefined {
    return this.traits.foundBy === 'list-with-marks' ? String(this.tasks.length) : undefined;
  }

  /** Whether something lies here that a lost start may have made and that no record names. */
  mayHaveMade({ kind, since, highWaterMark }: Pick<FindQuery, 'kind' | 'since' | 'highWaterMark'>, known: ReadonlySet<string>): boolean {
    return this.tasks.some((task) => task.ref.kind === kind && !known.has(task.ref.id) && this.#mayBe(task, since, highWaterMark));
  }

  stage({ path, purpose }: LocalMedium): StagedMedium {
    const { media, id } = this.traits;
    const file = `file-${this.#staged.size + 1}`;
    this.#staged.set(file, tagOf(readFileSync(path)));
    this.published.add(file);
    return { provider: id, purpose, id: file, ...(media === 'addresses' ? { url: `https://bridge.example/${file}` } : {}) };
  }

  unstage({ id }: StagedMedium): void {
    this.published.delete(id);
  }

  error(
    errorClass: ProviderError['errorClass'],
    message: string,
    more: ConstructorParameters<typeof ProviderError>[3] = {},
  ): ProviderError {
    return new ProviderError(this.traits.id, errorClass, message, more);
  }

  #make(input: TaskInput, label: string, tag: string, fate: Pick<ServiceTask, 'endsAt' | 'fails' | 'vanishesAt'>): TaskRef {
    const { clock, misfortune } = this.#world;
    const ref = {
      provider: this.traits.id,
      kind: input.kind,
      id: input.kind === 'authorize' ? `of ${tag}` : `${this.traits.id}-${this.tasks.length + 1}`,
    };
    const task: ServiceTask = { ref, label, input, tag, createdAt: clock.nowMs, ...fate, foreign: false };
    this.tasks.push(task);
    this.#world.tell(`${this.traits.id} makes ${ref.id} for ${label}: ${tag}${fate.fails ? ' (which will fail)' : ''}`);
    if (misfortune.strikes(`${this.traits.id} ${label}: a foreign client`, odds.foreign))
      this.tasks.push({ ...task, ref: { ...ref, id: `${this.traits.id}-${this.tasks.length + 1}` }, label: 'foreign', foreign: true });
    return ref;
  }

  #mayBe({ createdAt, ref }: ServiceTask, since: number, highWaterMark: string | undefined): boolean {
    if (highWaterMark === undefined) return createdAt >= since - this.#world.clock.startMs - 1_000;
    return this.tasks.findIndex((task) => task.ref.id === ref.id) >= Number(highWaterMark);
  }

  /** A window that our own clients have filled is never to be pushed any further. */
  #countStart(kind: TaskKind): void {
    const { clock, violations } = this.#world;
    for (const { id, scopes, count, windowMs } of this.traits.limits) {
      if (!scopes.includes(`start:${kind}`)) continue;
      const recent = (this.#startsAt.get(id) ?? []).filter((at) => at > clock.nowMs - windowMs);
      this.#startsAt.set(id, [...recent, clock.nowMs]);
      if (recent.length < count) continue;
      violations.push(`the window ${id} of ${this.traits.id} was exceeded by a start of ${kind}`);
      throw this.error('rate-limit', 'Too many calls.');
    }
  }

  /** @throws {ProviderError} `missing-resource` for a file that has been forgotten. */
  #mediumTag(medium: MediumInput, name: string): string {
    if (medium.kind === 'url') return tagOf(this.#world.files.get(new URL(medium.url).pathname) ?? '');
    const { id } = medium.staged;
    if (this.traits.media === 'uploads' && this.#world.misfortune.strikes(`${this.traits.id} forgets ${id}`, odds.forgetsFile))
      this.published.delete(id);
    if (!this.published.has(id)) {
      if (this.traits.media === 'addresses')
        this.#world.violations.push(`${name} was to be read by ${this.traits.id} after it had been taken back`);
      throw this.error('missing-resource', `No file ${id}.`);
    }
    return this.#staged.get(id) ?? '';
  }

  #describe(input: TaskInput): string {
    const speechTag = (speech: SpeechInput) =>
      speech.kind === 'audio' ? this.#mediumTag(speech.audio, 'a sound') : `speech(${withoutTask(speech.voice)},${speech.text})`;
    switch (input.kind) {
      case 'clone-voice':
        return `voice(${this.#mediumTag(input.sample, 'a sample')})`;
      case 'clone-avatar':
        return `avatar(${this.#mediumTag(input.video, 'footage')})`;
      case 'tts':
        return `speech(${withoutTask(input.voice)},${input.text})`;
      case 'lip-sync':
        return `film(${this.#mediumTag(input.video, 'footage')},${speechTag(input.speech)})`;
      case 'avatar-video':
        return `talk(${withoutTask(input.avatar)},${speechTag(input.speech)})`;
      // It is free: one that comes late, when another has done, may find nothing to read.
      case 'authorize':
        return `authorized(${withoutTask(input.target.id)})`;
    }
  }

  #outputsOf({ ref, input, tag }: ServiceTask): TaskOutputs {
    const id = `${tag}#${ref.id}`;
    switch (input.kind) {
      case 'clone-voice':
        return { voice: id };
      case 'clone-avatar':
        return { avatar: id };
      case 'tts':
        return { audio: { url: this.#put(`${ref.id}.wav`, modelMedium('audio', tag)), media: 'audio' }, captions: cuesOf(input.text) };
      case 'lip-sync':
      case 'avatar-video':
        return {
          video: { url: this.#put(`${ref.id}.mp4`, modelMedium('video', tag)), media: 'video' },
          cover: { url: this.#put(`${ref.id}.jpg`, fakeCover), media: 'image' },
        };
      case 'authorize':
        return {};
    }
  }

  #put(name: string, content: string | Uint8Array): string {
    this.#world.files.set(`/${name}`, content);
    return `https://files.example/${name}?until=${this.#world.clock.nowMs + linkLifeMs}`;
  }
}

function cuesOf(text: string) {
  return text.split(' ').map((word, index) => ({ startMs: index * 400, endMs: (index + 1) * 400, text: word }));
}

/** Ids say what they stand for, then which task made them. */
function withoutTask(id: string): string {
  return id.replace(/#.*$/, '');
}
