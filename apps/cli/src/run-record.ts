import type { EventError, RunEvent } from '@reelwright/runner';

export type RunFinished = Extract<RunEvent, { readonly type: 'run-finished' }>;

export interface WrittenOutput {
  readonly recipe: string;
  readonly instance: string;
  readonly output: string;
  readonly path: string;
  readonly unchanged: boolean;
}

/** A step, or an output that could not be put into its place. */
export interface Failure {
  /** `<recipe>/<instance>/<step or output>`. */
  readonly name: string;
  readonly error: EventError;
}

/** What a summary needs of a run, gathered from its events. */
export class RunRecord {
  readonly outputs: WrittenOutput[] = [];
  readonly failed: Failure[] = [];
  nodes: readonly { readonly node: string; readonly recipe: string }[] = [];
  /** Films that went on at another provider than was planned. */
  readonly switched: { readonly film: string; readonly from: string; readonly to: string; readonly because: string }[] = [];
  emulated = false;
  inFlight = 0;
  finished: RunFinished | undefined;

  apply(event: RunEvent): void {
    if (event.type === 'run-started') {
      this.emulated = event.emulated;
      this.nodes = event.nodes;
    }
    if (event.type === 'instance-switched') this.#switch(event);
    if (event.type === 'run-finished') this.finished = event;
    if (event.type === 'run-interrupted') this.inFlight = event.inFlight;
    if (event.type === 'node-failed') this.failed.push({ name: event.node, error: event.error });
    if (event.type === 'output-failed') this.failed.push({ name: `${event.recipe}/${event.instance}/${event.output}`, error: event.error });
    if (event.type === 'output-written') {
      const { recipe, instance, output, path, unchanged } = event;
      this.outputs.push({ recipe, instance, output, path, unchanged });
    }
  }

  /** What failed of the film so far counts no more. */
  #switch({ recipe, instance, from, to, because, nodes }: Extract<RunEvent, { readonly type: 'instance-switched' }>): void {
    const film = `${recipe}/${instance}`;
    this.switched.push({ film, from, to, because });
    this.nodes = [...this.nodes.filter(({ node }) => !node.startsWith(`${film}/`)), ...nodes];
    const kept = this.failed.filter(({ name }) => !name.startsWith(`${film}/`));
    this.failed.splice(0, this.failed.length, ...kept);
  }
}
