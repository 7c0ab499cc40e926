import { readFile } from 'node:fs/promises';
import { InternalError, ReelwrightError } from '@reelwright/errors';
import type { CaptionCue } from '@reelwright/provider';
import type { OutputValue, StepResult } from '../plan/known.ts';
import { saveCues } from './collect-outputs.ts';
import { upstreamOutput } from './resolve-output.ts';
import { held, type NodeWork, type RunContext } from './run-context.ts';

/** The `captions` step: other lines of the same words, made on this machine. */
export async function makeCaptions(work: NodeWork, context: RunContext): Promise<StepResult> {
  const step = work.node.step.with;
  if (step.uses !== 'captions') throw new InternalError(`"${work.node.id}" is no captions step.`);
  const from = upstreamOutput(work.node, step.from, context);
  if (from?.kind !== 'captions') throw new InternalError(`"${step.from.step}" left no captions.`);
  const cues = await loadCues(from, context);
  const { maxLineLength, maxLines } = step;
  const rules = { ...(maxLineLength === undefined ? {} : { maxLineLength }), ...(maxLines === undefined ? {} : { maxLines }) };
  const wrapped = Object.keys(rules).length === 0 ? cues : (await context.media()).wrapCues(cues, rules);
  const captions = await saveCues(wrapped, step.format, work, context);
  const { fingerprint, node } = work;
  return { fingerprint, uses: 'captions', provider: node.provider, emulated: context.plan.emulated, outputs: { captions } };
}

/** @throws {ReelwrightError} `RUN_STATE` when the file in the store is not what it was. */
export async function loadCues(
  { sha256 }: Extract<OutputValue, { kind: 'captions' }>,
  context: RunContext,
): Promise<readonly CaptionCue[]> {
  return held(context, async () => {
    const path = await context.state.store.verified(sha256);
    if (path === undefined) {
      throw new ReelwrightError(
        'RUN_STATE',
        'The captions in the store are not what they were when they were put there. They have been removed.',
        {
          hint: 'Run again: they are fetched from their finished task, nothing is made anew.',
        },
      );
    }
    // Its digest proves that `saveCues` wrote it.
    return JSON.parse(await readFile(path, 'utf8')) as CaptionCue[];
  });
}
