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
  const body = await readText(response);
  return {
    status: response.status,
    ...body,
    isHtml: /\bhtml\b/i.test(response.headers.get('content-type') ?? '') || /^\s*</.test(body.text),
    retryAfterMs: retryAfterOf(response.headers),
    redirectHost: location === null ? undefined : (URL.parse(location, url)?.host ?? 'an unreadable address'),
  };
}

async function readText(response: Response): Promise<{ text: string; isCut: boolean }> {
  if (response.body === null) return { text: '', isCut: false };
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  // Leaving the loop early closes the stream, and with it the connection.
  for await (const chunk of response.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > longestReplyBytes) return { text, isCut: true };
    text += decoder.decode(chunk, { stream: true });
  }
  return { text: text + decoder.decode(), isCut: false };
}
