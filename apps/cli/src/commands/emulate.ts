import { resolve } from 'node:path';
import { createScaledClock, createSystemClock } from '@reelwright/clock';
import { type Emulator, renderReport, startEmulator } from '@reelwright/emulator';
import { type CommandContext, tell } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { registrations } from '../providers.ts';
import { renderExports } from '../shell-exports.ts';
import { timeScaleVariable } from '../time-scale.ts';
import { usageError } from '../usage-error.ts';

export interface EmulateOptions {
  readonly port: number;
  readonly printEnv?: boolean;
  readonly speed: number;
  readonly folder?: string;
  readonly json?: boolean;
}

/** Serves the emulator until a signal comes, then reports what was called. */
export async function emulate(options: EmulateOptions, context: CommandContext): Promise<ExitCode> {
  const { host } = context;
  const stopped = Promise.withResolvers<void>();
  // Whoever reads our lines may go away once they have them: only a signal ends the server.
  const release = host.onStop((reason) => reason !== 'broken-pipe' && stopped.resolve());
  try {
    const emulator = await start(options, host.cwd);
    tellStart(emulator, options, context);
    await stopped.promise;
    tellReport(emulator, options, context);
    await emulator.close();
    return exitCodes.done;
  } finally {
    release();
  }
}

async function start(options: EmulateOptions, cwd: string): Promise<Emulator> {
  try {
    return await startEmulator({
      clock: options.speed === 1 ? createSystemClock() : createScaledClock({ speed: options.speed, heedsHolds: false }),
      port: options.port,
      basePath: '',
      // Its clients have clocks of their own: they cannot wait where this one stands still.
      holdClock: false,
      ...(options.folder === undefined ? {} : { folder: resolve(cwd, options.folder) }),
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw usageError(`Port ${options.port} is taken.`, 'Choose another, or --port 0 for a free one.');
    if (code === 'EACCES')
      throw usageError(`Port ${options.port} or the folder may not be used (EACCES).`, 'Choose a port above 1023, and a folder of yours.');
    throw error;
  }
}

function tellStart(emulator: Emulator, options: EmulateOptions, context: CommandContext): void {
  const environment = environmentOf(emulator, options.speed);
  if (options.json === true) context.host.stdout.write(`${JSON.stringify({ type: 'emulator-started', environment })}\n`);
  else if (options.printEnv === true) context.host.stdout.write(renderExports(environment));
  const pace = options.speed === 1 ? '' : `, ${options.speed} times as fast as real`;
  const names = Object.keys(registrations).join(' and ');
  tell(context, `Emulating ${names} at ${emulator.chanjing.baseUrl}${pace}. Ctrl-C stops and reports.`);
  if (options.json !== true && options.printEnv !== true) tell(context, `Point a client at it:\n${renderExports(environment)}`);
}

function environmentOf(emulator: Emulator, speed: number): Record<string, string> {
  return { ...emulator.environment(), ...(speed === 1 ? {} : { [timeScaleVariable]: String(speed) }) };
}

function tellReport(emulator: Emulator, options: EmulateOptions, context: CommandContext): void {
  const report = emulator.report();
  if (options.json === true) context.host.stdout.write(`${JSON.stringify({ type: 'emulator-stopped', report })}\n`);
  else tell(context, renderReport(report));
}
