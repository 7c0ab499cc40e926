import { lstatSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { InternalError, ReelwrightError } from '@reelwright/errors';
import type { RecipeInstance } from '@reelwright/recipe';
import { sha256Hex } from '../canonical-json.ts';
import { toEventError, toReelwrightError } from '../event-error.ts';
import { diskError } from '../fetch/download-error.ts';
import type { OutputValue } from '../plan/known.ts';
import { nodeId } from '../plan/node-id.ts';
import { stampOf } from '../state/file-store.ts';
import { copyWhole, writeWhole } from '../store/durable-file.ts';
import { hashFile } from '../store/hash-file.ts';
import { loadCues } from './make-captions.ts';
import { type ManifestOutput, renderManifest } from './manifest.ts';
import { held, type RunContext } from './run-context.ts';

/**
 * Puts the outputs of an instance, all of whose steps are done, into its folder. Files that are as they should be are not
 * touched; what was edited or deleted is restored. The manifest comes last, and only when every output is in place.
 *
 * @returns what went wrong, told as events already.
 */
export function writeOutputs(instance: RecipeInstance, context: RunContext): Promise<readonly ReelwrightError[]> {
  return context.lanes.local.run({ priority: 0, work: () => held(context, () => writeAll(instance, context)) });
}

async function writeAll(instance: RecipeInstance, context: RunContext): Promise<readonly ReelwrightError[]> {
  const errors: ReelwrightError[] = [];
  const written: ManifestOutput[] = [];
  const attempt = async (output: string, work: () => Promise<void>) => {
    await work().catch((thrown: unknown) => {
      const error = toReelwrightError(thrown);
      errors.push(error);
      context.events.emit({
        type: 'output-failed',
        recipe: instance.recipe.name,
        instance: instance.id,
        output,
        error: toEventError(error),
      });
    });
  };
  for (const { name, from } of instance.outputs) {
    await attempt(name, async () => {
      const value = context.results.get(nodeId(instance, from.step))?.outputs[from.output];
      if (value === undefined) throw new InternalError(`"${from.step}" is done without leaving its ${from.output}.`);
      written.push(await writeOutput(name, value, await prepareFolder(instance, context), instance, context));
    });
  }
  if (errors.length > 0 || written.length === 0) return errors;
  const manifest = join(context.outFolder, instance.recipe.name, instance.id, 'manifest.json');
  await attempt('manifest', async () => void (await place(manifest, renderManifest(instance, written, context), context)));
  return errors;
}

/** The instance's folder. Each level is checked, links followed, before anything is made in it: nothing is written outside. */
async function prepareFolder(instance: RecipeInstance, { outFolder }: RunContext): Promise<string> {
  const root = await realpath(outFolder);
  let folder = outFolder;
  for (const name of [instance.recipe.name, instance.id]) {
    folder = join(folder, name);
    await makeFolder(folder);
    if (!(await realpath(folder)).startsWith(root + sep)) throw leadsOut(folder);
  }
  return folder;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw diskError(error, `The output folder ${folder} cannot be made`);
  });
}

function leadsOut(folder: string): ReelwrightError {
  return new ReelwrightError('RUN_FENCE', `${folder} leads out of the output folder through a link, so nothing is written there.`, {
    hint: 'Remove the link, or choose another output folder with --out.',
  });
}

async function writeOutput(
  name: string,
  value: OutputValue,
  folder: string,
  { recipe, id }: RecipeInstance,
  context: RunContext,
): Promise<ManifestOutput> {
  const { extension, content } = await contentOf(value, context);
  const file = `${name}.${extension}`;
  const path = join(folder, file);
  if (basename(path) !== file) throw new InternalError(`"${name}" is no file name.`);
  const { sha256, sizeBytes, unchanged } = await place(path, content, context);
  context.events.emit({ type: 'output-written', recipe: recipe.name, instance: id, output: name, path, unchanged });
  return { name, file, sha256, sizeBytes, value };
}

/** Text of our own, or a blob of the store. */
type Content = string | { readonly sha256: string; readonly sizeBytes: number };

async function contentOf(value: OutputValue, context: RunContext): Promise<{ readonly extension: string; readonly content: Content }> {
  switch (value.kind) {
    case 'voice':
    case 'avatar':
      return { extension: 'txt', content: `${value.id}\n` };
    case 'duration':
      return { extension: 'txt', content: `${value.durationMs}\n` };
    case 'captions': {
      const cues = await loadCues(value, context);
      const { renderSrt, renderVtt } = await context.media();
      return { extension: value.format, content: value.format === 'srt' ? renderSrt(cues) : renderVtt(cues) };
    }
    default:
      return { extension: value.extension, content: value };
  }
}

interface Placed {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly unchanged: boolean;
}

async function place(path: string, content: Content, context: RunContext): Promise<Placed> {
  const wanted = typeof content === 'string' ? { sha256: sha256Hex(content), sizeBytes: Buffer.byteLength(content) } : content;
  const facts = { sha256: wanted.sha256, sizeBytes: wanted.sizeBytes };
  try {
    if ((await digestOf(path, context)) === wanted.sha256) return { ...facts, unchanged: true };
    if (typeof content === 'string') await writeWhole(path, content);
    else await copyFromStore(wanted.sha256, path, context);
    context.state.files.save(path, stampOf(path), { sha256: wanted.sha256 });
    return { ...facts, unchanged: false };
  } catch (error) {
    throw error instanceof ReelwrightError ? error : diskError(error, `${path} cannot be written`);
  }
}

/** Of a regular file; read again only when it has been touched. A link or folder in its place is no file of ours. */
async function digestOf(path: string, { state }: RunContext): Promise<string | undefined> {
  const stamp = stampOf(path);
  if (stamp === '' || !lstatSync(path).isFile()) return undefined;
  const known = state.files.find(path);
  if (known !== undefined) return known.sha256;
  const { sha256 } = await hashFile(path);
  state.files.save(path, stamp, { sha256 });
  return sha256;
}

async function copyFromStore(sha256: string, path: string, { state }: RunContext): Promise<void> {
  await copyWhole(state.store.pathOf(sha256), path, async (copy) => {
    if ((await hashFile(copy)).sha256 === sha256) return;
    await state.store.verified(sha256); // removes the blob, so that the next run fetches it anew
    throw new ReelwrightError('RUN_STATE', `A file of the store is not what it was when it was put there, so ${path} was not written.`, {
      hint: 'Run again: it is fetched from its finished task, nothing is made anew.',
    });
  });
}
