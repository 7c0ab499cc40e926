import { type FieldReader, withoutSlash } from '@reelwright/s3-client';
import type { BridgeProblem, ListenAddress, PublicUrlSettings } from '../bridge-settings.ts';

/** What a phone spells as REEL. A tunnel must know where to lead, so the default is always the same. */
export const defaultPort = 7335;

export function parsePublicUrlSettings(fields: FieldReader): PublicUrlSettings | BridgeProblem[] {
  const url = fields.address('url', fields.text('url'));
  const listen = readListen(fields);
  const keepForMs = fields.keepForMs('keepFor');
  const problems = fields.problems();
  if (problems.length > 0 || url === undefined || listen === undefined) return problems;
  return { kind: 'public-url', url: withoutSlash(url), listen, keepForMs };
}

const hostForm = /^(?:\[[0-9a-f:.%]+\]|[a-z0-9.-]+)$/i;

/** `8080`, `127.0.0.1:8080` or `[::1]:8080`. */
function readListen(fields: FieldReader): ListenAddress | undefined {
  const value = fields.raw('listen');
  if (value === undefined) return { host: '127.0.0.1', port: defaultPort };
  const text = String(value).trim();
  const at = text.lastIndexOf(':');
  const [host, port] = at < 0 ? ['127.0.0.1', text] : [text.slice(0, at), text.slice(at + 1)];
  const isPort = /^\d{1,5}$/.test(port) && Number(port) <= 65_535;
  if ((typeof value !== 'string' && typeof value !== 'number') || !isPort || !hostForm.test(host)) {
    return fields.refuse('listen', '`listen` must be a port of this machine, or an address and a port, such as 127.0.0.1:7335.');
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
