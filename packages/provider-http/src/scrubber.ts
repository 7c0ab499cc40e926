import { plainText } from '@reelwright/errors';

/** Makes text that came from outside fit to be shown: no secret, no query string of an address, no control characters. */
export interface Scrubber {
  /** From now on this text never comes through. */
  hide(secret: string): void;
  scrub(text: string, maxLength?: number): string;
}

/** Shorter secrets would blank out ordinary words. */
const shortestSecret = 4;

export function createScrubber(secrets: readonly string[] = []): Scrubber {
  const hidden = new Set<string>();
  const hide = (secret: string) => {
    if (secret.length < shortestSecret) return;
    hidden.add(secret).add(encodeURIComponent(secret));
  };
  for (const secret of secrets) hide(secret);
  return {
    hide,
    scrub(text, maxLength = 500) {
      let clean = text;
      for (const secret of hidden) clean = clean.replaceAll(secret, '[secret]');
      // Cut before the costlier steps, with room for the queries that they take away: nobody reads a megabyte.
      return plainText(withoutQueries(clean.slice(0, maxLength * 4 + 2000)), maxLength);
    },
  };
}

/** Queries of addresses hold signatures and tokens: `https://host/path?Signature=…` loses all from the question mark on. */
function withoutQueries(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>?#]*)[?#][^\s"'<>]*/gi, '$1');
}
