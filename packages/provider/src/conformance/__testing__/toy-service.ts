import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalMedium } from '../../provider.ts';
import type { ConformanceRig, SentRequest, Trouble } from '../rig.ts';
import { createToy } from './toy-provider.ts';

interface ToyTask {
  readonly id: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: number;
}

/** A service that speaks: in memory, with a clock of its own. What the adapter example talks to instead of HTTP. */
export class ToyService {
  readonly token = 'toy-token-0123456789';
  readonly tasks: ToyTask[] = [];
  readonly sent: SentRequest[] = [];
  readonly voices = ['toy-1', 'toy-2', 'toy-3', 'toy-4', 'toy-5'];
  now = 0;
  trouble: { readonly trouble: Trouble; readonly path: string } | undefined;

  /** One call: what an HTTP client would send and get. Undefined is a connection that broke. */
  call(
    method: string,
    path: string,
    token: string,
    query: Record<string, string> = {},
    body: Record<string, unknown> = {},
  ): string | undefined {
    this.sent.push({ method, path, query, body: method === 'GET' ? '' : JSON.stringify(body) });
    const met = this.trouble?.path === path ? this.trouble.trouble : undefined;
    if (met !== undefined && met !== 'login-refused') this.trouble = undefined;
    if (met === 'gateway-page') return '<html>502</html>';
    if (met === 'unreadable') return '{"code":0,';
    if (met === 'login-refused' || token !== this.token) return '{"code":401,"message":"bad token"}';
    const answer = JSON.stringify(this.#answer(path, query, body));
    return met === 'answer-lost' ? undefined : answer;
  }

  #answer(path: string, query: Record<string, string>, body: Record<string, unknown>): unknown {
    switch (path) {
      case '/speak': {
        const task = { id: String(this.tasks.length + 1), name: String(body.name), body, at: this.now };
        this.tasks.push(task);
        return { code: 0, id: task.id };
      }
      case '/task': {
        const task = this.tasks.find(({ id }) => id === query.id);
        if (task === undefined) return { code: 404, message: 'no such task' };
        const done = this.now - task.at >= 10_000;
        return { code: 0, state: done ? 'done' : 'working', url: done ? `https://media.example.com/${task.id}.wav` : '' };
      }
      case '/tasks':
        return { code: 0, tasks: this.tasks.map(({ id, name }) => ({ id, name })) };
      case '/voices': {
        const [page, size] = [Number(query.page), Number(query.size)];
        return { code: 0, voices: this.voices.slice((page - 1) * size, page * size), total: this.voices.length };
      }
      case '/account':
        return { code: 0, characters: 1000 - this.tasks.length };
      default:
        return { code: 404, message: 'no such call' };
    }
  }
}

/** The rig of the example adapter. `bend` makes a worse adapter of it, to prove that the suite notices. */
export async function openToyRig(
  bend: (provider: ReturnType<typeof createToy>, service: ToyService) => object = () => ({}),
): Promise<ConformanceRig> {
  const service = new ToyService();
  const provider = createToy({ service, token: service.token });
  const folder = mkdtempSync(join(tmpdir(), 'toy-'));
  return {
    provider: { ...provider, ...bend(provider, service) },
    secrets: () => [service.token],
    voices: ['toy-1', 'toy-2'],
    avatars: [{ id: 'none' }, { id: 'none' }],
    medium: (use, which) => mediumAt(join(folder, `${use}-${which}.wav`)),
    pass: async (ms) => {
      service.now += ms;
    },
    sent: () => service.sent.splice(0),
    tasksMade: () => service.tasks.length,
    vendorSamples: () => ({ mood: 'glad' }),
    trouble: (trouble, { does }) => {
      service.trouble = { trouble, path: does === 'create' ? '/speak' : '/task' };
    },
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  };
}

function mediumAt(path: string): LocalMedium {
  writeFileSync(path, path);
  const bytes = readFileSync(path);
  return {
    path,
    purpose: 'driving-audio',
    facts: { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, extension: 'wav' },
  };
}
