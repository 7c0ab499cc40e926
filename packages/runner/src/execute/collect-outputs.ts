import type { CaptionCue, Provider, TaskOutputs } from '@reelwright/provider';
import { toReelwrightError } from '../event-error.ts';
import type { OutputValue } from '../plan/known.ts';
import type { TaskRecord } from '../state/task-store.ts';
import { mandatoryOutput, resultMissing } from './await-task.ts';
import { type FileOutput, fetchArtifact } from './fetch-artifact.ts';
import { held, type NodeWork, type RunContext } from './run-context.ts';

/** Turns what a task left at its provider into what is kept: ids as they are, files into the store. */
export async function collectOutputs(
  outputs: TaskOutputs,
  record: TaskRecord,
  work: NodeWork,
  provider: Provider,
  context: RunContext,
): Promise<Record<string, OutputValue>> {
  const collected: Record<string, OutputValue> = {};
  if (outputs.voice !== undefined) collected.voice = { kind: 'voice', id: outputs.voice };
  if (outputs.avatar !== undefined) collected.avatar = { kind: 'avatar', id: outputs.avatar };
  const names = (['audio', 'video', 'cover'] as const).filter((name) => outputs[name] !== undefined);
  const files = await Promise.allSettled(names.map((name) => fetchOutput(name, outputs, record, work, provider, context)));
  names.forEach((name, index) => {
    const file = files[index];
    if (file?.status === 'fulfilled') collected[name] = file.value;
    else dispense(name, file?.reason, record, work, context);
  });
  const timed = collected.video ?? collected.audio;
  if (timed !== undefined && 'durationMs' in timed) collected.duration = { kind: 'duration', durationMs: timed.durationMs ?? 0 };
  if (outputs.captions !== undefined && outputs.captions.length > 0)
    collected.captions = await saveCues(outputs.captions, 'srt', work, context);
  const absent = [...work.needed].filter((output) => !Object.hasOwn(collected, output));
  if (absent.length > 0) throw resultMissing(record, work, absent);
  return collected;
}

/** Captions in the store are their cues; they become SRT or VTT when they are written to `out/`. */
export function saveCues(cues: readonly CaptionCue[], format: 'srt' | 'vtt', work: NodeWork, context: RunContext): Promise<OutputValue> {
  return held(context, async () => {
    const saved = await context.state.store.add(JSON.stringify(cues.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))));
    work.tell({ type: 'artifact-saved', output: 'captions', ...saved });
    return { kind: 'captions', ...saved, format };
  });
}

async function fetchOutput(
  name: 'audio' | 'video' | 'cover',
  outputs: TaskOutputs,
  record: TaskRecord,
  work: NodeWork,
  provider: Provider,
  context: RunContext,
): Promise<FileOutput> {
  const file = outputs[name];
  if (file === undefined) throw resultMissing(record, work, [name]);
  return fetchArtifact(file, { output: name, record, provider }, work, context);
}

/** A cover that nobody asked for is no reason to lose a film. */
function dispense(
  name: string,
  reason: unknown,
  { kind }: TaskRecord,
  { needed, node }: NodeWork,
  { events, interruption }: RunContext,
): void {
  if (name === mandatoryOutput[kind] || needed.has(name) || interruption.stopping.aborted) throw reason;
  events.emit({
    type: 'warning-raised',
    node: node.id,
    message: `The ${name} could not be fetched, and nothing asks for it: ${toReelwrightError(reason).message}`,
  });
}
