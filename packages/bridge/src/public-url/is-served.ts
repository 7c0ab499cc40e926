import type { ListenAddress } from '../bridge-settings.ts';
import type { PublishedFile } from './published-files.ts';

/** Longest wait for a process on this machine, in real time. */
const answerMs = 2000;

/** Whether somebody who listens on an address of this machine serves a file there, and this very one. */
export async function isServedAt({ host, port }: ListenAddress, { name, sha256 }: PublishedFile): Promise<boolean> {
  try {
    const answer = await fetch(`http://${reachable(host)}:${port}/${name}`, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
    });
    return answer.status === 200 && answer.headers.get('etag') === `"${sha256}"`;
  } catch {
    return false;
  }
}

/** Who listens on all addresses is found on one of them. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
