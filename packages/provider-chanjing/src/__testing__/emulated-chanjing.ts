import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVirtualClock, type VirtualClock } from '@reelwright/clock';
import { type Emulator, type EmulatorSettings, startEmulator } from '@reelwright/emulator';
import type { MediumFacts, MediumInput, MediumPurpose, Provider, StagedMedium, TaskRef, TaskStatus } from '@reelwright/provider';
import { createTempFolder } from '@reelwright/test-kit';
import { expect } from 'vitest';
import { createChanjing } from '../chanjing-provider.ts';

export interface EmulatedRig extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly chanjing: Provider;
  readonly clock: VirtualClock;
}

/** Emulator and adapter over real HTTP on one clock, which the test moves. They share no code. */
export async function startEmulated(settings: EmulatorSettings = {}): Promise<EmulatedRig> {
  const clock = createVirtualClock({ auto: false });
  const emulator = await startEmulator({ clock, media: 'canned', ...settings });
  const chanjing = createChanjing({ ...emulator.chanjing, clock });
  return { emulator, chanjing, clock, [Symbol.asyncDispose]: () => emulator.close() };
}

const signal = {};
export const footage = readFileSync(join(import.meta.dirname, '../../../../specs/assets/mei-desk.mp4'));

/** Eight seconds of a quiet tone, which is all that the emulated service wants to see of a sample. */
export function wav(seconds = 8): Buffer {
  const rate = 8000;
  const sizeBytes = seconds * rate * 2;
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + sizeBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(sizeBytes, 40);
  const samples = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes / 2; at++) samples.writeInt16LE(Math.round(8000 * Math.sin(at / 4)), at * 2);
  return Buffer.concat([header, samples]);
}

/** Uploads these bytes and waits until they may be used. */
export async function stage(
  { chanjing, clock }: Pick<EmulatedRig, 'chanjing' | 'clock'>,
  purpose: MediumPurpose,
  extension: string,
  bytes: Buffer,
  known: Partial<MediumFacts> = {},
): Promise<MediumInput> {
  using folder = createTempFolder();
  const path = join(folder.path, `medium.${extension}`);
  writeFileSync(path, bytes);
  const facts: MediumFacts = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, extension, ...known };
  const staged = await chanjing.stage({ path, purpose, facts }, signal);
  await ready(chanjing, clock, staged);
  return { kind: 'staged', staged, content: facts };
}

export async function ready(chanjing: Provider, clock: VirtualClock, staged: StagedMedium): Promise<void> {
  for (let look = 0; look < 30; look++) {
    const [status] = await chanjing.pollStaged([staged], signal);
    if (status?.state === 'ready') return;
    expect(status).toEqual({ state: 'pending' });
    await clock.advance(3000);
  }
  expect.unreachable('the file never became ready');
}

/** Looks until the task is over. */
export async function end({ chanjing, clock, emulator }: EmulatedRig, task: TaskRef): Promise<TaskStatus> {
  for (let look = 0; look < 60; look++) {
    const [status] = await chanjing.poll([task], signal);
    if (status === undefined) throw new Error('no status');
    if (status.state !== 'running') return status;
    await clock.advance(6000);
    await emulator.idle();
  }
  return expect.unreachable('the task never ended');
}
