import type { Json } from '@reelwright/provider';
import { retryAfterOf } from './retry-after.ts';

/** One JSON request, ready to go out. */
export interface OutgoingCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Json | undefined;
  readonly signal: AbortSignal;
}

/** What came back, not yet understood. HTTP statuses are facts here, never errors. */
export interface RawReply {
  readonly status: number;
  readonly text: string;
  /** There was more than we read. */
  readonly isCut: boolean;
  readonly isHtml: boolean;
  readonly retryAfterMs: number | undefined;
  /** The host that a redirect points at. */
  readonly redirectHost: string | undefined;
}

/** No JSON answer of any service is longer. */
export const longestReplyBytes = 1_000_000;

/**
 * Sends one request and reads its answer, once: no retry, no redirect (the token must not travel on), at most a megabyte.
 * Whoever calls decides by the kind of operation what a failure means.
 */
export async function exchange({ method, url, headers, json, signal }: OutgoingCall): Promise<RawReply> {
  // Loaded with the first call: checking a recipe offline needs no HTTP client.
  const { default: ky } = await import('ky');
  const response = await ky(url, {
    method,
    headers,
    ...(json === undefined ? {} : { json }),
    signal,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  const body = await readText(response, signal);
  return {
    status: response.status,
    ...body,
    isHtml: /\bhtml\b/i.test(response.headers.get('content-type') ?? '') || /^\s*</.test(body.text),
    retryAfterMs: retryAfterOf(response.headers),
    redirectHost: location === null ? undefined : (URL.parse(location, url)?.host ?? 'an unreadable address'),
  };
}

/**
 * Once an answer has begun, fetch holds its request, and with it our signal, so loosely that garbage collection may let go of
 * both. A body is therefore watched here.
 */
async function readText({ body }: Response, signal: AbortSignal): Promise<{ text: string; isCut: boolean }> {
  if (body === null) return { text: '', isCut: false };
  const reader = body.getReader();
  // Cancelling closes the stream, and with it the connection; a read that waits for more then ends.
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await readAll(reader, signal);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal): Promise<{ text: string; isCut: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return { text: text + decoder.decode(), isCut: false };
    sizeBytes += value.byteLength;
    if (sizeBytes > longestReplyBytes) return { text, isCut: true };
    text += decoder.decode(value, { stream: true });
  }
}
