import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { plainText } from '@reelwright/errors';
import { createFence, createHttpGetter, download } from '@reelwright/runner';
import { type CommandContext, tell } from '../context.ts';
import { count } from '../format.ts';
import { asReelwrightError } from '../render-error.ts';
import type { OpenedCatalogue } from './open-catalogue.ts';

export interface Preview {
  readonly id: string;
  readonly url: string;
}

/** A preview is a short sound, film or picture. */
const mostBytes = 200_000_000;

/**
 * Fetches previews into a folder, each as `<id>.<ending>`. What is there already is left as it is.
 *
 * @returns False when any could not be had, which was told.
 */
export async function savePreviews(
  previews: readonly Preview[],
  folder: string,
  { allowLoopback, clock, signal }: Pick<OpenedCatalogue, 'allowLoopback' | 'clock' | 'signal'>,
  context: CommandContext,
): Promise<boolean> {
  const target = resolve(context.host.cwd, folder);
  mkdirSync(target, { recursive: true });
  const present = new Set(readdirSync(target).map((name) => name.slice(0, name.length - extname(name).length)));
  const http = createHttpGetter(createFence(allowLoopback));
  const wanted = previews.map((preview) => ({ ...preview, name: fileNameOf(preview.id) })).filter(({ name }) => !present.has(name));
  let failed = 0;
  try {
    for (const { name, url } of wanted) {
      const part = join(target, `${name}.part`);
      rmSync(part, { force: true });
      try {
        const { contentType } = await download({ url, path: part, maxBytes: mostBytes, signal }, { http, clock, random: Math.random });
        renameSync(part, join(target, `${name}${endingOf(url, contentType)}`));
      } catch (error) {
        rmSync(part, { force: true });
        if (signal.aborted) throw error;
        failed += 1;
        tell(context, `${name}: ${plainText(asReelwrightError(error).message)}`);
      }
    }
  } finally {
    await http.close();
  }
  const kept = previews.length - wanted.length;
  tell(context, `${count(wanted.length - failed, 'preview')} saved in ${folder}${kept > 0 ? `, ${kept} there already` : ''}.`);
  return failed === 0;
}

/** Ids are foreign text: what a file name cannot hold becomes `_`. */
function fileNameOf(id: string): string {
  const name = id.replace(/[^\p{L}\p{N}_.=-]/gu, '_').slice(0, 120);
  return /^\.*$/.test(name) ? `_${name}` : name;
}

const endings: Readonly<Record<string, string>> = {
  'audio/mpeg': '.mp3',
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'audio/mp4': '.m4a',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
};

/** By what the answer says it is, else by the address. */
function endingOf(url: string, contentType: string | undefined): string {
  const told = endings[contentType?.split(';')[0]?.trim().toLowerCase() ?? ''];
  return told ?? /\.[a-z0-9]{2,5}$/i.exec(URL.parse(url)?.pathname ?? '')?.[0]?.toLowerCase() ?? '.bin';
}
