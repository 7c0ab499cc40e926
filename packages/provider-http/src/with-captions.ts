import { type CallOptions, type CaptionCue, isProviderError, type TaskStatus } from '@reelwright/provider';

/** The captions of a finished task: where they lie, and whether the task was to have some in any case. */
export interface CaptionsFile {
  readonly url: string | undefined;
  readonly isOwed: boolean;
}

/** How one service's file of captions is come by and read. */
export interface CaptionsReader {
  readonly fetchText: (url: string, options?: CallOptions) => Promise<string>;
  /** @returns Nothing for a text that is no such file. */
  readonly decode: (text: string) => readonly CaptionCue[];
}

/** Adds the captions to a success. Those that are owed, or announced and not to be read yet, count as missing: they are looked for again. */
export async function withCaptions(
  status: TaskStatus,
  { url, isOwed }: CaptionsFile,
  reader: CaptionsReader,
  options: CallOptions,
): Promise<TaskStatus> {
  if (status.state !== 'succeeded' || (url === undefined && !isOwed)) return status;
  const captions = url === undefined ? [] : await fetchCues(url, reader, options);
  if (captions.length === 0) return { ...status, missing: [...status.missing, 'captions'] };
  return { ...status, outputs: { ...status.outputs, captions } };
}

async function fetchCues(url: string, { fetchText, decode }: CaptionsReader, options: CallOptions): Promise<readonly CaptionCue[]> {
  try {
    return decode(await fetchText(url, options));
  } catch (error) {
    if (isProviderError(error)) return [];
    throw error;
  }
}
