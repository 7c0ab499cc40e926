import { ReelwrightError } from '@reelwright/errors';
import type { RemoteFile } from '@reelwright/provider';
import type { MediaTools, ProbedMedia } from '../media/media-tools.ts';

export interface ArtifactFacts {
  readonly extension: string;
  readonly durationMs?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/**
 * Looks into a fetched file: whole, readable, and what it was announced to be.
 *
 * @throws {ReelwrightError} `RUN_RESULT_INVALID`.
 */
export async function checkArtifact(
  path: string,
  announced: RemoteFile['media'],
  contentType: string | undefined,
  media: MediaTools,
): Promise<ArtifactFacts> {
  const probed = await media.probeMedia(path).catch((error: unknown) => {
    throw invalid(announced, reasonOf(error), contentType, error);
  });
  const fault = faultOf(probed, announced);
  if (fault !== undefined) throw invalid(announced, fault, contentType);
  const { durationMs, ...facts } = factsOfProbed(probed);
  return announced === 'image' ? facts : { ...facts, durationMs };
}

/** What is kept of a file beside its digest. */
export function factsOfProbed({ extension, durationMs, video }: ProbedMedia): ArtifactFacts & { readonly durationMs: number } {
  return { extension, durationMs, ...(video === undefined ? {} : { widthPx: video.widthPx, heightPx: video.heightPx }) };
}

function faultOf({ durationMs, video, audio }: ProbedMedia, announced: RemoteFile['media']): string | undefined {
  if (announced === 'audio' && audio === undefined) return 'it has no sound';
  if (announced !== 'audio' && video === undefined) return 'it has no picture';
  if (announced === 'image') return durationMs > 0 ? 'it is no single picture' : undefined;
  return durationMs > 0 ? undefined : 'it has no length';
}

function invalid(announced: string, reason: string, contentType: string | undefined, cause?: unknown): ReelwrightError {
  const told = contentType === undefined || contentType.startsWith(announced) ? '' : ` (the server calls it ${contentType.split(';')[0]})`;
  return new ReelwrightError('RUN_RESULT_INVALID', `What was fetched as ${announced} cannot be used: ${reason}${told}.`, {
    hint: 'Run again: the finished task is asked again, nothing is made anew.',
    cause,
  });
}

/** The probe speaks of the file by its temporary name, which means nothing to anybody. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be read';
  return error.message.replace(/^The file \S+/, 'it').replace(/\.$/, '');
}
