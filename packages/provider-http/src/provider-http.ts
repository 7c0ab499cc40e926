import type { Clock } from '@reelwright/clock';
import type { CallOptions, ProviderError, ProviderErrorClass, ProviderErrorDetails, TokenLease, TokenStore } from '@reelwright/provider';
import type { BaseUrl } from './base-url.ts';
import { createCaller } from './caller.ts';
import { createFailures } from './failures.ts';
import { createFence } from './fence.ts';
import { createTextFetcher } from './fetch-text.ts';
import type { CallParameters, Dialect, Operation, Reply } from './operation.ts';
import { createUploader, type FileUpload } from './put-file.ts';
import { createScrubber } from './scrubber.ts';
import { createTokenLeases } from './token-lease.ts';

export interface ProviderHttpSettings {
  /** The provider's id, for errors. */
  readonly provider: string;
  /** Its name as people write it. */
  readonly name: string;
  readonly base: BaseUrl;
  readonly clock: Clock;
  readonly dialect: Dialect;
  /** Texts that must never be shown. Tokens join them by themselves. */
  readonly secrets: readonly string[];
  readonly tokenStore: TokenStore;
  /** Names the account in the store. */
  readonly tokenKey: string;
  readonly login: (http: ProviderHttp) => Promise<TokenLease>;
}

/** What adapters share: one call in, its decoded envelope or a classified error out. It never repeats a call on its own account. */
export interface ProviderHttp {
  /**
   * Makes one call. A token refusal is answered with another token and one repetition, for creates too: a refusal in an
   * envelope had no effect. Everything else is the runner's to repeat.
   *
   * @throws {ProviderError} `uncertain` when a create may have arrived and no readable answer came back.
   * @throws The signal's reason when it was aborted before a create was sent, or during a read.
   */
  call(operation: Operation, parameters: CallParameters, options?: CallOptions): Promise<Reply>;
  /** Sends a local file to an address that the service has handed out. @see FileUpload */
  putFile(upload: FileUpload, options?: CallOptions): Promise<void>;
  /** Fetches a small text file from an address that the service has told. @see createTextFetcher */
  fetchText(url: string, options?: CallOptions): Promise<string>;
  /** From now on this text is never shown: a signature that stands for a secret. */
  hide(secret: string): void;
  /** A text from outside, fit to be shown where it does not go into an error: a state, a name. */
  scrub(text: string): string;
  /** For an answer that says yes and lacks what it must hold. @see Failures.undecodable */
  undecodable(operation: Operation, reply: Reply, path: string): ProviderError;
  /** An error of this provider; texts from outside are made safe to show. */
  fail(errorClass: ProviderErrorClass, message: string, details?: ProviderErrorDetails): ProviderError;
}

export function createProviderHttp(settings: ProviderHttpSettings): ProviderHttp {
  const { provider, name, base, clock, dialect, tokenKey: key, tokenStore: store } = settings;
  const { hide, scrub } = createScrubber(settings.secrets);
  const failures = createFailures(provider, name, { hide, scrub });
  const outside = { name, fence: createFence(base), failures };
  const putFile = createUploader(outside);
  const fetchText = createTextFetcher(outside);
  const leases = createTokenLeases({ key, store, clock, login: () => settings.login(http), onToken: hide });
  const call = createCaller({ base, dialect, failures, leases });

  /** A clock that jumps or runs fast stands still while a request is under way. */
  const holding = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    const release = clock.hold();
    try {
      return await work();
    } finally {
      release();
    }
  };

  const http: ProviderHttp = {
    call: (operation, parameters, options = {}) => holding(options.signal, () => call(operation, parameters, options)),
    putFile: (file, { signal } = {}) => holding(signal, () => putFile(file, signal)),
    fetchText: (url, options = {}) => holding(options.signal, () => fetchText(url, options)),
    hide,
    scrub: (text) => scrub(text),
    undecodable: failures.undecodable,
    fail: failures.fail,
  };
  return http;
}
