import { startReel } from './reel.ts';

/** `reel emulate` as a server of its own, and what a test steers it by. */
export interface EmulatorServer extends AsyncDisposable {
  /** What `--print-env` printed: credentials, base URL and the clock's speed. */
  readonly env: Readonly<Record<string, string>>;
  /** One call of the control API. */
  control(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
  report(): Promise<EmulatorReport>;
  stop(): Promise<void>;
}

/** The part of the emulator's report that tests look at. */
export interface EmulatorReport {
  readonly calls: Readonly<Record<string, { readonly count: number; readonly refused: number }>>;
  readonly tasks: readonly { readonly id: string; readonly kind: string; readonly outcome: string; readonly polls: number }[];
  readonly createdTwice: readonly unknown[];
  readonly sideBySide: { readonly overall: number; readonly byKind: Readonly<Record<string, number>> };
  /** The most creates within any 60 seconds, by endpoint. */
  readonly windows: Readonly<Record<string, number>>;
  readonly tokensIssued: number;
  readonly tokensLeaked: number;
}

export async function startEmulatorServer(cwd: string, args: readonly string[] = ['--speed', '60']): Promise<EmulatorServer> {
  const server = startReel(['emulate', '--port', '0', '--print-env', ...args], { cwd });
  await server.printed(/CHANJING_OPENAPI_BASE_URL=\S+\n/);
  const env = Object.fromEntries(
    [...server.stdout().matchAll(/^(?:export )?([A-Z_]+)=(.*)$/gm)].map((match) => [
      match[1] ?? '',
      (match[2] ?? '').replace(/^'(.*)'$/, '$1'),
    ]),
  );
  const origin = new URL(env.CHANJING_OPENAPI_BASE_URL ?? '').origin;
  const control = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const reply = await fetch(`${origin}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };
  const stop = async () => {
    server.child.kill('SIGTERM');
    await server.ended;
  };
  return { env, control, stop, report: async () => (await control('GET', 'report')) as EmulatorReport, [Symbol.asyncDispose]: stop };
}
