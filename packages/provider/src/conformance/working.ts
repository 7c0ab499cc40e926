import { isProviderError, type ProviderErrorClass } from '../provider-error.ts';
import type { TaskKind, TaskOutputs, TaskRef } from '../task.ts';
import type { TaskStatus } from '../task-status.ts';
import type { Check } from './check.ts';
import { claim, claimJson, refusalOf } from './claims.ts';
import { baseInput, createMaterial } from './inputs.ts';
import type { ConformanceRig, Trouble } from './rig.ts';

const label = `rw-${'d'.repeat(24)}`;
const lookPauseMs = 5_000;
const mostLooks = 120;

/** What a task of each kind cannot do without. */
const mainOutput: Readonly<Record<TaskKind, keyof TaskOutputs | undefined>> = {
  'clone-voice': 'voice',
  'clone-avatar': 'avatar',
  tts: 'audio',
  'lip-sync': 'video',
  'avatar-video': 'video',
  authorize: undefined,
};

/** A task from its start to its end, and what happens when things go wrong. */
export const working: readonly Check[] = [
  {
    title: 'a start makes one task, a look at it comes to its outputs',
    kinds: 'native',
    async prove(rig, kind) {
      const input = await baseInput(kind, createMaterial(rig));
      const before = rig.tasksMade();
      const { task, warnings } = await rig.provider.start(input, { label });
      claimRef(task, rig, kind);
      claim(warnings.length === 0, 'The plainest input is warned of.', warnings);
      claim(rig.tasksMade() <= before + 1, 'A start made several tasks.', rig.tasksMade() - before);
      const status = await endOf(task, rig);
      claim(status.state === 'succeeded', 'The task did not succeed.', status);
      claimJson(status, 'A status');
      const output = mainOutput[kind];
      claim(output === undefined || status.outputs[output] !== undefined, `The task left no ${output}.`, status);
      for (const file of [status.outputs.audio, status.outputs.video, status.outputs.cover]) {
        claim(file === undefined || URL.canParse(file.url), 'An output has no address.', file);
      }
    },
  },
  {
    title: 'a look at many answers one each, in the order asked, and tells of one that does not exist',
    kinds: 'paid',
    async prove(rig, kind) {
      claim((await rig.provider.poll([], {})).length === 0, 'A look at nothing saw something.');
      const input = await baseInput(kind, createMaterial(rig));
      const first = (await rig.provider.start(input, { label: `${label}1` })).task;
      const second = (await rig.provider.start(input, { label: `${label}2` })).task;
      claim(first.id !== second.id, 'Two starts gave one task.', [first, second]);
      for (const task of [first, second]) claim((await endOf(task, rig)).state === 'succeeded', 'A task did not succeed.', task);
      const unknown: TaskRef = { ...first, id: inventedId(first.id) };
      const { batchSize = 1 } = rig.provider.pacing.tasks[kind] ?? {};
      const refs = [second, unknown, first];
      const seen = await lookInBatches(refs, batchSize, rig);
      claim(seen.length === refs.length, 'A look gave more or fewer answers than it was asked for.', seen);
      claim(seen[0]?.state === 'succeeded' && seen[2]?.state === 'succeeded', 'Known tasks were not seen for a stranger among them.', seen);
      claim(seen[1]?.state === 'vanished' || seen[1]?.state === 'failed', 'A task that never was is taken for one.', seen[1]);
    },
  },
  {
    title: 'after a start whose answer was lost, the task is found, or at least not denied',
    kinds: 'paid',
    async prove(rig, kind) {
      const input = await baseInput(kind, createMaterial(rig));
      const mark = await rig.provider.highWaterMark(kind, {});
      const query = { kind, label, input, since: 0, ...(mark === undefined ? {} : { highWaterMark: mark }) };
      const early = await rig.provider.find(query, {});
      claim(early.kind !== 'certain', 'A task was found before there was one.', early);
      claim(early.kind !== 'candidates' || early.tasks.length === 0, 'Strangers were offered as what a start may have made.', early);
      const before = rig.tasksMade();
      rig.trouble('answer-lost', { kind, does: 'create' });
      const error = await refusalOf(rig.provider.start(input, { label }), 'A start without an answer');
      claimClass(error, ['uncertain']);
      claim(rig.tasksMade() === before + 1, 'The service made no task, so this proves nothing.');
      const late = await rig.provider.find(query, {});
      claim(late.kind !== 'none', 'A task that was made is denied: it would be paid for twice.', late);
      claim(late.kind !== 'candidates' || late.tasks.length > 0, 'No candidate is offered for a task that was made.', late);
      claim(late.kind !== 'certain' || (await endOf(late.task, rig)).state === 'succeeded', 'What was found is not the task.', late);
    },
  },
  {
    title: 'an unreadable answer to a create is uncertain, to a look it is passing',
    kinds: 'paid',
    async prove(rig, kind) {
      const input = await baseInput(kind, createMaterial(rig));
      for (const trouble of ['gateway-page', 'unreadable'] satisfies Trouble[]) {
        rig.trouble(trouble, { kind, does: 'create' });
        claimClass(await refusalOf(rig.provider.start(input, { label }), `A start that met: ${trouble}`), ['uncertain']);
      }
      const { task } = await rig.provider.start(input, { label: `${label}3` });
      rig.trouble('gateway-page', { kind, does: 'read' });
      const look = rig.provider.poll([task], {});
      claimClass(await refusalOf(look, 'A look that met a gateway page'), ['transient']);
      claim((await endOf(task, rig)).state === 'succeeded', 'The task was lost to one bad look.', task);
    },
  },
  {
    title: 'refused credentials are told as such, and nothing is made',
    kinds: 'paid',
    async prove(rig, kind) {
      const input = await baseInput(kind, createMaterial(rig));
      const before = rig.tasksMade();
      rig.trouble('login-refused', { kind, does: 'create' });
      claimClass(await refusalOf(rig.provider.start(input, { label }), 'A start without credentials'), ['auth']);
      claim(rig.tasksMade() === before, 'A task was made for a stranger.');
    },
  },
  {
    title: 'what was given up before it left is not sent',
    kinds: 'paid',
    async prove(rig, kind) {
      const input = await baseInput(kind, createMaterial(rig));
      const before = rig.tasksMade();
      await refusalOf(rig.provider.start(input, { label, signal: AbortSignal.abort() }), 'A start that was given up');
      claim(rig.tasksMade() === before, 'A start that was given up made a task.');
    },
  },
  {
    title: 'takes no rubbish for a callback',
    prove({ provider }) {
      for (const body of [undefined, null, '', 'x', 0, [], {}, { data: null }, { id: {} }, { code: 0, data: { id: [] } }, '{"a":']) {
        const hint = provider.decodeCallback(body);
        claim(hint === undefined, 'Rubbish was taken for a callback.', { body, hint });
      }
    },
  },
];

