import { type LinkProblem, SignedLinks } from './signed-links.ts';

/** Addresses on the storage origin. */
export class Links {
  readonly #signed: SignedLinks;
  readonly #origin: () => string;

  /** @param origin Asked for each link, since the port is known only once the server listens. */
  constructor(secret: string, origin: () => string) {
    this.#signed = new SignedLinks(secret);
    this.#origin = origin;
  }

  /** Where to PUT a file. */
  upload(key: string, mimeType: string, expiresAt: number): string {
    return `${this.#origin()}/${key}?${this.#signed.sign('PUT', `/${key}`, mimeType, expiresAt)}`;
  }

  /** The address of an upload or an audition: public, without a signature. */
  public(key: string): string {
    return `${this.#origin()}/${key}`;
  }

  /** The address of a result, for a while. */
  result(key: string, expiresAt: number): string {
    return `${this.#origin()}/${key}?${this.#signed.sign('GET', `/${key}`, '', expiresAt)}`;
  }

  checkUpload(method: string, url: URL, contentType: string, now: number): LinkProblem | undefined {
    return this.#signed.check(method, url.pathname, contentType, url.searchParams, now);
  }

  checkResult(url: URL, now: number): LinkProblem | undefined {
    return this.#signed.check('GET', url.pathname, '', url.searchParams, now);
  }

  /** The key behind an address of ours, also behind one of an emulator that was here before; else `undefined`. */
  keyOf(address: string): string | undefined {
    if (!URL.canParse(address)) return undefined;
    const { hostname, pathname } = new URL(address);
    return /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(hostname) || address.startsWith(`${this.#origin()}/`)
      ? pathname.slice(1)
      : undefined;
  }
}
