import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ErrorCode, InternalError, isReelwrightError, ReelwrightError } from '@reelwright/errors';
import type { MediumSource } from '@reelwright/recipe';
import { download } from '../fetch/download.ts';
import type { StepResult } from '../plan/known.ts';
import { hashFile } from '../store/hash-file.ts';
import { factsOfProbed } from './check-artifact.ts';
import { defaultMaxBytes } from './fetch-artifact.ts';
import { upstreamOutput } from './resolve-output.ts';
import { held, type NodeWork, type RunContext } from './run-context.ts';
import { changed, pathOfOutput } from './stage-media.ts';

/** The `join` step: films one behind the other, on this machine and without encoding them again. */
export async function makeJoin(work: NodeWork, context: RunContext): Promise<StepResult> {
  const step = work.node.step.with;
  if (step.uses !== 'join') throw new InternalError(`"${work.node.id}" is no join step.`);
  const fetched: string[] = [];
  try {
    const paths: string[] = [];
    // One after the other: a film that is missing is told before the next one is fetched.
    for (const video of step.videos) paths.push(await pathOf(video, fetched, work, context));
    return await joinInto(paths, work, context).catch((error: unknown) => {
      throw inWordsOfTheRecipe(error, step.videos, paths);
    });
  } finally {
    await held(context, () => Promise.all(fetched.map((path) => rm(path, { force: true }))));
  }
}

async function joinInto(paths: readonly string[], work: NodeWork, context: RunContext): Promise<StepResult> {
  const { state, plan, interruption } = context;
  const target = state.store.temporaryPath();
  try {
    return await held(context, async () => {
      const facts = await (await context.media()).joinVideos(paths, target, { signal: interruption.stopping });
      const { sha256, sizeBytes } = await hashFile(target);
      await state.store.adopt(target, sha256);
      work.tell({ type: 'artifact-saved', output: 'video', sha256, sizeBytes });
      return {
        ...{ fingerprint: work.fingerprint, uses: 'join', provider: work.node.provider, emulated: plan.emulated },
        outputs: {
          video: { kind: 'video', sha256, sizeBytes, ...factsOfProbed(facts) },
          duration: { kind: 'duration', durationMs: facts.durationMs },
        },
      };
    });
  } finally {
    await held(context, () => rm(target, { force: true }));
  }
}

/** A file of this machine: the author's own as it was planned with, one of the store, or one that is fetched for this join alone. */
async function pathOf(source: MediumSource, fetched: string[], { node }: NodeWork, context: RunContext): Promise<string> {
  switch (source.type) {
    case 'file':
      if (context.state.files.find(source.path)?.sha256 !== context.plan.media.get(source.path)?.sha256) throw changed(source.path);
      return source.path;
    case 'url':
      return fetchFilm(source.url, fetched, context);
    case 'step-output': {
      const value = upstreamOutput(node, source, context);
      if (value === undefined || !('extension' in value)) throw new InternalError(`"${source.step}" left no film.`);
      return pathOfOutput(value, context);
    }
  }
}

async function fetchFilm(url: string, fetched: string[], context: RunContext): Promise<string> {
  const { state, clock, random, http, options, interruption } = context;
  const path = state.store.temporaryPath();
  fetched.push(path);
  const maxBytes = options.maxArtifactBytes ?? defaultMaxBytes;
  const request = { url, path, maxBytes, signal: interruption.stopping };
  await context.lanes.fetch.run({ priority: 0, work: () => download(request, { http, clock, random }) }).catch((error: unknown) => {
    throw isReelwrightError(error) && aboutAddress.has(error.code) ? notFetched(url, error) : error;
  });
  return path;
}

const aboutAddress: ReadonlySet<ErrorCode> = new Set(['RUN_DOWNLOAD', 'RUN_FENCE']);

/** No task stands behind an address of the author's. */
function notFetched(url: string, error: ReelwrightError): ReelwrightError {
  return new ReelwrightError(
    error.code,
    `The film at ${addressOf(url)} cannot be joined, since it could not be fetched: ${error.message}`,
    {
      hint: 'Check that the address gives out the film to everybody, or put the file into the project.',
      cause: error,
    },
  );
}

function addressOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** Files of the store have names that mean nothing to anybody. */
function inWordsOfTheRecipe(error: unknown, videos: readonly MediumSource[], paths: readonly string[]): unknown {
  if (!isReelwrightError(error) || error.code !== 'RUN_RESULT_INVALID') return error;
  let { message } = error;
  for (const [index, video] of videos.entries()) message = message.replaceAll(basename(paths[index] ?? ''), nameOf(video));
  return new ReelwrightError(error.code, message, { hint: error.hint, cause: error });
}

function nameOf(video: MediumSource): string {
  switch (video.type) {
    case 'file':
      return video.relativePath;
    case 'url':
      return addressOf(video.url);
    case 'step-output':
      return `"${video.step}"`;
  }
}