async function lookInBatches(refs: readonly TaskRef[], batchSize: number, { provider }: ConformanceRig): Promise<readonly TaskStatus[]> {
  if (batchSize >= refs.length) return provider.poll(refs, {});
  const statuses: TaskStatus[] = [];
  for (const ref of refs) statuses.push(...(await provider.poll([ref], {})));
  return statuses;
}

/** Looks until the task is over. */
export async function endOf(task: TaskRef, { provider, pass }: ConformanceRig): Promise<TaskStatus> {
  for (let look = 0; look < mostLooks; look += 1) {
    const [status] = await provider.poll([task], {});
    claim(status !== undefined, 'A look at one task gave no answer.');
    if (status.state !== 'running' && !(status.state === 'succeeded' && status.missing.length > 0 && look < mostLooks / 2)) return status;
    await pass(lookPauseMs);
  }
  throw new Error(`${task.kind} ${task.id} was still running after ${(mostLooks * lookPauseMs) / 60_000} minutes.`);
}

function claimRef(task: TaskRef, { provider }: ConformanceRig, kind: TaskKind): void {
  claimJson(task, 'A task');
  claim(task.provider === provider.id && task.kind === kind, 'A task is not of the provider and kind that was asked for.', task);
  claim(typeof task.id === 'string' && task.id !== '', 'A task has no id.', task);
}

function claimClass(error: unknown, classes: readonly ProviderErrorClass[]): void {
  claim(isProviderError(error), 'It was refused with something else than a ProviderError.', error);
  claim(classes.includes(error.errorClass), `It was refused as ${error.errorClass}, not as ${classes.join(' or ')}.`, error.message);
}

/** An id in the form of another, of which there is none. */
function inventedId(id: string): string {
  const invented = id.replace(/\d/g, '7');
  return invented === id ? id.replace(/7/g, '8') : invented;
}
