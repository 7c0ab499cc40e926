import { createHmac, timingSafeEqual } from 'node:crypto';

/** Why a link is refused. */
export type LinkProblem = 'expired' | 'signature';

const keyId = 'emulator';

/**
 * Links that carry their own permission, in the manner of an object store's V1 signatures: `Expires` in unix seconds and
 * a `Signature` over method, Content-Type, expiry and path. A link for a PUT is therefore none for a GET, and a PUT with
 * another Content-Type than the one it was made for does not match.
 */
export class SignedLinks {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @returns The query to append to the path. */
  sign(method: 'PUT' | 'GET', path: string, contentType: string, expiresAt: number): string {
    const expires = String(Math.ceil(expiresAt / 1000));
    const signature = this.#signature(stringToSign(method, path, contentType, expires));
    return new URLSearchParams({ Expires: expires, OSSAccessKeyId: keyId, Signature: signature }).toString();
  }

  check(method: string, path: string, contentType: string, query: URLSearchParams, now: number): LinkProblem | undefined {
    const expires = query.get('Expires') ?? '';
    const expected = Buffer.from(this.#signature(stringToSign(method, path, contentType, expires)));
    const given = Buffer.from(query.get('Signature') ?? '');
    if (/^\d+$/.test(expires) && now >= Number(expires) * 1000) return 'expired';
    return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : 'signature';
  }

  #signature(text: string): string {
    return createHmac('sha1', this.#secret).update(text).digest('base64');
  }
}

function stringToSign(method: string, path: string, contentType: string, expires: string): string {
  return `${method}\n\n${contentType}\n${expires}\n${path}`;
}
