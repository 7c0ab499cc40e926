import type { CallOptions, Provider, StagedStatus, StartOptions, TaskInput, TaskKind, TaskRef, TaskStatus } from '@reelwright/provider';
import type { Service } from './service.ts';
import type { SimProcess } from './sim-process.ts';

const odds = {
  requestLost: 0.03,
  answerLost: 0.04,
  requestLate: 0.03,
  unreachable: 0.04,
  storm: 0.05,
  refused: 0.01,
  broke: 0.01,
  loggedOut: 0.005,
  passing: 0.06,
  unreadable: 0.03,
  tooMany: 0.03,
  strangeStatus: 0.06,
};

/** One way; the answer takes as long. */
const transitMs = 80;
/** A request that its sender has given up may arrive until then; after it, nobody is told. Below `startTimeoutMs`. */
const patience = { answerMs: 20_000, lateMs: 45_000 };

/** A service as one process sees it: over a line that loses, delays and repeats, and that outlives the process. */
export function connect(service: Service, process: SimProcess): Provider {
  const { world } = process;
  const { id, media, limits } = service.traits;
  const occasion = (what: string) => `${id} ${what} (${world.count(`${id} ${what}`)})`;
  const strikes = (name: string, what: keyof typeof odds) => world.misfortune.strikes(`${name}: ${what}`, odds[what]);
  const wait = (ms: number, signal?: AbortSignal) => process.clock.sleep(ms, signal);

  /** A call that changes nothing, or nothing that costs. */
  const call = async <T>(what: string, work: () => T): Promise<T> => {
    const name = occasion(what);
    await process.pass(`before ${what.split(' ')[0]}`);
    if (strikes(name, 'passing')) throw service.error('transient', 'The connection was reset.');
    if (strikes(name, 'tooMany')) throw service.error('rate-limit', 'Too many calls.');
    if (strikes(name, 'unreadable')) throw service.error('provider', 'A web page came instead.', { code: 'PROVIDER_UNREADABLE' });
    const answer = await process.living(world.later(transitMs, work));
    await process.pass(`after ${what.split(' ')[0]}`);
    return answer;
  };

  const start = async (input: TaskInput, { label, signal }: StartOptions) => {
    const name = occasion(`start ${label}`);
    const lost = () => service.error('uncertain', 'No answer came.');
    await process.pass('before start');
    if (strikes(name, 'unreachable')) throw service.error('transient', 'The connection was refused.');
    if (strikes(`${id} minute ${Math.floor(world.clock.nowMs / 60_000)}`, 'storm')) throw service.error('rate-limit', 'Too many calls.');
    if (strikes(name, 'refused')) throw service.error('provider', 'Not now.');
    if (strikes(name, 'broke')) throw service.error('quota', 'Nothing is left.');
    if (strikes(name, 'loggedOut')) throw service.error('auth', 'Somebody else logged in.');
    if (strikes(name, 'requestLost')) {
      await wait(patience.answerMs, signal);
      throw lost();
    }
    const isLate = strikes(name, 'requestLate');
    const arriving = world.later(isLate ? patience.lateMs : transitMs, () => service.start(input, label));
    arriving.catch(() => {});
    // It is on its way whatever becomes of its sender.
    await process.pass('as the start leaves');
    if (isLate) {
      await wait(patience.answerMs, signal);
      throw lost();
    }
    if (strikes(name, 'answerLost')) {
      await process.living(arriving.catch(() => {}));
      throw strikes(name, 'unreadable') ? service.error('uncertain', 'A web page came.', { code: 'PROVIDER_UNREADABLE' }) : lost();
    }
    const task = await process.living(arriving);
    await process.pass('after start');
    return { task, warnings: [] };
  };

  const statusOf = (ref: TaskRef): TaskStatus => {
    const status = service.status(ref);
    const name = occasion(`status of ${ref.id}`);
    if (!strikes(name, 'strangeStatus')) return status;
    const strange = world.chance.integer(0, 3, `${name}: which`);
    if (strange === 0) return { state: 'running', detail: 'STATE_77' };
    if (strange === 1) return { state: 'running', progress: 0 };
    if (strange === 2) return { state: 'vanished', error: service.error('missing-resource', 'It does not show at the moment.') };
    return status.state === 'succeeded' && ref.kind !== 'authorize' ? { state: 'succeeded', outputs: {}, missing: [] } : status;
  };

  const native = { support: 'native' } as const;
  return {
    ...{ id, media, limits, keyVersion: 1, accountKey: `key-of-${id}`, pacing: service.pacing, vendorSchemas: {} },
    capabilities: {
      'clone-voice': native,
      'clone-avatar': native,
      tts: native,
      'lip-sync': native,
      'avatar-video': native,
      authorize: native,
    },
    check: () => [],
    start,
    poll: (refs: readonly TaskRef[]) => call('poll', () => refs.map(statusOf)),
    find: (query, _options: CallOptions) => call('find', () => service.find(query)),
    highWaterMark: (_kind: TaskKind) => call('mark', () => service.highWaterMark()),
    stage: (medium) => call('stage', () => service.stage(medium)),
    pollStaged: (staged) => call('poll-staged', () => staged.map((): StagedStatus => ({ state: 'ready' }))),
    ...(media === 'addresses' ? { unstage: (staged) => call('unstage', () => service.unstage(staged)) } : {}),
    decodeCallback: () => undefined,
  };
}
