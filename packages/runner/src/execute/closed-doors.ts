import { isProviderError, type Provider, ProviderError, type TaskKind } from '@reelwright/provider';

/**
 * What a provider has refused for good in this run: wrong credentials close the account, a used-up quota closes the kind of
 * task. The rest goes on; nothing knocks at a closed door again.
 */
export class ClosedDoors {
  readonly #closed = new Map<string, ProviderError>();

  note(provider: Provider, kind: TaskKind, error: unknown): void {
    if (!isProviderError(error)) return;
    if (error.errorClass === 'auth') this.#closed.set(provider.accountKey, error);
    if (error.errorClass === 'quota') this.#closed.set(`${provider.accountKey}/${kind}`, error);
  }

  /** @throws {ProviderError} what the provider said, when the door is closed. */
  assertOpen(provider: Provider, kind: TaskKind): void {
    const error = this.#closed.get(provider.accountKey) ?? this.#closed.get(`${provider.accountKey}/${kind}`);
    if (error === undefined) return;
    const { errorClass, wire, hint } = error;
    throw new ProviderError(provider.id, errorClass, `Not started, since ${provider.id} refused an earlier step: ${error.message}`, {
      wire,
      hint,
    });
  }
}
