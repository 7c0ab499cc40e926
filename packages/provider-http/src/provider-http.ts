import type { Clock } from '@reelwright/clock';
import type { CallOptions, ProviderError, ProviderErrorClass, ProviderErrorDetails, TokenLease, TokenStore } from '@reelwright/provider';
import type { BaseUrl } from './base-url.ts';
import { exchange, type RawReply } from './exchange.ts';
import { createFailures, type Failures } from './failures.ts';
import { createFence } from './fence.ts';
import { createTextFetcher } from './fetch-text.ts';
import { parseJson } from './json.ts';
import { type CallParameters, type Dialect, isRefusal, type Operation, type Refusal, type Reply } from './operation.ts';
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

const defaultTimeoutMs = 30_000;

export function createProviderHttp(settings: ProviderHttpSettings): ProviderHttp {
  const { base, clock, dialect } = settings;
  const scrubber = createScrubber(settings.secrets);
  const failures = createFailures(settings.provider, settings.name, scrubber);
  const upload = createUploader({ name: settings.name, fence: createFence(base), failures });
  const fetchText = createTextFetcher({ name: settings.name, fence: createFence(base), failures });
  const leases = createTokenLeases({
    key: settings.tokenKey,
    store: settings.tokenStore,
    clock,
    login: () => settings.login(http),
    onToken: scrubber.hide,
  });

  const send = async (operation: Operation, parameters: CallParameters, token: string | undefined, patience: Patience) => {
    const raw = await exchange(requestOf(base, dialect, operation, parameters, token, patience.limit)).catch((error: unknown) => {
      throw patience.explain(error, failures);
    });
    const opened = open(dialect, raw);
    if (opened === undefined) throw failures.unreadable(operation, raw);
    return { opened, raw };
  };

  const finish = (operation: Operation, { opened, raw }: Answer): Reply => {
    if (!isRefusal(opened)) return opened;
    const verdict = dialect.judge(opened, operation);
    throw failures.refused(operation, opened, raw.status === 429 ? { ...verdict, errorClass: 'rate-limit' } : verdict, raw);
  };

  const withToken = async (operation: Operation, parameters: CallParameters, patience: Patience) => {
    const token = await patience.wait(leases.current(), failures);
    const first = await send(operation, parameters, token, patience);
    if (!isRefusal(first.opened) || !dialect.refusesToken(first.opened)) return first;
    const other = await patience.wait(leases.replace(token), failures);
    if (typeof other !== 'string') throw takenFromUs(operation, first, other.waitMs);
    const second = await send(operation, parameters, other, patience);
    const isRefusedAgain = isRefusal(second.opened) && dialect.refusesToken(second.opened);
    // Somebody else logged in between: the next attempt starts with their token.
    if (isRefusedAgain && ![other, undefined].includes(leases.shared())) throw takenFromUs(operation, second, 0);
    return second;
  };

  const takenFromUs = (operation: Operation, { opened, raw }: Answer, retryAfterMs: number) =>
    isRefusal(opened)
      ? failures.refused(
          operation,
          opened,
          { errorClass: 'transient', hint: 'Another program uses the same account and takes the token away.' },
          { ...raw, retryAfterMs },
        )
      : failures.unreadable(operation, raw);

  const http: ProviderHttp = {
    fail: failures.fail,
    undecodable: failures.undecodable,
    hide: scrubber.hide,
    scrub: (text) => scrubber.scrub(text),
    async fetchText(url, options = {}) {
      options.signal?.throwIfAborted();
      const release = clock.hold();
      try {
        return await fetchText(url, options);
      } finally {
        release();
      }
    },
    async call(operation, parameters, { signal } = {}) {
      signal?.throwIfAborted();
      const patience = new Patience(operation, signal);
      const release = clock.hold();
      try {
        const answer = operation.isAnonymous
          ? await send(operation, parameters, undefined, patience)
          : await withToken(operation, parameters, patience);
        return finish(operation, answer);
      } finally {
        release();
      }
    },
    async putFile(file, { signal } = {}) {
      signal?.throwIfAborted();
      const release = clock.hold();
      try {
        await upload(file, signal);
      } finally {
        release();
      }
    },
  };
  return http;
}

interface Answer {
  readonly opened: Reply | Refusal;
  readonly raw: RawReply;
}

/** How long one call may take as a whole, and what it means when that, or the caller's own patience, ends. */
class Patience {
  readonly limit: AbortSignal;
  readonly #operation: Operation;
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutMs: number;

  constructor(operation: Operation, caller: AbortSignal | undefined) {
    this.#operation = operation;
    this.#caller = caller;
    this.#timeoutMs = operation.timeoutMs ?? defaultTimeoutMs;
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    this.limit = caller === undefined ? timeout : AbortSignal.any([caller, timeout]);
  }

  /** Waits for a token. Nothing of the call itself has been sent by then. */
  async wait<T>(token: Promise<T>, failures: Failures): Promise<T> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(this.#caller?.aborted ? this.#caller.reason : failures.late(this.#operation, this.#timeoutMs, false));
    if (this.limit.aborted) onAbort();
    this.limit.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([token, ended]);
    } finally {
      this.limit.removeEventListener('abort', onAbort);
    }
  }

  /** What to throw for a request that failed on its way. */
  explain(error: unknown, failures: Failures): unknown {
    if (this.#caller?.aborted) return this.#operation.creates ? failures.broken(this.#operation, error) : this.#caller.reason;
    if (this.limit.aborted) return failures.late(this.#operation, this.#timeoutMs, true);
    return failures.broken(this.#operation, error);
  }
}

function requestOf(
  base: BaseUrl,
  dialect: Dialect,
  { method, path }: Operation,
  { query, json }: CallParameters,
  token: string | undefined,
  signal: AbortSignal,
) {
  const placed = token === undefined ? {} : dialect.placeToken(token);
  const search = new URLSearchParams({ ...query, ...placed.query }).toString();
  return { method, url: `${base.url}${path}${search && `?${search}`}`, headers: { ...placed.headers }, json, signal };
}

function open(dialect: Dialect, raw: RawReply): Reply | Refusal | undefined {
  if (raw.isCut) return undefined;
  try {
    return dialect.open(parseJson(raw.text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
