import type { CallOptions } from '@reelwright/provider';
import type { Agent } from 'undici';
import type { Failures } from './failures.ts';
import type { Fence } from './fence.ts';
import { reasonOf } from './network-failure.ts';

export interface TextFetcherSettings {
  readonly name: string;
  readonly fence: Fence;
  readonly failures: Failures;
}

/** No caption file of any film is longer. */
const longestBytes = 1_000_000;
const mostRedirects = 5;
const timeoutMs = 30_000;

/**
 * Fetches a small text file, such as captions, from an address that a service told. It carries no token, and every hop stays inside the fence.
 *
 * @throws {ProviderError} `provider` with `RUN_FENCE` where the address is not followed; `transient` where another look may help.
 * @throws The signal's reason when it was aborted.
 */
export function createTextFetcher({ name, fence, failures }: TextFetcherSettings): (url: string, options?: CallOptions) => Promise<string> {
  let agent: Promise<Agent> | undefined;

  const hop = async (url: string, signal: AbortSignal) => {
    const refusal = fence.refusal(url);
    if (refusal !== undefined) {
      throw failures.fail('provider', `${name} told an address that is not followed: ${refusal}.`, { code: 'RUN_FENCE' });
    }
    agent ??= createAgent(fence);
    const { request } = await import('./undici.ts');
    const answer = await request(url, { dispatcher: await agent, method: 'GET', signal });
    const location = answer.headers.location;
    const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string';
    if (!isRedirect && (answer.statusCode < 200 || answer.statusCode >= 300)) {
      await answer.body.dump({ limit: 4096 });
      throw refused(answer.statusCode);
    }
    const text = await readAll(answer.body);
    return isRedirect ? { next: URL.parse(location, url)?.href ?? location } : { text };
  };

  const refused = (httpStatus: number) =>
    failures.fail('transient', `A text file of ${name} could not be fetched (HTTP ${httpStatus}).`, { wire: { httpStatus } });

  const readAll = async (body: AsyncIterable<Buffer>): Promise<string> => {
    const decoder = new TextDecoder();
    let text = '';
    let sizeBytes = 0;
    // Leaving the loop early destroys the body, and with it the connection.
    for await (const chunk of body) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > longestBytes) throw failures.fail('provider', `A text file of ${name} is longer than a megabyte.`);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  };

  return async (url, { signal } = {}) => {
    const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
    let address = url;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const { text, next } = await hop(address, limit).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (isOurs(error)) throw error;
        throw failures.fail('transient', `A text file of ${name} could not be fetched: ${reasonOf(error)}.`, { cause: error });
      });
      if (text !== undefined) return text;
      address = next;
    }
    throw failures.fail('provider', `A text file of ${name} could not be fetched: it is redirected more than ${mostRedirects} times.`);
  };
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'ProviderError';
}

async function createAgent({ lookup }: Fence): Promise<Agent> {
  const { Agent: UndiciAgent } = await import('./undici.ts');
  return new UndiciAgent({ connect: { lookup, timeout: 10_000 }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
}
