import { ReelwrightError } from '@reelwright/errors';
import { isProviderError, type Provider, ProviderError, type TaskKind } from '@reelwright/provider';

/**
 * What a provider has refused for good in this run: wrong credentials close the account, a used-up quota closes the kind of
 * task. The rest goes on; nothing knocks at a closed door again.
 */
export class ClosedDoors {
  readonly #closed = new Map<string, ProviderError>();
  #culprit: string | undefined;

  /** Nothing is started any more, because this step has failed and nobody asked to go on. */
  closeAll(culprit: string): void {
    this.#culprit ??= culprit;
  }

  /** @throws {ReelwrightError} `RUN_UPSTREAM_FAILED` when a failure has closed all doors. */
  assertAnyOpen(): void {
    if (this.#culprit === undefined) return;
    throw new ReelwrightError('RUN_UPSTREAM_FAILED', `Not started, since "${this.#culprit}" failed.`, {
      hint: 'With --keep-going everything runs that does not need it.',
    });
  }

  note(provider: Provider, kind: TaskKind, error: unknown): void {
    if (!isProviderError(error)) return;
    if (error.errorClass === 'auth') this.#closed.set(provider.accountKey, error);
    if (error.errorClass === 'quota') this.#closed.set(`${provider.accountKey}/${kind}`, error);
  }

  /**
   * @param account Its name.
   * @throws {ProviderError} what the provider said, when the door is closed.
   */
  assertOpen(provider: Provider, kind: TaskKind, account: string): void {
    this.assertAnyOpen();
    const error = this.#closed.get(provider.accountKey) ?? this.#closed.get(`${provider.accountKey}/${kind}`);
    if (error === undefined) return;
    const { errorClass, wire, hint } = error;
    throw new ProviderError(provider.id, errorClass, `Not started, since ${account} refused an earlier step: ${error.message}`, {
      wire,
      hint,
    });
  }
}
