import { subscribe } from 'node:diagnostics_channel';

/** Errors that the connector raised: no byte of any request had left by then. */
const connectErrors = new WeakSet<object>();

// undici (the runtime's fetch and the package alike) publishes the very error object that ends up as the cause of a failed call.
subscribe('undici:client:connectError', (message) => {
  const { error } = message as { readonly error?: unknown };
  if (typeof error === 'object' && error !== null) connectErrors.add(error);
});

/**
 * Whether a call failed before its connection stood (name look-up, refusal, TLS handshake), so that it certainly had no effect.
 * Anything later may have arrived, and counts as sent.
 */
export function failedBeforeSending(error: unknown): boolean {
  return causesOf(error).some(
    (cause) => connectErrors.has(cause) || ['connect', 'getaddrinfo'].includes(String(Reflect.get(cause, 'syscall'))),
  );
}

/** What broke, in words for people, with the system's own code behind. */
export function reasonOf(error: unknown): string {
  const chain = causesOf(error);
  const code = chain.map((cause) => Reflect.get(cause, 'code')).findLast((one) => typeof one === 'string');
  const words =
    code === undefined ? undefined : (reasons[code] ?? (/^(ERR_(SSL|TLS)|.*CERT)/.test(code) ? 'the TLS handshake failed' : undefined));
  const deepest = chain.at(-1);
  const message = deepest instanceof Error ? deepest.message : 'the reason is not known';
  return words === undefined ? message : `${words} (${code})`;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the name server did not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  EPIPE: 'the connection was closed before an answer came',
  ECONNRESET: 'the connection was closed before an answer came',
  UND_ERR_SOCKET: 'the connection was closed before an answer came',
  UND_ERR_CONNECT_TIMEOUT: 'no connection could be made in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half way',
  EFENCE: 'the name leads inside a private network',
};

/**
 * The innermost cause as a fresh, small error. The errors of fetch and ky hold the whole request, headers with tokens
 * included, and would show them to whoever prints an error with its causes.
 */
export function plainCause(error: unknown, scrub: (text: string) => string): Error {
  const deepest = causesOf(error).at(-1);
  const plain = new Error(scrub(deepest instanceof Error ? deepest.message : String(error)));
  const code = deepest === undefined ? undefined : Reflect.get(deepest, 'code');
  return typeof code === 'string' ? Object.assign(plain, { code }) : plain;
}

/** The error and what caused it, outermost first; a circle ends the walk. */
function causesOf(error: unknown): object[] {
  const chain: object[] = [];
  for (let one = error; typeof one === 'object' && one !== null && !chain.includes(one); one = Reflect.get(one, 'cause')) chain.push(one);
  return chain;
}
