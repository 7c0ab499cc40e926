import { plainText } from '@reelwright/errors';
import type { RunEvent, RunNode } from '@reelwright/runner';
import { formatDuration } from '../format.ts';
import { describeEvent, describeWaiting, instanceName, type NodeEvent } from './phrases.ts';
import type { Pace } from './reporter.ts';

export type NodeState = 'waiting' | 'active' | 'done' | 'reused' | 'failed' | 'skipped';

/** One step as it stands now. */
export interface NodeView {
  readonly label: string;
  readonly uses: string;
  state: NodeState;
  /** What it is doing, without the time left. */
  detail: string;
  progress: number | undefined;
  /** On the pace's clock: when it began, and until when it waits. */
  beganAt: number | undefined;
  waitsUntil: { readonly at: number; readonly words: (restMs: number) => string } | undefined;
}

/** Steps that are shown together: a film, all films of a recipe, or everything. */
export interface GroupView {
  readonly title: string;
  readonly nodes: readonly NodeView[];
  /** Steps under way, the longest first. */
  readonly active: ReadonlySet<NodeView>;
  readonly failed: readonly NodeView[];
  readonly counts: Readonly<Record<NodeState, number>>;
}

interface Group extends GroupView {
  readonly nodes: NodeView[];
  readonly active: Set<NodeView>;
  readonly failed: NodeView[];
  readonly counts: Record<NodeState, number>;
}

/** Events with which a step comes to its end; all others say that it is under way. */
const endOf: Readonly<Partial<Record<RunEvent['type'], NodeState>>> = {
  'node-reused': 'reused',
  'node-finished': 'done',
  'node-failed': 'failed',
  'node-skipped': 'skipped',
};

/** More groups than this are shown as one per recipe, then as a single one. */
const mostGroups = 4;

/** The state of a run as its events tell it: one small step per event, whatever the size of the run. */
export class RunView {
  readonly #pace: Pace;
  readonly #nodes = new Map<string, { readonly view: NodeView; readonly group: Group; readonly film: string }>();
  #names: { readonly titleOf: (node: Named) => string; readonly labelOf: (node: Named) => string } | undefined;
  readonly #groups: Group[] = [];
  emulated = false;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get groups(): readonly GroupView[] {
    return this.#groups;
  }

  apply(event: RunEvent): void {
    if (event.type === 'run-started') this.#begin(event);
    if (event.type === 'instance-switched') this.#switch(event);
    if (!('step' in event)) return;
    const found = this.#nodes.get(event.node);
    if (found === undefined) return;
    const { view, group } = found;
    view.waitsUntil = event.type === 'node-waiting' ? this.#waitOf(event) : undefined;
    view.progress = event.type === 'task-polled' && event.queued !== true ? event.progress : undefined;
    view.detail = this.#describe(event, view);
    if (event.type === 'node-failed') group.failed.push(view);
    this.#move(view, group, endOf[event.type] ?? 'active');
  }

  #begin({ nodes, emulated }: Extract<RunEvent, { readonly type: 'run-started' }>): void {
    this.emulated = emulated;
    const titleOf = chooseGrouping(nodes);
    const labelOf = chooseLabels(nodes, titleOf);
    const groups = new Map<string, Group>();
    for (const node of nodes) {
      const title = titleOf(node);
      const group = groups.get(title) ?? newGroup(title);
      groups.set(title, group);
      this.#add(node, labelOf(node), group);
    }
    this.#groups.push(...groups.values());
    this.#names = { titleOf, labelOf };
  }

  /** All of a film begins anew, with other steps perhaps. */
  #switch({ recipe, instance, nodes }: Extract<RunEvent, { readonly type: 'instance-switched' }>): void {
    const names = this.#names;
    if (names === undefined) return;
    const group = this.#groups.find(({ title }) => title === names.titleOf({ recipe, instance, step: '' }));
    if (group === undefined) return;
    for (const [id, { view, film }] of this.#nodes) {
      if (film !== filmOf({ recipe, instance })) continue;
      this.#nodes.delete(id);
      group.counts[view.state] -= 1;
      group.active.delete(view);
      removeFrom(group.nodes, view);
      removeFrom(group.failed, view);
    }
    for (const node of nodes) this.#add(node, names.labelOf(node), group);
  }

  #add(node: RunNode, label: string, group: Group): void {
    const view: NodeView = {
      label: plainText(label, 60),
      uses: node.uses,
      state: 'waiting',
      detail: '',
      progress: undefined,
      beganAt: undefined,
      waitsUntil: undefined,
    };
    group.nodes.push(view);
    group.counts.waiting += 1;
    this.#nodes.set(node.node, { view, group, film: filmOf(node) });
  }

  /** The row's mark tells how a step ended; the words need not say it again. */
  #describe(event: NodeEvent, view: NodeView): string {
    if (event.type === 'node-finished') return this.#elapsed(view);
    return event.type === 'node-skipped' ? plainText(event.because, 200) : describeEvent(event);
  }

  #elapsed({ beganAt }: NodeView): string {
    return beganAt === undefined ? '' : formatDuration(this.#pace.now() - beganAt);
  }

  #waitOf({ reason, forMs }: Extract<RunEvent, { readonly type: 'node-waiting' }>): NodeView['waitsUntil'] {
    if (forMs === undefined) return undefined;
    return {
      at: this.#pace.now() + forMs / this.#pace.speed,
      words: (restMs) => describeWaiting(reason, restMs * this.#pace.speed),
    };
  }

  #move(view: NodeView, group: Group, state: NodeState): void {
    if (view.state === state) return;
    if (state === 'active') {
      group.active.add(view);
      view.beganAt ??= this.#pace.now();
    } else group.active.delete(view);
    group.counts[view.state] -= 1;
    group.counts[state] += 1;
    view.state = state;
  }
}

interface Named {
  readonly recipe: string;
  readonly instance: string;
  readonly step: string;
}

function filmOf({ recipe, instance }: Pick<Named, 'recipe' | 'instance'>): string {
  return `${recipe}/${instance}`;
}

function removeFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

function newGroup(title: string): Group {
  return { title, nodes: [], active: new Set(), failed: [], counts: { waiting: 0, active: 0, done: 0, reused: 0, failed: 0, skipped: 0 } };
}

/** Per film while there are few, else per recipe, else everything as one. */
function chooseGrouping(nodes: readonly Named[]): (node: Named) => string {
  for (const titleOf of [(node: Named) => instanceName(node), (node: Named) => node.recipe]) {
    if (new Set(nodes.map(titleOf)).size <= mostGroups) return titleOf;
  }
  const recipes = new Set(nodes.map(({ recipe }) => recipe)).size;
  return () => `${recipes} recipes`;
}

function chooseLabels(nodes: readonly Named[], titleOf: (node: Named) => string): (node: Named) => string {
  const first = nodes[0];
  if (first === undefined || titleOf(first) === instanceName(first)) return ({ step }) => step;
  if (titleOf(first) === first.recipe) return ({ instance, step }) => `${instance}/${step}`;
  return (node) => `${instanceName(node)}/${node.step}`;
}
