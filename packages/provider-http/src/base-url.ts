import { ReelwrightError } from '@reelwright/errors';

/** Where a service lives, as the user's own configuration says. */
export interface BaseUrl {
  /** Origin and path, without a slash at the end. */
  readonly url: string;
  readonly hostname: string;
  /** On this machine: tests and the emulator. Only then may anything be plain http. */
  readonly isLoopback: boolean;
}

/**
 * Reads a configured base address. Credentials go there, so nothing is guessed and plain http is for this machine alone.
 *
 * @param name The service's name, for people.
 * @throws {ReelwrightError} `PLAN_PROVIDER_SETTINGS`.
 */
export function parseBaseUrl(text: string, name: string): BaseUrl {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw refuse(name, 'is not an http(s) address');
  if (url.username !== '' || url.password !== '') throw refuse(name, 'holds a user name or password');
  if (url.search !== '' || url.hash !== '') throw refuse(name, 'holds a query or fragment');
  const isLoopback = isLoopbackHost(url.hostname);
  if (url.protocol === 'http:' && !isLoopback) throw refuse(name, 'is plain http, over which credentials would travel readable');
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, hostname: url.hostname, isLoopback };
}

export function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])\.?$/i.test(hostname);
}

function refuse(name: string, why: string): ReelwrightError {
  return new ReelwrightError('PLAN_PROVIDER_SETTINGS', `The base address configured for ${name} ${why}.`, {
    hint: 'Give origin and path alone, over https: https://api.example.com',
  });
}
