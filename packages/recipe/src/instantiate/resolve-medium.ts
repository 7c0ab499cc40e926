import type { ErrorCode, SourceLocation } from '@reelwright/errors';
import type { MediumSource } from '../recipe.ts';
import { shown } from '../sentences.ts';
import type { PathResolver } from './project-path.ts';

export interface Finding {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** The line must not be shown: a secret stands on it. */
  readonly concealed?: boolean;
}

/** The medium behind an address: an https link (plain http on this machine), or a file of the project that is there and not empty. */
export function resolveMedium(address: string, location: SourceLocation, paths: PathResolver): MediumSource | Finding {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(address)?.[1]?.toLowerCase();
  if (scheme !== undefined) return resolveUrl(address, scheme, location, paths.base);
  const file = paths.find(address);
  if ('code' in file) return file;
  if (file.sizeBytes > 0) return { type: 'file', path: file.path, relativePath: file.relativePath, location };
  return { code: 'RECIPE_INVALID_VALUE', message: `The file ${shown(address)} is empty.`, hint: 'Put a medium there.' };
}

function resolveUrl(address: string, scheme: string, location: SourceLocation, base: string): MediumSource | Finding {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (scheme !== 'https' && scheme !== 'http') {
    const message = `A medium cannot be fetched by ${shown(`${scheme}:`)}.`;
    return { code: 'RECIPE_INVALID_VALUE', message, hint: `Use a path relative to ${base}, or an https address.` };
  }
  if (url === undefined || url.hostname === '') {
    return { code: 'RECIPE_INVALID_VALUE', message: 'This is no complete address.', hint: 'Write https://, a host and a path.' };
  }
  if (scheme === 'http' && !isThisMachine(url.hostname)) {
    const message = 'A medium is fetched over https, and this address is plain http.';
    return { code: 'RECIPE_INVALID_VALUE', message, hint: 'Write https://, or put the file into the project.' };
  }
  if (url.username !== '' || url.password !== '') {
    const hint = 'Remove what stands before the @: addresses hold no secrets.';
    return { code: 'RECIPE_INVALID_VALUE', message: 'The address holds a user name or password.', hint, concealed: true };
  }
  return { type: 'url', url: address, location };
}

/** Plain http is for tests and the emulator alone; whether this machine may be asked is judged when it is. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
