import type { Provider, StagedMedium } from '@reelwright/provider';
import { toReelwrightError } from '../event-error.ts';
import type { PlanNode } from '../plan/plan.ts';
import { mediaOfStep } from '../plan/step-media.ts';
import type { MediumKey } from '../state/upload-store.ts';
import { upstreamOutput } from './resolve-output.ts';
import type { RunContext } from './run-context.ts';

type Base = Pick<RunContext, 'plan' | 'options' | 'state' | 'events' | 'interruption' | 'results'>;

/**
 * Media that were made reachable for a provider, and are to be so for no longer than anybody needs them: a node of this run that is
 * not over, or a task whose end is not known, of whichever run. What a run that was killed left behind is taken back by the next one.
 */
export class Publications {
  readonly #base: Base;
  /** Who can take back, by account. */
  readonly #providers = new Map<string, Provider>();
  readonly #neededBy = new Map<string, Set<string>>();
  readonly #needsOf = new Map<string, MediumKey[]>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(base: Base) {
    this.#base = base;
    for (const provider of base.options.providers.values()) {
      if (provider.unstage !== undefined) this.#providers.set(provider.accountKey, provider);
    }
    this.expect(base.plan.nodes);
  }

  /** These nodes will read their media, as far as they are known. */
  expect(nodes: readonly PlanNode[]): void {
    if (this.#providers.size === 0) return;
    for (const node of nodes) this.#noteNeeds(node);
  }

  /** A node is over. What it made may be read by others of its instance; what it read is needed no more. */
  release(node: PlanNode, others: readonly PlanNode[]): void {
    if (this.#providers.size === 0) return;
    this.expect(others.filter((other) => other.needs.includes(node.id)));
    this.drop([node]);
  }

  /** These nodes will read nothing any more. */
  drop(nodes: readonly PlanNode[]): void {
    if (this.#providers.size > 0) for (const node of nodes) this.#drop(node);
  }

  /** Before the same medium is published again, what is left of an earlier time goes. */
  async clear(key: MediumKey): Promise<void> {
    await this.#underWay.get(nameOf(key));
    if (this.#providers.has(key.account) && this.#base.state.uploads.any(key) !== undefined) await this.#takeBack(key, true);
  }

  /** At the end of a run: everything that nobody needs, and nothing else. */
  async close(): Promise<void> {
    for (const account of this.#providers.keys()) {
      try {
        for (const key of this.#base.state.uploads.list(account)) void this.#takeBack(key);
      } catch (error) {
        this.#warn(error);
      }
    }
    await Promise.all(this.#underWay.values());
  }

  /** Takes back what is on no record. A failure is told, and nothing more. */
  async withdraw(staged: StagedMedium, provider: Provider): Promise<boolean> {
    try {
      await provider.unstage?.(staged, { signal: this.#base.interruption.abandoning });
      return true;
    } catch (error) {
      this.#warn(error);
      return false;
    }
  }

  #drop(node: PlanNode): void {
    for (const key of this.#needsOf.get(node.id) ?? []) {
      const needed = this.#neededBy.get(nameOf(key));
      needed?.delete(node.id);
      if (needed?.size === 0) void this.#takeBack(key);
    }
    this.#needsOf.delete(node.id);
  }

  #noteNeeds(node: PlanNode): void {
    const provider = this.#base.options.providers.get(node.provider);
    if (provider?.unstage === undefined) return;
    const keys = mediaOfStep(node.step).flatMap(({ source, purpose }): MediumKey[] => {
      const sha256 = source.type === 'file' ? this.#base.plan.media.get(source.path)?.sha256 : this.#digestOf(node, source);
      return sha256 === undefined ? [] : [{ account: provider.accountKey, sha256, purpose }];
    });
    this.#needsOf.set(node.id, keys);
    for (const key of keys) {
      const needed = this.#neededBy.get(nameOf(key)) ?? new Set();
      this.#neededBy.set(nameOf(key), needed.add(node.id));
    }
  }

  #digestOf(node: PlanNode, source: ReturnType<typeof mediaOfStep>[number]['source']): string | undefined {
    if (source.type !== 'step-output') return undefined;
    const value = upstreamOutput(node, source, this.#base);
    return value !== undefined && 'sha256' in value ? value.sha256 : undefined;
  }

  #takeBack(key: MediumKey, isReplaced = false): Promise<void> {
    const name = nameOf(key);
    const working = (this.#underWay.get(name) ?? Promise.resolve()).then(() => this.#takeBackOnce(key, isReplaced));
    this.#underWay.set(name, working);
    const forget = () => {
      if (this.#underWay.get(name) === working) this.#underWay.delete(name);
    };
    return working.then(forget, forget);
  }

  async #takeBackOnce(key: MediumKey, isReplaced: boolean): Promise<void> {
    const { state } = this.#base;
    const provider = this.#providers.get(key.account);
    if (provider === undefined) return;
    try {
      const upload = state.uploads.any(key);
      const isNeeded = () => state.tasks.needsMedium(key) || (!isReplaced && (this.#neededBy.get(nameOf(key))?.size ?? 0) > 0);
      if (upload === undefined || !state.uploads.retire(key, isNeeded)) return;
      if (await this.withdraw(upload.staged, provider)) state.uploads.forgetRetired(key);
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    const reason = toReelwrightError(error).message;
    const message = `A published medium could not be taken back, and may stay reachable until its address expires: ${reason}`;
    this.#base.events.emit({ type: 'warning-raised', message });
  }
}

function nameOf({ account, sha256, purpose }: MediumKey): string {
  return `${account}/${sha256}/${purpose}`;
}
